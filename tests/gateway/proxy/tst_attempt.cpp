#include "proxy/attempt.h"

#include <QTest>

using namespace penstock;
using namespace penstock::proxy;
using routing::AttemptEnd;
using Stage = Attempt::Stage;

/// What an answer, or the lack of one, means.
class TestAttempt final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeAnswer_flowsWhenItIsWhole();
    void promisedAnswer_flowsWithItsLastByte();
    void promisedNonsense_isNoAnswer();
    void largeAnswer_flowsAtOnce();
    void largeAnswer_isWholeAtItsEnd();
    void largeHalfJson_neverEnds();
    void largeNonsense_failsOrBreaksOff();
    void halfAnEvent_failsOrBreaksOff();
    void errorOfTheUpstream_isToldOnce_data();
    void errorOfTheUpstream_isToldOnce();
    void brokenJson_isNoAnswer();
    void noAnswer_data();
    void noAnswer();
    void refusal_keepsItsStatusWhenItsBodyIsCut_data();
    void refusal_keepsItsStatusWhenItsBodyIsCut();
    void noAnswerOfAModel_isBroken_data();
    void noAnswerOfAModel_isBroken();
    void cutAnswer_failsBeforeAnythingIsSent();
    void errorFirst_countsAsItsStatus();
    void streamWithoutContent_isLost();
    void cutStream_tellsTheClient_data();
    void cutStream_tellsTheClient();
    void streamIsOver_afterDone();
};

namespace
{

const std::string hello = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n";
const std::string done = "data: [DONE]\n\n";

Attempt attemptFor(Attempt::Wanted wanted)
{
    return {{0, DeploymentId("dep")}, wanted, {}, SteadyTime()};
}

Attempt startedStream()
{
    Attempt attempt = attemptFor(Attempt::Wanted::Stream);
    attempt.answered({200, {{"Content-Type", "Text/Event-Stream; charset=utf-8"}}, {}});
    return attempt;
}

upstream::CallResult resultOf(upstream::CallEnd end)
{
    return {
        .end = end, .message = end == upstream::CallEnd::Complete ? "" : "It broke.", .detail = {}};
}

} // namespace

Q_DECLARE_METATYPE(penstock::upstream::CallEnd)
Q_DECLARE_METATYPE(penstock::routing::AttemptEnd)

void TestAttempt::wholeAnswer_flowsWhenItIsWhole()
{
    Attempt attempt = attemptFor(Attempt::Wanted::Whole);
    attempt.answered({200, {{"Content-Type", "application/json"}}, 44});
    std::string out;
    QCOMPARE(attempt.received("{\"usage\":{\"total_", out), Stage::Waiting);
    QCOMPARE(attempt.received("tokens\":3}}", out), Stage::Waiting);
    QVERIFY(out.empty());
    QCOMPARE(attempt.ended(resultOf(upstream::CallEnd::Complete), out), Stage::Flowing);
    QCOMPARE(out, std::string("{\"usage\":{\"total_tokens\":3}}"));
    QVERIFY(!attempt.brokeOff());
    QCOMPARE(attempt.outcome(), std::string("200"));
    QCOMPARE(attempt.usage().value_or(TokenUsage{}).total, 3);
}

void TestAttempt::promisedAnswer_flowsWithItsLastByte()
{
    const std::string answer = "{\"usage\":{\"total_tokens\":3}}";
    Attempt attempt = attemptFor(Attempt::Wanted::Whole);
    attempt.answered({200, {{"Content-Type", "application/json"}}, answer.size()});
    std::string out;
    QCOMPARE(attempt.received(answer.substr(0, 20), out), Stage::Waiting);
    QVERIFY(out.empty() && !attempt.isWhole());
    QCOMPARE(attempt.received(answer.substr(20), out), Stage::Flowing);
    QVERIFY(attempt.isWhole());
    QCOMPARE(out, answer);
    out.clear();
    // How the call ends takes nothing away from it.
    QCOMPARE(attempt.ended(resultOf(upstream::CallEnd::CutOff), out), Stage::Flowing);
    QVERIFY(out.empty() && !attempt.brokeOff());
    QCOMPARE(attempt.outcome(), std::string("200"));
    QCOMPARE(attempt.usage().value_or(TokenUsage{}).total, 3);
}

void TestAttempt::promisedNonsense_isNoAnswer()
{
    const std::string half = "{\"usage\":{\"total_tokens\":3}";
    Attempt attempt = attemptFor(Attempt::Wanted::Whole);
    attempt.answered({200, {{"Content-Type", "application/json"}}, half.size()});
    std::string out;
    QCOMPARE(attempt.received(half, out), Stage::Waiting);
    QVERIFY(!attempt.isWhole());
    QCOMPARE(attempt.ended(resultOf(upstream::CallEnd::Complete), out), Stage::Failed);
    QCOMPARE(attempt.facts().end, AttemptEnd::BrokenAnswer);
    QVERIFY(out.empty());
}

void TestAttempt::noAnswer_data()
{
    using upstream::CallEnd;
    QTest::addColumn<CallEnd>("end");
    QTest::addColumn<AttemptEnd>("meaning");
    const auto row = [](CallEnd end, AttemptEnd meaning) {
        QTest::newRow(std::string(upstream::toString(end)).c_str()) << end << meaning;
    };
    for (const CallEnd end :
         {CallEnd::NameNotFound, CallEnd::Refused, CallEnd::ConnectTimeout, CallEnd::ProxyFailed,
          CallEnd::TlsFailed, CallEnd::TlsTimeout, CallEnd::LocalFailure}) {
        row(end, AttemptEnd::NotConnected);
    }
    row(CallEnd::CertificateRejected, AttemptEnd::CertificateRejected);
    row(CallEnd::ClosedBeforeAnswer, AttemptEnd::LostBeforeAnswer);
    row(CallEnd::CutOff, AttemptEnd::CutOff);
    row(CallEnd::FirstByteTimeout, AttemptEnd::NoFirstByte);
    row(CallEnd::IdleTimeout, AttemptEnd::NoFirstByte);
    row(CallEnd::BrokenAnswer, AttemptEnd::BrokenAnswer);
}

void TestAttempt::noAnswer()
{
    QFETCH(const upstream::CallEnd, end);
    QFETCH(const AttemptEnd, meaning);
    Attempt attempt = attemptFor(Attempt::Wanted::Stream);
    std::string out;
    QCOMPARE(attempt.ended(resultOf(end), out), Stage::Failed);
    QCOMPARE(attempt.facts().end, meaning);
    QVERIFY(attempt.facts().isStream);
    QVERIFY(out.empty());
    QVERIFY(!attempt.outcome().empty());
    QVERIFY(!attempt.message().empty());
}

void TestAttempt::refusal_keepsItsStatusWhenItsBodyIsCut_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {400, 401, 409, 429, 500}) {
        QTest::addRow("%d", status) << status;
    }
}

void TestAttempt::refusal_keepsItsStatusWhenItsBodyIsCut()
{
    QFETCH(const int, status);
    for (const auto end : {upstream::CallEnd::CutOff, upstream::CallEnd::IdleTimeout}) {
        Attempt attempt = attemptFor(Attempt::Wanted::Whole);
        attempt.answered({status, {{"Content-Type", "application/json"}}, 1000});
        std::string out;
        attempt.received("{\"error\":", out);
        QCOMPARE(attempt.ended(resultOf(end), out), Stage::Failed);
        QCOMPARE(attempt.facts().end, AttemptEnd::Answered);
        QCOMPARE(attempt.facts().status, status);
        QVERIFY(out.empty());
    }
}

void TestAttempt::noAnswerOfAModel_isBroken_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("page") << QByteArrayLiteral("text/html; charset=utf-8")
                          << QByteArrayLiteral("<html>");
    QTest::newRow("empty page") << QByteArrayLiteral("text/html") << QByteArray();
    QTest::newRow("nothing") << QByteArrayLiteral("application/json") << QByteArray();
    QTest::newRow("endless event")
        << QByteArrayLiteral("text/event-stream") << QByteArray(300 * 1024, 'x');
}

void TestAttempt::noAnswerOfAModel_isBroken()
{
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, body);
    Attempt attempt = attemptFor(Attempt::Wanted::Whole);
    attempt.answered({200, {{"content-type", type.toStdString()}}, {}});
    std::string out;
    if (!body.isEmpty()) {
        QCOMPARE(attempt.received(body.toStdString(), out), Stage::Failed);
    }
    QCOMPARE(attempt.ended(resultOf(upstream::CallEnd::Complete), out), Stage::Failed);
    QCOMPARE(attempt.facts().end, AttemptEnd::BrokenAnswer);
    QCOMPARE(attempt.outcome(), std::string("broken_answer"));
    QVERIFY(out.empty());
}

void TestAttempt::largeAnswer_flowsAtOnce()
{
    Attempt attempt = attemptFor(Attempt::Wanted::Whole);
    attempt.answered({200, {{"Content-Type", "application/json"}}, 1'000'000});
    std::string out;
    const std::string piece(40'000, ' ');
    QCOMPARE(attempt.received(piece, out), Stage::Waiting);
    QCOMPARE(attempt.received(piece, out), Stage::Flowing);
    QCOMPARE(out.size(), 79'999U);
    QCOMPARE(attempt.ended(resultOf(upstream::CallEnd::CutOff), out), Stage::Flowing);
    QVERIFY(attempt.brokeOff());
    QCOMPARE(out.size(), 79'999U);
}

void TestAttempt::largeAnswer_isWholeAtItsEnd()
{
    Attempt attempt = attemptFor(Attempt::Wanted::Whole);
    attempt.answered({200, {{"Content-Type", "application/json"}}, {}});
    const std::string text = "{\"a\":\"" + std::string(100'000, 'x') + "\"}";
    std::string out;
    for (const std::size_t at : {0U, 40'000U, 80'000U}) {
        (void)attempt.received(std::string_view(text).substr(at, 40'000), out);
    }
    QVERIFY(out.size() < text.size());
    QCOMPARE(attempt.ended(resultOf(upstream::CallEnd::Complete), out), Stage::Flowing);
    QCOMPARE(out, text);
    QVERIFY(!attempt.brokeOff());
}

// With its last byte it would look whole to everybody who goes by the length.
void TestAttempt::largeHalfJson_neverEnds()
{
    Attempt attempt = attemptFor(Attempt::Wanted::Whole);
    const std::string half = "{\"a\":\"" + std::string(100'000, 'x');
    attempt.answered({200, {{"Content-Type", "application/json"}}, half.size()});
    std::string out;
    QCOMPARE(attempt.received(half, out), Stage::Flowing);
    QCOMPARE(attempt.ended(resultOf(upstream::CallEnd::Complete), out), Stage::Flowing);
    QVERIFY(attempt.brokeOff());
    QCOMPARE(out.size(), half.size() - 1);
    QCOMPARE(attempt.outcome(), std::string("broken_answer"));
}

void TestAttempt::largeNonsense_failsOrBreaksOff()
{
    const std::string nonsense(70'000, '}');
    Attempt first = attemptFor(Attempt::Wanted::Whole);
    first.answered({200, {{"Content-Type", "application/json"}}, {}});
    std::string out;
    QCOMPARE(first.received(nonsense, out), Stage::Failed); // nothing has been sent
    QCOMPARE(first.facts().end, AttemptEnd::BrokenAnswer);
    Attempt later = attemptFor(Attempt::Wanted::Whole);
    later.answered({200, {{"Content-Type", "application/json"}}, {}});
    QCOMPARE(later.received(std::string(70'000, ' '), out), Stage::Flowing);
    QCOMPARE(later.received(nonsense, out), Stage::Flowing);
    QVERIFY(later.brokeOff());
}

void TestAttempt::halfAnEvent_failsOrBreaksOff()
{
    const std::string half = hello.substr(0, hello.size() / 2) + "\n\n";
    Attempt first = startedStream();
    std::string out;
    QCOMPARE(first.received(half + hello, out), Stage::Failed);
    QCOMPARE(first.facts().end, AttemptEnd::BrokenAnswer);
    Attempt later = startedStream();
    out.clear();
    QCOMPARE(later.received(hello, out), Stage::Flowing);
    QCOMPARE(later.received(half + hello + done, out), Stage::Flowing);
    QVERIFY(later.brokeOff());
    QVERIFY2(out.starts_with(hello + "data: {\"error\":{"), out.c_str());
    const std::string said = out;
    QCOMPARE(later.received(hello, out), Stage::Flowing);
    QCOMPARE(later.ended(resultOf(upstream::CallEnd::Complete), out), Stage::Flowing);
    QCOMPARE(out, said);
}

void TestAttempt::errorOfTheUpstream_isToldOnce_data()
{
    using upstream::CallEnd;
    QTest::addColumn<CallEnd>("end");
    QTest::newRow("stream ends") << CallEnd::Complete;
    QTest::newRow("stream is cut") << CallEnd::CutOff;
}

void TestAttempt::errorOfTheUpstream_isToldOnce()
{
    QFETCH(const upstream::CallEnd, end);
    const std::string error = "data: {\"error\":{\"message\":\"Overloaded.\"}}\n\n";
    Attempt attempt = startedStream();
    std::string out;
    QCOMPARE(attempt.received(hello + error, out), Stage::Flowing);
    QCOMPARE(attempt.ended(resultOf(end), out), Stage::Flowing);
    QVERIFY(attempt.brokeOff());
    QCOMPARE(out, hello + error);
}

void TestAttempt::brokenJson_isNoAnswer()
{
    Attempt attempt = attemptFor(Attempt::Wanted::Whole);
    attempt.answered({200, {{"Content-Type", "application/json"}}, {}});
    std::string out;
    QCOMPARE(attempt.received("{\"half\":", out), Stage::Waiting);
    QCOMPARE(attempt.ended(resultOf(upstream::CallEnd::Complete), out), Stage::Failed);
    QCOMPARE(attempt.facts().end, AttemptEnd::BrokenAnswer);
    QVERIFY(out.empty());
}

void TestAttempt::cutAnswer_failsBeforeAnythingIsSent()
{
    Attempt attempt = attemptFor(Attempt::Wanted::Whole);
    attempt.answered({200, {{"Content-Type", "application/json"}}, 100});
    std::string out;
    QCOMPARE(attempt.received("{\"half\":", out), Stage::Waiting);
    QCOMPARE(attempt.ended(resultOf(upstream::CallEnd::CutOff), out), Stage::Failed);
    QCOMPARE(attempt.facts().end, AttemptEnd::CutOff);
    QVERIFY(out.empty());
}

void TestAttempt::errorFirst_countsAsItsStatus()
{
    Attempt attempt = startedStream();
    std::string out;
    QCOMPARE(attempt.received("data: {\"error\":{\"code\":\"rate_limit_exceeded\"}}\n\n", out),
             Stage::Failed);
    QCOMPARE(attempt.facts().end, AttemptEnd::Answered);
    QCOMPARE(attempt.facts().status, 429);
    QCOMPARE(attempt.outcome(), std::string("429"));
    QVERIFY(out.empty());
}

void TestAttempt::streamWithoutContent_isLost()
{
    for (const auto end : {upstream::CallEnd::Complete, upstream::CallEnd::CutOff}) {
        Attempt attempt = startedStream();
        std::string out;
        attempt.received("data: {\"choices\":[]}\n\n" + hello.substr(0, 30), out);
        QCOMPARE(attempt.ended(resultOf(end), out), Stage::Failed);
        QCOMPARE(attempt.facts().end, AttemptEnd::CutOff);
        QVERIFY(out.empty());
    }
}

void TestAttempt::cutStream_tellsTheClient_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QByteArray>("shown");
    QTest::newRow("between events") << QByteArray() << QByteArray();
    QTest::newRow("inside an event") << QByteArrayLiteral("data: {\"choi") << QByteArray();
    QTest::newRow("inside a name") << QByteArrayLiteral("dat") << QByteArray();
}

void TestAttempt::cutStream_tellsTheClient()
{
    QFETCH(const QByteArray, rest);
    QFETCH(const QByteArray, shown);
    for (const auto end : {upstream::CallEnd::Complete, upstream::CallEnd::CutOff}) {
        Attempt attempt = startedStream();
        std::string out;
        attempt.received(hello + rest.toStdString(), out);
        QCOMPARE(attempt.ended(resultOf(end), out), Stage::Flowing);
        QVERIFY(attempt.brokeOff());
        const std::string begin = hello + shown.toStdString() + "data: {\"error\":{";
        QVERIFY2(out.starts_with(begin), out.c_str());
        QVERIFY(out.find("stream_interrupted") != std::string::npos);
        QVERIFY(out.find(done) == std::string::npos);
        QVERIFY(out.ends_with("}}\n\n"));
    }
    // A last event that lacks nothing but its empty line is kept apart from what follows it.
    Attempt attempt = startedStream();
    std::string out;
    attempt.received(hello + hello.substr(0, hello.size() - 2), out);
    attempt.ended(resultOf(upstream::CallEnd::Complete), out);
    QVERIFY2(out.starts_with(hello + hello + "data: {\"error\":{"), out.c_str());
}

void TestAttempt::streamIsOver_afterDone()
{
    for (const auto end :
         {upstream::CallEnd::Complete, upstream::CallEnd::CutOff, upstream::CallEnd::IdleTimeout}) {
        Attempt attempt = startedStream();
        std::string out;
        attempt.received(hello + done, out);
        QCOMPARE(attempt.ended(resultOf(end), out), Stage::Flowing);
        QVERIFY(!attempt.brokeOff());
        QCOMPARE(out, hello + done);
        QCOMPARE(attempt.outcome(), std::string("200"));
    }
}

QTEST_APPLESS_MAIN(TestAttempt)
#include "tst_attempt.moc"
