#include "scene.h"

#include <QTest>

using namespace penstock::test;

/// What a client sees of an answer that is slow to begin.
class TestSoftCommit final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSlowStart_gives200AndComments();
    void failover_staysPossible();
    void ifEverythingFails_theErrorIsAnEventWithoutDone();
    void holding_isCommentedToo();
    void aStrictClient_getsAStatus();
    void whatIsNoStream_isNotCommitted();
};

namespace
{

const std::string streamWish = R"("stream":true)";
const std::string quick = "routing: {soft_commit_seconds: 1, first_byte_timeout: 2}\n";
// The SHA-256 of "pk-strict".
const std::string strictClient
    = "clients: {keys: [{name: strict, strict_status: true, hash: "
      "4df462ab1d18c389fd28b88806c72634f9ace2fec7d1d21b07d30c44c0d249be}]}\n";

/// The comments of a stream, in order.
std::vector<std::string> comments(const std::string &body)
{
    std::vector<std::string> found;
    std::size_t begin = 0;
    while (begin < body.size()) {
        const std::size_t end = std::min(body.find('\n', begin), body.size());
        if (body[begin] == ':') {
            found.push_back(body.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return found;
}

bool has(const std::string &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

/// The head that goes out before anything is known.
void verifyHead(const RawAnswer &answer)
{
    QVERIFY2(answer.status == 200 && answer.isWhole(), textOf(answer).c_str());
    QVERIFY(answer.field("content-type").starts_with("text/event-stream"));
    QCOMPARE(answer.count("x-penstock-instance"), 0);
    QCOMPARE(answer.count("x-penstock-request-id"), 1);
    const auto all = comments(answer.body);
    QVERIFY2(all.size() >= 2 && all.front() == ": penstock waiting", answer.body.c_str());
    QVERIFY2(all.back().starts_with(": x-penstock-"), answer.body.c_str());
    QVERIFY2(has(all.back(), "x-penstock-overhead-ms=") && has(all.back(), "x-penstock-held-ms="),
             answer.body.c_str());
}

} // namespace

void TestSoftCommit::aSlowStart_gives200AndComments()
{
    const Scene scene(
        {.instances = {{.name = "one"}}, .gateway = "routing: {soft_commit_seconds: 1}\n"});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"slow","delay_ms":2500})"));
    const RawAnswer answer = scene.chat(chatBody(streamWish));
    verifyHead(answer);
    QVERIFY2(has(answer.body, "data: [DONE]"), answer.body.c_str());
    const std::string facts = comments(answer.body).back();
    QVERIFY2(has(facts, "x-penstock-attempts=one:200") && has(facts, "x-penstock-instance=one"),
             facts.c_str());
}

void TestSoftCommit::failover_staysPossible()
{
    const Scene scene({.instances = {{.name = "one"}, {.name = "two"}}, .gateway = quick});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"stall"})"));
    const RawAnswer answer = scene.chat(chatBody(streamWish));
    verifyHead(answer);
    QVERIFY2(has(answer.body, "data: [DONE]") && !has(answer.body, "error"), answer.body.c_str());
    const std::string facts = comments(answer.body).back();
    QVERIFY2(has(facts, "one:first_byte_timeout:") && has(facts, ",two:200")
                 && has(facts, "x-penstock-instance=two"),
             facts.c_str());
}

void TestSoftCommit::ifEverythingFails_theErrorIsAnEventWithoutDone()
{
    const Scene scene({.instances = {{.name = "one"}, {.name = "two"}}, .gateway = quick});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"stall"})"));
    QVERIFY(scene.setFault("two", R"({"kind":"server_error"})"));
    const RawAnswer answer = scene.chat(chatBody(streamWish));
    verifyHead(answer);
    QVERIFY2(!has(answer.body, "[DONE]"), answer.body.c_str());
    const std::size_t data = answer.body.find("data: ");
    QVERIFY2(data != std::string::npos, answer.body.c_str());
    const std::string event
        = answer.body.substr(data + 6, answer.body.find("\n\n", data) - data - 6);
    const auto error = nlohmann::json::parse(event, nullptr, false);
    QVERIFY2(error.is_object() && error.contains("error"), event.c_str());
    QVERIFY(error["error"].at("message").is_string());
    QVERIFY(!has(answer.body.substr(data + 6), "data: "));
}

void TestSoftCommit::holding_isCommentedToo()
{
    const Scene scene(
        {.instances = {{.name = "one"}}, .gateway = "routing: {soft_commit_seconds: 1}\n"});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"rate_limit","count":1,"retry_after":3})"));
    const RawAnswer answer = scene.chat(chatBody(streamWish));
    verifyHead(answer);
    QVERIFY2(has(answer.body, "data: [DONE]"), answer.body.c_str());
    const std::string facts = comments(answer.body).back();
    QVERIFY2(!has(facts, "x-penstock-held-ms=0") && has(facts, "one:429:"), facts.c_str());
}

void TestSoftCommit::aStrictClient_getsAStatus()
{
    const Scene scene(
        {.instances = {{.name = "one"}, {.name = "two"}}, .gateway = quick + strictClient});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"stall"})"));
    QVERIFY(scene.setFault("two", R"({"kind":"server_error","status":503})"));
    const RawAnswer answer = scene.chat(chatBody(streamWish), "api-key: pk-strict\r\n");
    QVERIFY2(answer.status == 503, textOf(answer).c_str());
    QVERIFY(answer.field("content-type").starts_with("application/json"));
}

void TestSoftCommit::whatIsNoStream_isNotCommitted()
{
    const Scene scene(
        {.instances = {{.name = "one"}}, .gateway = "routing: {soft_commit_seconds: 1}\n"});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"slow","delay_ms":2200})"));
    const RawAnswer answer = scene.chat(chatBody());
    QVERIFY2(answer.status == 200, textOf(answer).c_str());
    QVERIFY(nlohmann::json::parse(answer.body, nullptr, false).is_object());
}

QTEST_GUILESS_MAIN(TestSoftCommit)
#include "tst_softcommit.moc"
