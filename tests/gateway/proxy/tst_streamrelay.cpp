#include "proxy/streamrelay.h"
#include "support/property.h"

#include <nlohmann/json.hpp>

#include <QTest>

// Declared before anything else: the raw strings below are more than moc 6.4 can read.
class TestStreamRelay final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingLeaves_beforeItSaysSomething();
    void commit_sendsWhatWasHeldAtOnce();
    void unknownEvents_commit_data();
    void unknownEvents_commit();
    void errorFirst_fails_data();
    void errorFirst_fails();
    void errorLater_passes();
    void sixtyFourEvents_areTheMostHeld();
    void quarterOfAMebibyte_isTheMostHeld();
    void endlessFirstEvent_isBroken();
    void hiddenUsage_isTakenOut_data();
    void hiddenUsage_isTakenOut();
    void emptyChunks_areDroppedOnDemand();
    void usageOfTheClient_passes();
    void endOfStream_isKnown_data();
    void endOfStream_isKnown();
    void finish_takesAnEventWithoutItsEmptyLine();
    void finish_dropsHalfAnEvent();
    void halfAnEvent_isNoContent();
    void anySplit_givesTheSame();
    void interruption_isAnErrorEvent();
};

using namespace penstock;
using namespace penstock::proxy;
using State = StreamRelay::State;
using nlohmann::json;

namespace
{

const std::string filter
    = "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"prompt_filter_results\":[]}\n\n";
const std::string role = "data: {\"choices\":[{\"delta\":{\"content\":\"\",\"role\":\"assistant\"},"
                         "\"finish_reason\":null}]}\n\n";
const std::string hello = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}\n\n";
const std::string stop = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
const std::string usage
    = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":5,"
      "\"total_tokens\":13}}\n\n";
const std::string done = "data: [DONE]\n\n";

constexpr StreamRelay::Rules hiding{.usage = StreamRelay::UsageChunk::Hidden};
constexpr StreamRelay::Rules dropping{.empty = StreamRelay::EmptyChunks::Dropped};
constexpr StreamRelay::Rules openAi{.usage = StreamRelay::UsageChunk::Hidden,
                                    .empty = StreamRelay::EmptyChunks::Dropped};

struct Relayed {
    State state = State::Waiting;
    std::string out;
};

Relayed relayed(std::string_view stream, StreamRelay::Rules rules = {})
{
    StreamRelay relay(rules);
    Relayed result;
    relay.feed(stream, result.out);
    result.state = relay.finish(result.out);
    return result;
}

std::string repeated(std::string_view text, std::size_t count)
{
    std::string all;
    for (std::size_t i = 0; i < count; ++i) {
        all += text;
    }
    return all;
}

} // namespace

Q_DECLARE_METATYPE(penstock::proxy::StreamRelay::State)

void TestStreamRelay::nothingLeaves_beforeItSaysSomething()
{
    StreamRelay relay({});
    std::string out;
    for (const std::string &event : {filter, role, std::string(": ping\n\n"), role}) {
        QCOMPARE(relay.feed(event, out), State::Waiting);
        QVERIFY(out.empty());
    }
    QCOMPARE(relay.finish(out), State::Waiting);
    QVERIFY(out.empty());
    QVERIFY(!relay.hasEnded());
}

void TestStreamRelay::commit_sendsWhatWasHeldAtOnce()
{
    StreamRelay relay({});
    std::string out;
    relay.feed(filter + role, out);
    QVERIFY(out.empty());
    QCOMPARE(relay.feed(hello, out), State::Committed);
    QCOMPARE(out, filter + role + hello);
    out.clear();
    relay.feed(stop + done, out);
    QCOMPARE(out, stop + done);
    QVERIFY(relay.hasEnded());
}

void TestStreamRelay::unknownEvents_commit_data()
{
    QTest::addColumn<QByteArray>("event");
    for (const char *event :
         {"data: hello\n\n", "data: {\"type\":\"new\"}\n\n", "data: [DONE]\n\n",
          "event: x\ndata: {}\n\n",
          "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"}) {
        QTest::newRow(QByteArray(event).simplified().constData()) << QByteArray(event);
    }
}

void TestStreamRelay::unknownEvents_commit()
{
    QFETCH(const QByteArray, event);
    const Relayed result = relayed(role + event.toStdString());
    QCOMPARE(result.state, State::Committed);
    QCOMPARE(result.out, role + event.toStdString());
}

void TestStreamRelay::errorFirst_fails_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<int>("status");
    QTest::newRow("object") << QByteArrayLiteral(
        "data: {\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}}\n\n")
                            << 429;
    QTest::newRow("named, nested") << QByteArrayLiteral(
        "event: error\ndata: {\"error\":{\"type\":\"server_error\",\"message\":\"m\"}}\n\n")
                                   << 500;
    QTest::newRow("named, at the root") << QByteArrayLiteral(
        "event: error\ndata: {\"code\":\"too_many_requests\",\"message\":\"m\"}\n\n")
                                        << 429;
}

void TestStreamRelay::errorFirst_fails()
{
    QFETCH(const QByteArray, event);
    QFETCH(const int, status);
    StreamRelay relay({});
    std::string out;
    QCOMPARE(relay.feed(filter + role + event.toStdString() + hello + done, out), State::Failed);
    QCOMPARE(relay.error().status, status);
    QCOMPARE(relay.error().message, std::string("m"));
    QCOMPARE(relay.feed(hello, out), State::Failed);
    QCOMPARE(relay.finish(out), State::Failed);
    QVERIFY(out.empty());
}

void TestStreamRelay::errorLater_passes()
{
    const std::string error = "data: {\"choices\":[],\"error\":{\"message\":\"late\"}}\n\n";
    const Relayed result = relayed(role + hello + error, openAi);
    QCOMPARE(result.state, State::Committed);
    QCOMPARE(result.out, role + hello + error);
}

void TestStreamRelay::sixtyFourEvents_areTheMostHeld()
{
    const std::string most = repeated(role, StreamRelay::mostWaitingEvents);
    QCOMPARE(relayed(most).state, State::Waiting);
    const Relayed more = relayed(most + role);
    QCOMPARE(more.state, State::Committed);
    QCOMPARE(more.out, most + role);
}

void TestStreamRelay::quarterOfAMebibyte_isTheMostHeld()
{
    const std::string comment = ": " + std::string(100'000, 'x') + "\n\n";
    QCOMPARE(relayed(repeated(comment, 2)).state, State::Waiting);
    const Relayed more = relayed(repeated(comment, 3));
    QCOMPARE(more.state, State::Committed);
    QCOMPARE(more.out, repeated(comment, 3));
}

void TestStreamRelay::endlessFirstEvent_isBroken()
{
    StreamRelay relay({});
    std::string out;
    State state = State::Waiting;
    const std::string piece(100'000, 'x');
    for (int i = 0; i < 3 && state == State::Waiting; ++i) {
        state = relay.feed(piece, out);
    }
    QCOMPARE(state, State::Broken);
    QCOMPARE(relay.feed("\n\n" + hello, out), State::Broken);
    QVERIFY(out.empty());
}

void TestStreamRelay::hiddenUsage_isTakenOut_data()
{
    QTest::addColumn<QByteArray>("chunk");
    QTest::addColumn<QByteArray>("shown");
    const QByteArray text = "{\"choices\":[{\"delta\":{\"content\":\"x\"}}]";
    QTest::newRow("last") << QByteArray(text + ",\"usage\":null}") << QByteArray(text + '}');
    QTest::newRow("in the middle")
        << QByteArray(text + ",\"usage\":null,\"z\":1}") << QByteArray(text + ",\"z\":1}");
    QTest::newRow("first") << QByteArrayLiteral("{\"usage\":null,\"choices\":[{\"text\":\"x\"}]}")
                           << QByteArrayLiteral("{\"choices\":[{\"text\":\"x\"}]}");
    QTest::newRow("with blanks") << QByteArray(text + ", \"usage\": null}")
                                 << QByteArray(text + '}');
    QTest::newRow("first, with blanks")
        << QByteArrayLiteral("{\"usage\" : null, \"choices\":[{\"text\":\"x\"}]}")
        << QByteArrayLiteral("{\"choices\":[{\"text\":\"x\"}]}");
    QTest::newRow("none") << QByteArray(text + '}') << QByteArray(text + '}');
    QTest::newRow("in a text")
        << QByteArrayLiteral(R"({"choices":[{"delta":{"content":",\"usage\":null,"}}]})")
        << QByteArrayLiteral(R"({"choices":[{"delta":{"content":",\"usage\":null,"}}]})");
    QTest::newRow("usage beside content stays")
        << QByteArray(text + ",\"usage\":{\"total_tokens\":1}}")
        << QByteArray(text + ",\"usage\":{\"total_tokens\":1}}");
}

void TestStreamRelay::hiddenUsage_isTakenOut()
{
    QFETCH(const QByteArray, chunk);
    QFETCH(const QByteArray, shown);
    const auto event
        = [](const QByteArray &data) { return "data: " + data.toStdString() + "\n\n"; };
    StreamRelay relay(hiding);
    std::string out;
    relay.feed(hello + event(chunk) + stop + usage + done, out);
    QCOMPARE(QByteArray::fromStdString(out),
             QByteArray::fromStdString(hello + event(shown) + stop + done));
    QVERIFY(relay.usage().has_value());
    QCOMPARE(relay.usage()->total, 13);
}

void TestStreamRelay::emptyChunks_areDroppedOnDemand()
{
    const std::string late = "data: {\"choices\": [],\"id\":\"x\"}\n\n";
    const std::string stream = filter + role + hello + late + stop + done;
    QCOMPARE(relayed(stream, dropping).out, role + hello + stop + done);
    QCOMPARE(relayed(stream).out, stream);
    QCOMPARE(relayed(stream, hiding).out, stream);
}

void TestStreamRelay::usageOfTheClient_passes()
{
    const std::string null = "data: {\"choices\":[{\"delta\":{}}],\"usage\":null}\n\n";
    const std::string stream = role + hello + null + stop + usage + done;
    for (const StreamRelay::Rules rules : {StreamRelay::Rules{}, dropping}) {
        StreamRelay relay(rules);
        std::string out;
        relay.feed(stream, out);
        QCOMPARE(out, stream);
        QVERIFY((relay.usage() == TokenUsage{.prompt = 8, .completion = 5, .total = 13}));
    }
}

void TestStreamRelay::endOfStream_isKnown_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<bool>("hasEnded");
    QTest::newRow("in the middle") << QByteArray() << false;
    QTest::newRow("done") << QByteArray::fromStdString(done) << true;
    QTest::newRow("finish reason") << QByteArray::fromStdString(stop) << true;
    QTest::newRow("error") << QByteArrayLiteral("data: {\"error\":{\"message\":\"m\"}}\n\n")
                           << false;
}

void TestStreamRelay::endOfStream_isKnown()
{
    QFETCH(const QByteArray, rest);
    QFETCH(const bool, hasEnded);
    StreamRelay relay({});
    std::string out;
    relay.feed(role + hello + rest.toStdString(), out);
    relay.finish(out);
    QCOMPARE(relay.hasEnded(), hasEnded);
}

void TestStreamRelay::finish_takesAnEventWithoutItsEmptyLine()
{
    QCOMPARE(relayed(hello + "data: [DONE]").out, hello + "data: [DONE]");
    const std::string bare = hello.substr(0, hello.size() - 2);
    const Relayed first = relayed(role + bare);
    QCOMPARE(first.state, State::Committed);
    QCOMPARE(first.out, role + bare);
}

void TestStreamRelay::finish_dropsHalfAnEvent()
{
    for (std::size_t size = std::string("data: {").size(); size < hello.size() - 3; ++size) {
        QCOMPARE(relayed(hello + hello.substr(0, size)).out, hello);
    }
}

void TestStreamRelay::halfAnEvent_isNoContent()
{
    const Relayed result = relayed(role + hello.substr(0, hello.size() / 2));
    QCOMPARE(result.state, State::Waiting);
    QVERIFY(result.out.empty());
}

void TestStreamRelay::anySplit_givesTheSame()
{
    test::forEachRound(300, [](RandomSource &random) {
        std::string stream;
        const std::vector<std::string> events
            = {filter,
               role,
               ": ping\n\n",
               hello,
               stop,
               usage,
               "event: x\ndata: {}\n\n",
               "data: {\"choices\":[{\"delta\":{\"content\":\"\xc3\xa4\"}}],\"usage\":null}\n\n",
               "data: {\"error\":{\"code\":\"429\"}}\n\n"};
        for (std::uint64_t count = random.below(12); count > 0; --count) {
            stream += pick(random, events);
        }
        stream += random.below(2) == 0 ? done : std::string();
        if (random.below(2) == 0) {
            for (std::size_t at = stream.find('\n'); at != std::string::npos;
                 at = stream.find('\n', at + 2)) {
                stream.insert(at, 1, '\r');
            }
        }
        const std::array allRules = {StreamRelay::Rules{}, hiding, dropping, openAi};
        const StreamRelay::Rules rules = pick(random, allRules);
        const Relayed whole = relayed(stream, rules);
        StreamRelay relay(rules);
        std::string out;
        for (std::size_t at = 0; at < stream.size();) {
            const std::size_t size = 1 + random.below(30);
            relay.feed(std::string_view(stream).substr(at, size), out);
            at += size;
        }
        QCOMPARE(relay.finish(out), whole.state);
        QCOMPARE(out, whole.out);
        if (rules.usage == StreamRelay::UsageChunk::Passes
            && rules.empty == StreamRelay::EmptyChunks::Pass && whole.state == State::Committed) {
            QCOMPARE(out, stream);
        }
    });
}

void TestStreamRelay::interruption_isAnErrorEvent()
{
    const std::string event = interruptionEvent("It \"broke\".\n");
    QVERIFY(event.starts_with("data: ") && event.ends_with("\n\n"));
    const json error = json::parse(event.substr(6)).at("error");
    QCOMPARE(error.at("message").get<std::string>(), std::string("It \"broke\".\n"));
    QCOMPARE(error.at("type").get<std::string>(), std::string("upstream_error"));
    QCOMPARE(error.at("code").get<std::string>(), std::string("stream_interrupted"));
    QVERIFY(error.at("param").is_null());
}

QTEST_APPLESS_MAIN(TestStreamRelay)
#include "tst_streamrelay.moc"
