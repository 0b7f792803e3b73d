#include "routing/httpdate.h"
#include "routing/retryafter.h"
#include "support/property.h"

#include <QTest>

#include <string>

using namespace penstock;
using namespace penstock::routing;
using namespace std::chrono_literals;

namespace
{

// 2025-01-15T10:00:00Z, a Wednesday.
constexpr SystemTime now{1'736'935'200s};

/// "name: value" for each line.
wire::HeaderFields fieldsOf(const QByteArray &head)
{
    wire::HeaderFields fields;
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0) {
            fields.push_back(
                {line.left(colon).toStdString(), line.mid(colon + 1).trimmed().toStdString()});
        }
    }
    return fields;
}

void row(const char *name, const char *head, const char *body, Duration wait)
{
    QTest::newRow(name) << QByteArray(head) << QByteArray(body) << static_cast<qint64>(wait.count())
                        << true;
}

void row(const char *name, const char *head, Duration wait)
{
    row(name, head, "", wait);
}

void nothingIn(const char *name, const char *head, const char *body = "")
{
    QTest::newRow(name) << QByteArray(head) << QByteArray(body) << qint64{10'000'000'000} << false;
}

void addColumns()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<qint64>("wait");
    QTest::addColumn<bool>("isTold");
}

} // namespace

class TestRetryAfter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fields_data();
    void fields() { check(); }
    void dates_data();
    void dates() { check(); }
    void resets_data();
    void resets() { check(); }
    void words_data();
    void words() { check(); }
    void nonsense_isTenSeconds_data();
    void nonsense_isTenSeconds() { check(); }

    void twoDigitYear_isTheNearOne();
    void garbage_isAlwaysWithinBounds();

private:
    static void check();
};

void TestRetryAfter::check()
{
    QFETCH(const QByteArray, head);
    QFETCH(const QByteArray, body);
    QFETCH(const qint64, wait);
    QFETCH(const bool, isTold);
    const RetryAfter found = retryAfterOf(fieldsOf(head), body.toStdString(), now);
    QCOMPARE(qint64{found.wait.count()}, wait);
    QCOMPARE(found.isTold, isTold);
}

void TestRetryAfter::fields_data()
{
    addColumns();
    row("milliseconds", "retry-after-ms: 2000", 2s);
    row("milliseconds with a fraction", "retry-after-ms: 1234.5", 1234500us);
    row("in any letters", "Retry-After-Ms: 2000", 2s);
    row("milliseconds of Microsoft", "x-ms-retry-after-ms: 1500", 1500ms);
    row("seconds", "retry-after: 7", 7s);
    row("seconds with a fraction", "retry-after: 1.5", 1500ms);
    row("a day", "retry-after: 86400", 24h);
    row("a unit where none belongs", "retry-after: 20s", 20s);
    row("ms before Microsoft's", "x-ms-retry-after-ms: 4000\nretry-after-ms: 3000", 3s);
    row("Microsoft's before seconds", "retry-after: 9\nx-ms-retry-after-ms: 4000", 4s);
    row("seconds before resets", "x-ratelimit-reset-requests: 3\nretry-after: 9", 9s);
    row("resets before words", "x-ratelimit-reset-tokens: 3", "Please retry after 8 seconds", 3s);
    row("nonsense leaves it to the next", "retry-after-ms: soon\nretry-after: 9", 9s);
    row("negative leaves it to the next", "retry-after: -1\nx-ratelimit-reset-tokens: 12", 12s);
    row("the first of two that can be read", "retry-after: x\nretry-after: 5\nretry-after: 6", 5s);
    row("at least 250 ms", "retry-after-ms: 3", 250ms);
    row("zero is at once", "retry-after: 0", 250ms);
    row("at most a week", "retry-after: 99999999", 7 * 24h);
    row("far beyond any clock", "retry-after: 1000000000000000000000000000000", 7 * 24h);
}

void TestRetryAfter::dates_data()
{
    addColumns();
    row("as everybody writes it", "retry-after: Wed, 15 Jan 2025 10:00:07 GMT", 7s);
    row("the long form", "retry-after: Wednesday, 15-Jan-25 10:01:00 GMT", 1min);
    row("the form of C", "retry-after: Wed Jan 15 10:00:30 2025", 30s);
    row("the form of C, one digit", "retry-after: Sat Feb  1 10:00:00 2025", 7 * 24h);
    row("the next day", "retry-after: Thu, 16 Jan 2025 10:00:00 GMT", 24h);
    row("far away", "retry-after: Thu, 16 Jan 2098 10:00:00 GMT", 7 * 24h);
    row("just now", "retry-after: Wed, 15 Jan 2025 10:00:00 GMT", 250ms);
    row("our clock is wrong, theirs tells",
        "date: Wed, 15 Jan 2025 12:00:00 GMT\nretry-after: Wed, 15 Jan 2025 12:00:09 GMT", 9s);
    row("nonsense as their clock", "date: yesterday\nretry-after: Wed, 15 Jan 2025 10:00:09 GMT",
        9s);
    nothingIn("past", "retry-after: Wed, 15 Jan 2025 09:59:00 GMT");
    nothingIn("another zone", "retry-after: Wed, 15 Jan 2025 10:00:07 CET");
    nothingIn("no such day", "retry-after: Wed, 31 Feb 2025 10:00:07 GMT");
    nothingIn("no such month", "retry-after: Wed, 15 Foo 2025 10:00:07 GMT");
    nothingIn("no such hour", "retry-after: Wed, 15 Jan 2025 24:00:07 GMT");
    nothingIn("too many words", "retry-after: Wed, 15 Jan 2025 10:00:07 GMT GMT GMT");
    nothingIn("a year of three digits", "retry-after: Wed, 15 Jan 202 10:00:07 GMT");
    nothingIn("before there were dates", "retry-after: Wed, 15 Jan 1066 10:00:07 GMT");
}

void TestRetryAfter::resets_data()
{
    addColumns();
    row("requests", "x-ratelimit-reset-requests: 17", 17s);
    row("tokens", "x-ratelimit-reset-tokens: 17s", 17s);
    row("the odd spelling", "x-rate-limit-reset-tokens: 55", 55s);
    row("minutes and seconds", "x-ratelimit-reset-tokens: 1m2s", 62s);
    row("minutes and no seconds", "x-ratelimit-reset-tokens: 6m0s", 6min);
    row("milliseconds", "x-ratelimit-reset-requests: 250ms", 250ms);
    row("a fraction", "x-ratelimit-reset-requests: 7.66s", 7660ms);
    row("hours", "x-ratelimit-reset-requests: 1h0m5s", 1h + 5s);
    row("days", "x-ratelimit-reset-requests: 1d2h", 26h);
    row("the nearer one", "x-ratelimit-reset-requests: 10\nx-ratelimit-reset-tokens: 300", 10s);
    row("the nearer one is of tokens",
        "x-ratelimit-reset-requests: 6m0s\nx-ratelimit-reset-tokens: 4s", 4s);
    row("zero has not refused it", "x-ratelimit-reset-requests: 0\nx-ratelimit-reset-tokens: 30",
        30s);
    row("the one that is used up: tokens",
        "x-ratelimit-reset-requests: 120ms\nx-ratelimit-reset-tokens: 6m0s\n"
        "x-ratelimit-remaining-requests: 9999\nx-ratelimit-remaining-tokens: 0",
        6min);
    row("the one that is used up: requests",
        "x-ratelimit-reset-requests: 2m\nx-ratelimit-reset-tokens: 1s\n"
        "x-ratelimit-remaining-requests: 0\nx-ratelimit-remaining-tokens: 5000",
        2min);
    row("negative rests tell nothing",
        "x-ratelimit-reset-requests: 10\nx-ratelimit-reset-tokens: 300\n"
        "x-ratelimit-remaining-requests: 80\nx-ratelimit-remaining-tokens: -27689",
        10s);
    nothingIn("both are zero", "x-ratelimit-reset-requests: 0\nx-ratelimit-reset-tokens: 0s");
    nothingIn("a unit without a number", "x-ratelimit-reset-requests: s");
    nothingIn("a number without a unit behind", "x-ratelimit-reset-requests: 1m2");
    nothingIn("an unknown unit", "x-ratelimit-reset-requests: 3 fortnights");
}

void TestRetryAfter::words_data()
{
    addColumns();
    row("as Azure writes it", "",
        "{\"error\":{\"code\":\"429\",\"message\":\"Requests have exceeded token rate limit. "
        "Please retry after 7 seconds. Please go here\"}}",
        7s);
    row("try again in", "", "Please try again in 20s. Visit", 20s);
    row("try again after", "", "Try again after 3 seconds", 3s);
    row("retry in", "", "RETRY IN 90 SECONDS", 90s);
    row("one second", "", "Please retry after 1 second.", 1s);
    row("milliseconds", "", "Please retry after 1500 milliseconds.", 1500ms);
    row("one millisecond", "", "Please retry after 1 millisecond.", 250ms);
    row("short milliseconds", "", "try again in 898ms", 898ms);
    row("minutes and seconds", "", "try again in 6m0s.", 6min);
    row("a fraction", "", "try again in 1.2s.", 1200ms);
    row("wait", "", "Please wait 60 seconds before retrying.", 1min);
    row("the second time is right", "", "Retry after fixing it, or retry after 4 seconds", 4s);
    row("a day", "", "Please retry after 86400 seconds", 24h);
    nothingIn("without a unit", "", "retry after 3 attempts");
    nothingIn("without a number", "", "You can retry your request");
    nothingIn("negative", "", "retry after -3 seconds");
    nothingIn("at the end", "", "please retry after ");
}

void TestRetryAfter::nonsense_isTenSeconds_data()
{
    addColumns();
    nothingIn("nothing", "");
    for (const char *const value :
         {"-1", "-0.5", "", " ", "soon", "NaN", "nan", "inf", "Infinity", "0x10", "1e3", "+7",
          "1,5", "7 8", "..", ".", ".5", "--", "\xff\xfe"}) {
        const QByteArray seconds = QByteArrayLiteral("retry-after: ") + value;
        nothingIn(seconds.constData(), seconds.constData());
        const QByteArray milliseconds = QByteArrayLiteral("retry-after-ms: ") + value;
        nothingIn(milliseconds.constData(), milliseconds.constData());
    }
}

void TestRetryAfter::twoDigitYear_isTheNearOne()
{
    const auto near = readHttpDate("Sunday, 06-Nov-94 08:49:37 GMT", now);
    QVERIFY(near.has_value());
    QCOMPARE(*near, SystemTime(784'111'777s));
    const auto ahead = readHttpDate("Sunday, 06-Nov-70 08:49:37 GMT", now);
    QVERIFY(ahead.has_value());
    QVERIFY(*ahead > now);
    QCOMPARE(readHttpDate("Sun, 06 Nov 1994 08:49:37 GMT", now), near);
    QCOMPARE(readHttpDate("Sun Nov  6 08:49:37 1994", now), near);
}

void TestRetryAfter::garbage_isAlwaysWithinBounds()
{
    const auto names = std::to_array<std::string>(
        {"retry-after-ms", "x-ms-retry-after-ms", "Retry-After", "x-ratelimit-reset-requests",
         "x-ratelimit-reset-tokens", "x-rate-limit-reset-tokens", "date",
         "x-ratelimit-remaining-tokens", "x-ratelimit-remaining-requests"});
    const auto pieces = std::to_array<std::string>(
        {"retry after ", "try again in ", "wait ", "second", "ms", "m", "h", "d", "9999999999",
         "1e999", "0.", "-", "Wed, ", "15 Jan 2025 ", "10:00:0", " GMT", "Nov", "  ", "99"});
    test::forEachRound(2000, [&](RandomSource &random) {
        const auto text = [&] {
            std::string made;
            for (auto left = random.below(6); left > 0; --left) {
                made += random.below(3) == 0 ? test::randomBytes(random, 12) : pick(random, pieces);
            }
            return made;
        };
        wire::HeaderFields fields;
        for (auto left = random.below(5); left > 0; --left) {
            fields.push_back({pick(random, names), text()});
        }
        const RetryAfter found = retryAfterOf(fields, text(), now);
        QVERIFY(found.wait >= RetryAfter::least);
        QVERIFY(found.wait <= RetryAfter::most);
        QVERIFY(found.isTold || found.wait == RetryAfter::assumed);
    });
}

QTEST_APPLESS_MAIN(TestRetryAfter)
#include "tst_retryafter.moc"
