#include "scene.h"

#include <QTest>

using namespace penstock::test;

/// What fails goes elsewhere, and what it says about a target is remembered or not.
class TestFailureRulesTold final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStreamOf200Then429_failsOverAndIsOneCleanStream();
    void aContentFilter_movesNoState();
    void aClientThatCancels_movesNoBreaker();
    void all401_gives502AndNobodyRetries();
    void a401OfTheOnlyInstance_healsByItselfWhenTheKeyIsMended();
    void aStreamThatBreaksInTheMiddle_saysSo();
    void aModelWithOneTarget_isNeverRefusedBecauseItsBreakerIsOpen();
};

namespace
{

const std::string streamWish = R"("stream":true)";

int countOf(const std::string &text, std::string_view part)
{
    int count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

} // namespace

void TestFailureRulesTold::aStreamOf200Then429_failsOverAndIsOneCleanStream()
{
    const Scene scene({.instances = {{.name = "one"}, {.name = "two"}}});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    const RawAnswer clean = scene.chat(chatBody(streamWish), "x-ignored: 1\r\n");
    QVERIFY2(clean.status == 200 && clean.field("x-penstock-instance") == "one",
             textOf(clean).c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"stream_error","status":429,"retry_after":30})"));
    const RawAnswer answer = scene.chat(chatBody(streamWish));
    QVERIFY2(answer.status == 200 && answer.isWhole(), textOf(answer).c_str());
    QVERIFY(answer.field("x-penstock-attempts").starts_with("one:429:"));
    QCOMPARE(answer.field("x-penstock-instance"), std::string("two"));
    QCOMPARE(answer.count("retry-after"), 0);
    QCOMPARE(countOf(answer.body, "[DONE]"), 1);
    QCOMPARE(countOf(answer.body, "error"), 0);
    QCOMPARE(countOf(answer.body, "\"role\":\"assistant\""), 1);
    QCOMPARE(countOf(answer.body, "data: "), countOf(clean.body, "data: "));
    // It is remembered as long as the head of the 200 has said.
    const RawAnswer next = scene.chat(chatBody(streamWish));
    QVERIFY2(next.field("x-penstock-skipped").starts_with("one:rate_limited:"),
             textOf(next).c_str());
}

void TestFailureRulesTold::aContentFilter_movesNoState()
{
    const Scene scene({.instances = {{.name = "one"}, {.name = "two"}}});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    const std::string filtered
        = R"({"model":"gpt-4o","messages":[{"role":"user","content":"trigger-prompt-filter"}]})";
    for (int i = 0; i < 12; ++i) {
        const RawAnswer answer = scene.chat(filtered);
        QVERIFY2(answer.status == 400, textOf(answer).c_str());
        QCOMPARE(codeOf(answer), std::string("content_filter"));
    }
    const RawAnswer answer = scene.chat(chatBody());
    QVERIFY2(answer.status == 200, textOf(answer).c_str());
    QCOMPARE(answer.field("x-penstock-instance"), std::string("one"));
    QCOMPARE(answer.count("x-penstock-skipped"), 0);
    QCOMPARE(scene.requests("two"), 0);
}

void TestFailureRulesTold::aClientThatCancels_movesNoBreaker()
{
    const Scene scene({.instances = {{.name = "one"}, {.name = "two"}}});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    constexpr int leaving = 12;
    QVERIFY(scene.setFault("one", R"({"kind":"stall"})"));
    for (int i = 0; i < leaving; ++i) {
        RawClient client(scene.port());
        QVERIFY(client.send(chatRequest(chatBody(i % 2 == 0 ? streamWish : std::string()))));
        QTRY_COMPARE_WITH_TIMEOUT(scene.requests("one"), i + 1, 10'000);
    }
    // The calls over there end with the clients that wanted them.
    QTRY_COMPARE_WITH_TIMEOUT(scene.books("one").at("in_flight").get<int>(), 0, 10'000);
    QCOMPARE(scene.books("one").at("cancelled").get<int>(), leaving);
    QVERIFY(scene.clearFaults("one"));
    const RawAnswer answer = scene.chat(chatBody());
    QVERIFY2(answer.status == 200, textOf(answer).c_str());
    QCOMPARE(answer.field("x-penstock-instance"), std::string("one"));
    QCOMPARE(answer.count("x-penstock-skipped"), 0);
    QCOMPARE(scene.requests("two"), 0);
}

void TestFailureRulesTold::all401_gives502AndNobodyRetries()
{
    const Scene scene({.instances = {{.name = "one"}, {.name = "two"}}});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"unauthorized"})"));
    QVERIFY(scene.setFault("two", R"({"kind":"forbidden"})"));
    // When nobody is asked any more as well.
    for (int i = 0; i < 2; ++i) {
        const RawAnswer answer = scene.chat(chatBody());
        QVERIFY2(answer.status == 502, textOf(answer).c_str());
        QCOMPARE(codeOf(answer), std::string("upstream_credentials_exhausted"));
        QCOMPARE(answer.field("x-should-retry"), std::string("false"));
    }
    QCOMPARE(scene.requests("one") + scene.requests("two"), 2);
}

void TestFailureRulesTold::a401OfTheOnlyInstance_healsByItselfWhenTheKeyIsMended()
{
    const Scene scene({.instances = {{.name = "one"}}});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"unauthorized"})"));
    for (int i = 1; i <= 3; ++i) {
        QCOMPARE(scene.chat(chatBody()).status, 502);
        QCOMPARE(scene.requests("one"), i); // each request is the probe
    }
    QVERIFY(scene.clearFaults("one"));
    for (int i = 0; i < 2; ++i) {
        const RawAnswer answer = scene.chat(chatBody());
        QVERIFY2(answer.status == 200, textOf(answer).c_str());
    }
}

void TestFailureRulesTold::aStreamThatBreaksInTheMiddle_saysSo()
{
    const Scene scene({.instances = {{.name = "one"}, {.name = "two"}}});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"cut","after_events":5})"));
    const RawAnswer answer = scene.chat(chatBody(streamWish));
    QVERIFY2(answer.status == 200 && answer.isWhole(), textOf(answer).c_str());
    QCOMPARE(answer.field("x-penstock-instance"), std::string("one"));
    QVERIFY2(answer.body.find("\"code\":\"stream_interrupted\"") != std::string::npos,
             answer.body.c_str());
    QCOMPARE(countOf(answer.body, "[DONE]"), 0);
    QCOMPARE(countOf(answer.body, "\"finish_reason\":\"stop\""), 0);
    QCOMPARE(scene.requests("two"), 0); // nobody else goes on where it stopped
}

void TestFailureRulesTold::aModelWithOneTarget_isNeverRefusedBecauseItsBreakerIsOpen()
{
    const Scene scene({.instances = {{.name = "one"}}});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"server_error"})"));
    constexpr int requests = 12;
    for (int i = 1; i <= requests; ++i) {
        const RawAnswer answer = scene.chat(chatBody());
        QVERIFY2(answer.status == 500, textOf(answer).c_str());
        QCOMPARE(scene.requests("one"), i);
    }
    QVERIFY(scene.clearFaults("one"));
    QCOMPARE(scene.chat(chatBody()).status, 200);
}

QTEST_GUILESS_MAIN(TestFailureRulesTold)
#include "tst_failurerulestold.moc"
