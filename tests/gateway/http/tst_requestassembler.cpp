#include "http/requestassembler.h"
#include "support/property.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

using namespace penstock;
using namespace penstock::http;

namespace
{

struct Taken {
    std::string method;
    std::string target;
    std::string body;

    friend bool operator==(const Taken &, const Taken &) = default;
};

struct Outcome {
    std::vector<Taken> requests; ///< complete ones
    int status = 0; ///< of the problem, if there was one
    bool isInside = false;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

/// Feeds an assembler as a connection does: what it does not consume comes again, with more.
class Reader final
{
public:
    explicit Reader(const wire::HeadLimits &limits = {}) : m_assembler(limits) { }

    void feed(std::string_view bytes)
    {
        m_waiting += bytes;
        std::size_t at = 0;
        while (m_outcome.status == 0) {
            const auto step = m_assembler.next(std::string_view(m_waiting).substr(at));
            at += step.consumed;
            if (step.progress == RequestAssembler::Progress::NeedsMore) {
                break;
            }
            take(step);
        }
        m_waiting.erase(0, at);
        m_outcome.isInside = m_assembler.isInside();
    }

    [[nodiscard]] const Outcome &outcome() const { return m_outcome; }
    [[nodiscard]] std::size_t waitingBytes() const { return m_waiting.size(); }

private:
    void take(const RequestAssembler::Step &step)
    {
        switch (step.progress) {
        case RequestAssembler::Progress::Head: {
            const wire::RequestHead head = m_assembler.takeHead();
            m_current = {std::string(head.method()), std::string(head.target()), {}};
            break;
        }
        case RequestAssembler::Progress::Body:
            m_current.body += step.data;
            break;
        case RequestAssembler::Progress::Complete:
            m_outcome.requests.push_back(m_current);
            break;
        case RequestAssembler::Progress::Broken:
            m_outcome.status = m_assembler.problem().status;
            break;
        case RequestAssembler::Progress::NeedsMore:
            break;
        }
    }

    RequestAssembler m_assembler;
    std::string m_waiting;
    Taken m_current;
    Outcome m_outcome;
};

Outcome readWhole(const std::string &bytes, const wire::HeadLimits &limits = {})
{
    Reader reader(limits);
    reader.feed(bytes);
    return reader.outcome();
}

std::string chunkedText(RandomSource &random, const std::string &body)
{
    std::string text;
    std::size_t at = 0;
    while (at < body.size()) {
        const std::size_t size = 1 + static_cast<std::size_t>(random.below(body.size() - at));
        std::array<char, 20> hex{};
        const auto end = std::to_chars(hex.data(), hex.data() + hex.size(), size, 16).ptr;
        text.append(hex.data(), end);
        text += random.below(4) == 0 ? ";ext=\"a\"\r\n" : "\r\n";
        text += body.substr(at, size) + "\r\n";
        at += size;
    }
    return text + (random.below(3) == 0 ? "0\r\nTrailer: x\r\n\r\n" : "0\r\n\r\n");
}

std::string randomRequest(RandomSource &random, Taken &expected)
{
    const std::vector<std::string> methods = {"GET", "POST", "PUT", "DELETE"};
    expected = {pick(random, methods), "/" + test::randomText(random, "abc/?=", 30), {}};
    std::string text = test::randomText(random, "\r\n", 3) + expected.method + ' ' + expected.target
        + " HTTP/1.1\r\nHost: localhost\r\n";
    for (std::uint64_t i = random.below(5); i > 0; --i) {
        text += "X-F: " + test::randomText(random, "abc :;,", 40) + "\r\n";
    }
    switch (random.below(3)) {
    case 0:
        return text + "\r\n";
    case 1:
        expected.body = test::randomBytes(random, 300);
        return text + "Content-Length: " + std::to_string(expected.body.size()) + "\r\n\r\n"
            + expected.body;
    default:
        expected.body = test::randomBytes(random, 300);
        return text + "Transfer-Encoding: chunked\r\n\r\n" + chunkedText(random, expected.body);
    }
}

} // namespace

class TestRequestAssembler final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anyCut_givesTheSame();
    void damagedInput_givesTheSameHoweverCut();
    void everyPair_ofCuts();
    void blankLines_areSkipped();
    void firstByte_tellsGarbage_data();
    void firstByte_tellsGarbage();
    void headLimit_isExactHoweverCut();
    void limitWithoutEnd_holdsNoMore();
    void broken_staysBroken();
    void isInside_followsTheRequest();
};

void TestRequestAssembler::anyCut_givesTheSame()
{
    test::forEachRound(300, [](SeededRandom &random) {
        Outcome expected;
        std::string bytes;
        for (std::uint64_t i = 1 + random.below(4); i > 0; --i) {
            Taken request;
            bytes += randomRequest(random, request);
            expected.requests.push_back(request);
        }
        QVERIFY(readWhole(bytes) == expected);
        Reader reader;
        std::string_view rest = bytes;
        const std::uint64_t largest = 1 + random.below(100);
        while (!rest.empty()) {
            const auto size = static_cast<std::size_t>(random.below(largest + 1));
            reader.feed(rest.substr(0, size));
            rest.remove_prefix(std::min(size, rest.size()));
        }
        QVERIFY(reader.outcome() == expected);
        QCOMPARE(reader.waitingBytes(), 0U);
    });
}

void TestRequestAssembler::damagedInput_givesTheSameHoweverCut()
{
    test::forEachRound(500, [](SeededRandom &random) {
        Taken ignored;
        std::string bytes = randomRequest(random, ignored) + randomRequest(random, ignored);
        for (std::uint64_t i = 1 + random.below(3); i > 0; --i) {
            bytes[static_cast<std::size_t>(random.below(bytes.size()))]
                = "\r\n \0:x0-;\x16\xff"[random.below(11)];
        }
        const Outcome whole = readWhole(bytes);
        Reader reader;
        for (const char c : bytes) {
            reader.feed(std::string_view(&c, 1));
        }
        QVERIFY(reader.outcome() == whole);
    });
}

void TestRequestAssembler::everyPair_ofCuts()
{
    const std::string bytes = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "3\r\nabc\r\n0\r\n\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n";
    const Outcome whole = readWhole(bytes);
    QCOMPARE(whole.requests.size(), 2U);
    QCOMPARE(whole.requests.front().body, "abc");
    const std::string_view text = bytes;
    for (std::size_t first = 0; first <= text.size(); ++first) {
        for (std::size_t second = first; second <= text.size(); ++second) {
            Reader reader;
            reader.feed(text.substr(0, first));
            reader.feed(text.substr(first, second - first));
            reader.feed(text.substr(second));
            QVERIFY(reader.outcome() == whole);
        }
    }
}

void TestRequestAssembler::blankLines_areSkipped()
{
    Reader reader;
    reader.feed("\r\n\r\n\n");
    QVERIFY(!reader.outcome().isInside);
    QCOMPARE(reader.waitingBytes(), 0U);
    reader.feed("GET / HTTP/1.1\r\nHost: x\r\n\r\n\r\n\r\n");
    QCOMPARE(reader.outcome().requests.size(), 1U);
    QCOMPARE(reader.outcome().status, 0);
    QVERIFY(!reader.outcome().isInside);
}

void TestRequestAssembler::firstByte_tellsGarbage_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::newRow("TLS hello") << std::string("\x16");
    QTest::newRow("NUL") << std::string(1, '\0');
    QTest::newRow("blank") << std::string(" GET");
    QTest::newRow("bracket") << std::string("{");
    QTest::newRow("high byte") << std::string("\xff");
    QTest::newRow("after a blank line") << std::string("\r\n\x16\x03");
}

void TestRequestAssembler::firstByte_tellsGarbage()
{
    QFETCH(const std::string, bytes);
    RequestAssembler assembler({});
    const auto step = assembler.next(bytes);
    QVERIFY(step.progress == RequestAssembler::Progress::Broken);
    QCOMPARE(assembler.problem().status, 400);
    QCOMPARE(assembler.problem().message.find("TLS") != std::string::npos,
             bytes.find('\x16') != std::string::npos);
}

void TestRequestAssembler::headLimit_isExactHoweverCut()
{
    const wire::HeadLimits limits{.maxBytes = 200, .maxFields = 3};
    const std::string start = "GET / HTTP/1.1\r\nHost: x\r\nA: ";
    for (const std::size_t over : {0U, 1U, 2U, 3U, 4U, 5U, 100U}) {
        const std::string block = start + std::string(200 - start.size() + over, 'a');
        const int status = over == 0 ? 0 : 431;
        QCOMPARE(readWhole(block + "\r\n\r\n", limits).status, status);
        for (const std::size_t size : {1U, 2U, 3U, 7U, 64U, 199U}) {
            Reader reader(limits);
            const std::string bytes = block + "\r\n\r\n";
            for (std::size_t at = 0; at < bytes.size(); at += size) {
                reader.feed(std::string_view(bytes).substr(at, size));
            }
            QCOMPARE(reader.outcome().status, status);
            QCOMPARE(reader.outcome().requests.size(), over == 0 ? 1U : 0U);
        }
    }
    const std::string fields = "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\nC: d\r\n";
    QCOMPARE(readWhole(fields + "\r\n", limits).status, 0);
    QCOMPARE(readWhole(fields + "E: f\r\n\r\n", limits).status, 431);
}

void TestRequestAssembler::limitWithoutEnd_holdsNoMore()
{
    Reader reader({.maxBytes = 1'000, .maxFields = 100});
    std::size_t fed = 0;
    while (reader.outcome().status == 0 && fed < 10'000) {
        reader.feed("abcdefghij");
        fed += 10;
    }
    QCOMPARE(reader.outcome().status, 431);
    QVERIFY(fed <= 1'010);
}

void TestRequestAssembler::broken_staysBroken()
{
    RequestAssembler assembler({});
    (void)assembler.next("GARBAGE\r\n\r\n");
    for (int i = 0; i < 3; ++i) {
        const auto step = assembler.next("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY(step.progress == RequestAssembler::Progress::Broken);
        QCOMPARE(step.consumed, 0U);
    }
    QCOMPARE(assembler.problem().status, 400);
}

void TestRequestAssembler::isInside_followsTheRequest()
{
    Reader reader;
    QVERIFY(!reader.outcome().isInside);
    reader.feed("P");
    QVERIFY(reader.outcome().isInside);
    reader.feed("OST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
    QVERIFY(reader.outcome().isInside);
    QVERIFY(reader.outcome().requests.empty());
    reader.feed("c");
    QVERIFY(!reader.outcome().isInside);
    QCOMPARE(reader.outcome().requests.size(), 1U);
}

QTEST_APPLESS_MAIN(TestRequestAssembler)
#include "tst_requestassembler.moc"
