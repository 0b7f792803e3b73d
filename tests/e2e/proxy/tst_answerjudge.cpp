#include "answerjudge.h"

#include <nlohmann/json.hpp>

#include <QByteArray>
#include <QTest>

#include <array>
#include <cstring>

using namespace penstock::test;
using nlohmann::json;

Q_DECLARE_METATYPE(penstock::test::Ruling)

/// A judge that lets everything pass would make the whole mix worthless.
class TestAnswerJudge final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streams_data();
    void streams();
    void toolStreams_data();
    void toolStreams();
    void wholes_data();
    void wholes();
    void embeddings_data();
    void embeddings();
    void errors_data();
    void errors();
    void noAnswer_isWrong();
    void cutStream_isWrong_butCutWholeIsHonest();
    void mix_isTheSameAgain_andHasEverything();
};

namespace
{

const json envelope
    = {{"message", "No target gave an answer."}, {"type", "t"}, {"param", nullptr}, {"code", "c"}};

MixRequest asking(Form form, Usage usage = Usage::NotAsked)
{
    MixRequest request{.form = form, .usage = usage};
    request.text = "Hello there";
    return request;
}

RawAnswer answerWith(int status, const std::string &type, const std::string &body)
{
    return {.status = status,
            .fields = {{"content-type", type}, {"x-penstock-request-id", "req_1"}},
            .body = body,
            .problem = {}};
}

RawAnswer streamOf(const std::string &body)
{
    return answerWith(200, "text/event-stream", body);
}

RawAnswer wholeOf(const json &body)
{
    return answerWith(200, "application/json", body.dump());
}

std::string chunk(const json &data)
{
    return "data: " + data.dump() + "\n\n";
}

std::string delta(const json &delta, const json &finish = nullptr, const std::string &id = "a")
{
    return chunk(
        {{"id", id}, {"choices", {{{"index", 0}, {"delta", delta}, {"finish_reason", finish}}}}});
}

std::string text(const std::string &piece)
{
    return delta({{"content", piece}});
}

const std::string stop = delta(json::object(), "stop");
const std::string done = "data: [DONE]\n\n";
const std::string failure = chunk({{"error", envelope}});
const std::string usage
    = chunk({{"id", "a"}, {"choices", json::array()}, {"usage", {{"total_tokens", 3}}}});

json wholeBody(const json &message, const std::string &finish)
{
    return {{"id", "a"},
            {"object", "chat.completion"},
            {"usage", {{"completion_tokens", 2}}},
            {"choices", {{{"index", 0}, {"message", message}, {"finish_reason", finish}}}}};
}

std::string base64(const std::vector<float> &numbers)
{
    QByteArray bytes(static_cast<qsizetype>(numbers.size() * sizeof(float)), '\0');
    std::memcpy(bytes.data(), numbers.data(), static_cast<std::size_t>(bytes.size()));
    return bytes.toBase64().toStdString();
}

void compare(const Verdict &verdict, Ruling expected)
{
    QVERIFY2(verdict.ruling == expected,
             verdict.reason.empty() ? "no reason given" : verdict.reason.c_str());
    QCOMPARE(verdict.reason.empty(), expected != Ruling::Wrong);
}

} // namespace

void TestAnswerJudge::streams_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<Usage>("asked");
    QTest::addColumn<Ruling>("ruling");
    const auto row
        = [](const char *name, const std::string &body, Ruling ruling,
             Usage asked = Usage::NotAsked) { QTest::newRow(name) << body << asked << ruling; };
    const std::string hello = text("Hello") + text(" there");
    row("right", hello + stop + done, Ruling::Right);
    row("right with usage", hello + stop + usage + done, Ruling::Right, Usage::Asked);
    row("comment before it", ": penstock waiting\n\n" + hello + stop + done, Ruling::Right);
    row("error at once", failure, Ruling::HonestError);
    row("error in the middle", text("Hello") + failure, Ruling::HonestError);
    row("nothing", {}, Ruling::Wrong);
    row("only the end", done, Ruling::Wrong);
    row("no end", hello + stop, Ruling::Wrong);
    row("ends in the middle", text("Hello"), Ruling::Wrong);
    row("cut, and a false end", text("Hello") + stop + done, Ruling::Wrong);
    row("no finish_reason", hello + done, Ruling::Wrong);
    row("invented finish_reason", hello + delta(json::object(), "length") + done, Ruling::Wrong);
    row("two finish_reasons", hello + stop + stop + done, Ruling::Wrong);
    row("more behind the finish", text("Hello") + stop + text(" there") + done, Ruling::Wrong);
    row("wrong order", text(" there") + text("Hello") + stop + done, Ruling::Wrong);
    row("a piece twice", text("Hello") + hello + stop + done, Ruling::Wrong);
    row("answer of another", text("Goodbye") + stop + done, Ruling::Wrong);
    row("other text, then an error", text("Good") + failure, Ruling::Wrong);
    row("[DONE] after an error", text("Hello") + failure + done, Ruling::Wrong);
    row("two errors", text("Hello") + failure + failure, Ruling::Wrong);
    row("content after [DONE]", hello + stop + done + text("!"), Ruling::Wrong);
    row("two [DONE]", hello + stop + done + done, Ruling::Wrong);
    row("usage that nobody asked for", hello + stop + usage + done, Ruling::Wrong);
    row("usage is missing", hello + stop + done, Ruling::Wrong, Usage::Asked);
    row("usage twice", hello + stop + usage + usage + done, Ruling::Wrong, Usage::Asked);
    row("null usage that nobody asked for",
        chunk({{"id", "a"}, {"choices", json::array()}, {"usage", nullptr}}) + hello + stop + done,
        Ruling::Wrong);
    row("spliced from two answers",
        text("Hello") + delta({{"content", " there"}}, nullptr, "b") + stop + done, Ruling::Wrong);
    row("half an event",
        text("Hello") + "data: {\"choices\":[{\"de\n\n" + text(" there") + stop + done,
        Ruling::Wrong);
    row("event without its end", hello + stop + "data: [DONE]\n", Ruling::Wrong);
    row("no event", "Hello there", Ruling::Wrong);
    row("error without message", chunk({{"error", {{"code", "c"}}}}), Ruling::Wrong);
    row("error that is no sentence",
        chunk(
            {{"error",
              {{"message", "oops, upstream"}, {"type", "t"}, {"param", nullptr}, {"code", "c"}}}}),
        Ruling::Wrong);
    row("chunk without choices",
        chunk({{"id", ""}, {"choices", json::array()}}) + hello + stop + done, Ruling::Wrong);
}

void TestAnswerJudge::streams()
{
    QFETCH(const std::string, body);
    QFETCH(const Usage, asked);
    QFETCH(const Ruling, ruling);
    compare(judge(asking(Form::ChatStream, asked), streamOf(body), {}), ruling);
}

void TestAnswerJudge::toolStreams_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<Ruling>("ruling");
    const auto call = [](std::size_t index, const json &function) {
        return delta({{"tool_calls", {{{"index", index}, {"function", function}}}}});
    };
    const std::string name = call(0, {{"name", "get_weather"}, {"arguments", ""}});
    const std::string begin = call(0, {{"arguments", "{\"place\":"}});
    const std::string rest = call(0, {{"arguments", "\"Oslo\"}"}});
    const std::string finish = delta(json::object(), "tool_calls");
    QTest::newRow("right") << name + begin + rest + finish + done << Ruling::Right;
    QTest::newRow("error in the middle") << name + begin + failure << Ruling::HonestError;
    QTest::newRow("half of it") << name + begin + finish + done << Ruling::Wrong;
    QTest::newRow("none") << finish + done << Ruling::Wrong;
    QTest::newRow("no name") << begin + rest + finish + done << Ruling::Wrong;
    QTest::newRow("another finish") << name + begin + rest + stop + done << Ruling::Wrong;
    QTest::newRow("one too many") << name + begin + rest + call(1, {{"name", "get_time"}}) + finish
            + done << Ruling::Wrong;
    QTest::newRow("skipped index")
        << call(1, {{"name", "get_weather"}}) + finish + done << Ruling::Wrong;
}

void TestAnswerJudge::toolStreams()
{
    QFETCH(const std::string, body);
    QFETCH(const Ruling, ruling);
    MixRequest request{.form = Form::ToolsStream};
    request.calls = {{"get_weather", "{\"place\":\"Oslo\"}"}};
    compare(judge(request, streamOf(body), {}), ruling);
}

void TestAnswerJudge::wholes_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<Ruling>("ruling");
    const json message = {{"role", "assistant"}, {"content", "Hello there"}};
    const std::string right = wholeBody(message, "stop").dump();
    QTest::newRow("right") << right << Ruling::Right;
    QTest::newRow("half of its JSON") << right.substr(0, right.size() / 2) << Ruling::Wrong;
    QTest::newRow("empty") << std::string() << Ruling::Wrong;
    QTest::newRow("text of another")
        << wholeBody({{"content", "Goodbye"}}, "stop").dump() << Ruling::Wrong;
    QTest::newRow("half of the text")
        << wholeBody({{"content", "Hello"}}, "stop").dump() << Ruling::Wrong;
    QTest::newRow("another finish") << wholeBody(message, "length").dump() << Ruling::Wrong;
    QTest::newRow("error in a 200") << json{{"error", envelope}}.dump() << Ruling::Wrong;
    QTest::newRow("page") << std::string("<html>Sign in</html>") << Ruling::Wrong;
}

void TestAnswerJudge::wholes()
{
    QFETCH(const std::string, body);
    QFETCH(const Ruling, ruling);
    compare(judge(asking(Form::ChatWhole), answerWith(200, "application/json", body), {}), ruling);
}

void TestAnswerJudge::embeddings_data()
{
    QTest::addColumn<Form>("form");
    QTest::addColumn<std::string>("first");
    QTest::addColumn<std::string>("second");
    QTest::addColumn<Ruling>("ruling");
    const std::string one = "[0.5,-0.25]";
    const std::string other = "[0.125,1.0]";
    const auto quoted
        = [](const std::vector<float> &numbers) { return '"' + base64(numbers) + '"'; };
    using enum Form;
    QTest::newRow("numbers") << EmbeddingFloats << one << other << Ruling::Right;
    QTest::newRow("base64") << EmbeddingBase64 << quoted({0.5F, -0.25F}) << quoted({0.125F, 1.0F})
                            << Ruling::Right;
    QTest::newRow("in the other form")
        << EmbeddingFloats << quoted({0.5F, -0.25F}) << other << Ruling::Wrong;
    QTest::newRow("too short") << EmbeddingFloats << one << std::string("[0.125]") << Ruling::Wrong;
    QTest::newRow("empty") << EmbeddingFloats << one << std::string("[]") << Ruling::Wrong;
    QTest::newRow("exchanged") << EmbeddingFloats << other << one << Ruling::Wrong;
    QTest::newRow("one only") << EmbeddingFloats << one << std::string() << Ruling::Wrong;
    QTest::newRow("a little off") << EmbeddingFloats << one << std::string("[0.1251,1.0]")
                                  << Ruling::Wrong;
    QTest::newRow("no base64") << EmbeddingBase64 << quoted({0.5F, -0.25F}) << std::string("\"!!\"")
                               << Ruling::Wrong;
}

void TestAnswerJudge::embeddings()
{
    QFETCH(const Form, form);
    QFETCH(const std::string, first);
    QFETCH(const std::string, second);
    QFETCH(const Ruling, ruling);
    MixRequest request{.form = form};
    request.inputs = {"one", "other"};
    const Vectors vectors = {{"one", {0.5F, -0.25F}}, {"other", {0.125F, 1.0F}}};
    json data = json::array();
    for (const std::string &embedding : {first, second}) {
        if (!embedding.empty()) {
            data.push_back({{"index", data.size()}, {"embedding", json::parse(embedding)}});
        }
    }
    compare(judge(request, wholeOf({{"object", "list"}, {"data", data}}), vectors), ruling);
}

void TestAnswerJudge::errors_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("type");
    QTest::addColumn<std::string>("body");
    QTest::addColumn<Ruling>("ruling");
    const std::string good = json{{"error", envelope}}.dump();
    const auto without = [](const char *key) {
        json error = envelope;
        error.erase(key);
        return json{{"error", error}}.dump();
    };
    const auto row = [](const char *name, int status, const std::string &body, Ruling ruling,
                        const std::string &type = "application/json") {
        QTest::newRow(name) << status << type << body << ruling;
    };
    row("502", 502, good, Ruling::HonestError);
    row("504", 504, good, Ruling::HonestError);
    row("429 without Retry-After", 429, good, Ruling::Wrong);
    row("blames the client", 400, good, Ruling::Wrong);
    row("makes doubt the client's key", 401, good, Ruling::Wrong);
    row("a crash", 501, good, Ruling::Wrong);
    row("no redirection either", 302, good, Ruling::Wrong);
    row("page", 502, "<html>Bad Gateway</html>", Ruling::Wrong, "text/html");
    row("page that says it is JSON", 502, "<html>Bad Gateway</html>", Ruling::Wrong);
    row("JSON that says it is a page", 502, good, Ruling::Wrong, "text/html");
    row("no envelope", 502, envelope.dump(), Ruling::Wrong);
    row("error is a text", 502, R"({"error":"Something is broken."})", Ruling::Wrong);
    row("empty", 503, {}, Ruling::Wrong);
    for (const char *const key : {"message", "type", "code", "param"}) {
        QTest::addRow("without %s", key)
            << 503 << std::string("application/json") << without(key) << Ruling::Wrong;
    }
}

void TestAnswerJudge::errors()
{
    QFETCH(const int, status);
    QFETCH(const std::string, type);
    QFETCH(const std::string, body);
    QFETCH(const Ruling, ruling);
    for (const Form form : {Form::ChatWhole, Form::ChatStream, Form::EmbeddingFloats}) {
        RawAnswer answer = answerWith(status, type, body);
        compare(judge(asking(form), answer, {}), ruling);
        answer.problem = "the body is cut";
        compare(judge(asking(form), answer, {}), Ruling::Wrong);
        answer.problem.clear();
        answer.fields.pop_back(); // the id of the request
        compare(judge(asking(form), answer, {}), Ruling::Wrong);
    }
    RawAnswer limited = answerWith(429, "application/json", json{{"error", envelope}}.dump());
    limited.fields.emplace_back("Retry-After", "7");
    compare(judge(asking(Form::ChatWhole), limited, {}), Ruling::HonestError);
}

void TestAnswerJudge::noAnswer_isWrong()
{
    RawAnswer none;
    none.problem = "the connection ended before an answer";
    for (const Form form : {Form::ChatWhole, Form::ChatStream, Form::EmbeddingFloats}) {
        compare(judge(asking(form), none, {}), Ruling::Wrong);
    }
}

void TestAnswerJudge::cutStream_isWrong_butCutWholeIsHonest()
{
    RawAnswer stream = streamOf(text("Hello"));
    stream.problem = "a chunk is cut or too long";
    compare(judge(asking(Form::ChatStream), stream, {}), Ruling::Wrong);
    RawAnswer whole = answerWith(200, "application/json", "{\"cho");
    whole.problem = "the body is cut";
    compare(judge(asking(Form::ChatWhole), whole, {}), Ruling::HonestError);
}

void TestAnswerJudge::mix_isTheSameAgain_andHasEverything()
{
    constexpr int count = 1000;
    const auto mix = makeMix(7, count);
    const auto again = makeMix(7, count);
    std::array<int, 9> forms{};
    int azure = 0;
    int asked = 0;
    int leaving = 0;
    int large = 0;
    for (std::size_t i = 0; i < mix.size(); ++i) {
        QVERIFY(mix[i].bytes() == again[i].bytes() && mix[i].text == again[i].text);
        ++forms.at(static_cast<std::size_t>(mix[i].form));
        azure += mix[i].address == Address::Azure ? 1 : 0;
        asked += mix[i].usage == Usage::Asked ? 1 : 0;
        leaving += mix[i].leaving != Leaving::AtTheEnd ? 1 : 0;
        large += mix[i].padding > 100'000 ? 1 : 0;
    }
    for (std::size_t form = 1; form < forms.size(); ++form) {
        QVERIFY(forms[form] > count / 20);
    }
    QVERIFY(azure > count / 5 && asked > count / 10 && leaving > count / 50 && large > count / 50);
    QVERIFY(makeMix(8, 1)[0].bytes() != mix[0].bytes());
}

QTEST_APPLESS_MAIN(TestAnswerJudge)
#include "tst_answerjudge.moc"
