#include "scene.h"
#include "support/becomestrue.h"

#include <QTest>

#include <chrono>

using namespace penstock::test;

/// The breakers of the policies of Azure API Management that this gateway takes the place of, row
/// by row of their tables.
class TestPresetRules final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void v1_aFailureRemovesTheInstanceFor30Seconds_data();
    void v1_aFailureRemovesTheInstanceFor30Seconds();
    void v1_a200KeepsRoutingThere();
    void v1_allOfItsDeploymentsGoWithIt();
    void v1_whenAllAreOpenAllAreTried();
    void v1_whenItsTimeIsOverItIsAskedAgain();
    void v2_oneA429Excludes10SecondsAndPriority2Serves();
    void v2_afterItsTimePriority1IsAskedAgain();
    void v2_onlyA429OpensIt();
    void v2_twoRetriesAreTheMost();
    void v2_theSameTargetIsRetriedASecondLater();
};

namespace
{

const std::string v1 = "routing: {queue_wait: 0}\ncircuit_breaker: {preset: apim_v1}\n";
const std::string v2 = "routing: {queue_wait: 0}\ncircuit_breaker: {preset: apim_v2}\n";

SceneSetup twoInstances(const std::string &gateway, const std::string &breaker = "{}")
{
    return {.instances
            = {{.name = "one", .settings = "circuit_breaker: " + breaker}, {.name = "two"}},
            .gateway = gateway};
}

bool isServedBy(const Scene &scene, const char *instance)
{
    return scene.chat(chatBody()).field("x-penstock-instance") == instance;
}

} // namespace

void TestPresetRules::v1_aFailureRemovesTheInstanceFor30Seconds_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<QByteArray>("attempt");
    const auto row = [](const char *name, const char *fault, const char *attempt) {
        QTest::newRow(name) << QByteArray(fault) << QByteArray(attempt);
    };
    row("401 Unauthorized", "{\"kind\":\"unauthorized\"}", "one:401:");
    row("429 Rate Limit", "{\"kind\":\"rate_limit\",\"retry_after\":2}", "one:429:");
    row("500+ Server Error", "{\"kind\":\"server_error\",\"status\":503}", "one:503:");
    row("Connection Error", "{\"kind\":\"reset\"}", "one:");
}

void TestPresetRules::v1_aFailureRemovesTheInstanceFor30Seconds()
{
    QFETCH(const QByteArray, fault);
    QFETCH(const QByteArray, attempt);
    const Scene scene(twoInstances(v1));
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", fault.toStdString()));
    const RawAnswer first = scene.chat(chatBody());
    QVERIFY2(first.status == 200, textOf(first).c_str());
    QVERIFY2(first.field("x-penstock-attempts").starts_with(attempt.toStdString()),
             textOf(first).c_str());
    QVERIFY(scene.clearFaults("one"));
    const int before = scene.requests("one");
    for (int i = 0; i < 3; ++i) {
        const RawAnswer answer = scene.chat(chatBody());
        QVERIFY2(answer.status == 200, textOf(answer).c_str());
        const std::string skipped = answer.field("x-penstock-skipped");
        QVERIFY2(skipped == "one:open:30s" || skipped == "one:open:29s", skipped.c_str());
        QCOMPARE(answer.field("x-penstock-instance"), std::string("two"));
    }
    QCOMPARE(scene.requests("one"), before);
}

void TestPresetRules::v1_a200KeepsRoutingThere()
{
    const Scene scene(twoInstances(v1));
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(scene.chat(chatBody()).field("x-penstock-instance"), std::string("one"));
    }
    // A client's own mistake is no failure of anybody.
    QCOMPARE(scene.chat(chatBody(R"("max_tokens":-1)")).status, 400);
    QCOMPARE(scene.chat(chatBody()).field("x-penstock-instance"), std::string("one"));
}

void TestPresetRules::v1_allOfItsDeploymentsGoWithIt()
{
    const Scene scene({.instances = {{.name = "one", .models = "gpt-4o: chat, other: chat"},
                                     {.name = "two", .models = "gpt-4o: chat, other: chat"}},
                       .gateway = v1});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"rate_limit","count":1})"));
    QCOMPARE(scene.chat(chatBody()).field("x-penstock-instance"), std::string("two"));
    const RawAnswer other = scene.chat(chatBody({}, "other"));
    QVERIFY2(other.field("x-penstock-skipped").starts_with("one:open:"), textOf(other).c_str());
}

void TestPresetRules::v1_whenAllAreOpenAllAreTried()
{
    const Scene scene(twoInstances(v1));
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"server_error","count":2})"));
    QVERIFY(scene.setFault("two", R"({"kind":"server_error","count":1})"));
    QCOMPARE(scene.chat(chatBody()).status, 500);
    // Both are open now; the first of them still fails.
    const RawAnswer answer = scene.chat(chatBody());
    QVERIFY2(answer.status == 200, textOf(answer).c_str());
    QCOMPARE(scene.requests("one"), 2);
    QCOMPARE(scene.requests("two"), 2);
}

void TestPresetRules::v1_whenItsTimeIsOverItIsAskedAgain()
{
    const Scene scene(twoInstances(v1, "{open_seconds: 1, open_max_seconds: 1}"));
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"server_error","count":1})"));
    QCOMPARE(scene.chat(chatBody()).field("x-penstock-instance"), std::string("two"));
    QVERIFY(becomesTrue([&] { return isServedBy(scene, "one"); }));
}

void TestPresetRules::v2_oneA429Excludes10SecondsAndPriority2Serves()
{
    const Scene scene({.instances = {{.name = "second", .settings = "priority: 2"},
                                     {.name = "first", .settings = "priority: 1"}},
                       .gateway = v2});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QCOMPARE(scene.chat(chatBody()).field("x-penstock-instance"), std::string("first"));
    // Whatever the answer says of when to come again.
    QVERIFY(scene.setFault("first", R"({"kind":"rate_limit","count":1,"retry_after":60})"));
    const RawAnswer answer = scene.chat(chatBody());
    QVERIFY2(answer.status == 200, textOf(answer).c_str());
    QVERIFY(answer.field("x-penstock-attempts").starts_with("first:429:"));
    QCOMPARE(answer.field("x-penstock-instance"), std::string("second"));
    const RawAnswer next = scene.chat(chatBody());
    QCOMPARE(next.field("x-penstock-instance"), std::string("second"));
    const std::string skipped = next.field("x-penstock-skipped");
    QVERIFY2(skipped == "first:open:10s" || skipped == "first:open:9s", skipped.c_str());
}

void TestPresetRules::v2_afterItsTimePriority1IsAskedAgain()
{
    const Scene scene(twoInstances(v2, "{open_seconds: 1, open_max_seconds: 1}"));
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"rate_limit","count":1,"retry_after":60})"));
    QCOMPARE(scene.chat(chatBody()).field("x-penstock-instance"), std::string("two"));
    // The first is the trial, and its client may be faster than what follows from it.
    QVERIFY(becomesTrue([&] { return isServedBy(scene, "one"); }));
    QVERIFY(becomesTrue([&] { return isServedBy(scene, "one"); }));
    for (int i = 0; i < 3; ++i) {
        const RawAnswer answer = scene.chat(chatBody());
        QVERIFY2(answer.field("x-penstock-instance") == "one", textOf(answer).c_str());
    }
}

void TestPresetRules::v2_onlyA429OpensIt()
{
    const Scene scene(twoInstances(v2));
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"server_error"})"));
    for (int i = 1; i <= 12; ++i) {
        const RawAnswer answer = scene.chat(chatBody());
        QVERIFY2(answer.status == 200, textOf(answer).c_str());
        QCOMPARE(answer.field("x-penstock-instance"), std::string("two"));
        QCOMPARE(scene.requests("one"), i);
    }
}

void TestPresetRules::v2_twoRetriesAreTheMost()
{
    const Scene scene(
        {.instances = {{.name = "a"}, {.name = "b"}, {.name = "c"}, {.name = "d"}}, .gateway = v2});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    for (const char *name : {"a", "b", "c", "d"}) {
        QVERIFY(scene.setFault(name, R"({"kind":"server_error"})"));
    }
    QCOMPARE(scene.chat(chatBody()).status, 500);
    QCOMPARE(scene.requests("a") + scene.requests("b") + scene.requests("c"), 3);
    QCOMPARE(scene.requests("d"), 0);
}

void TestPresetRules::v2_theSameTargetIsRetriedASecondLater()
{
    const Scene scene({.instances = {{.name = "one"}}, .gateway = v2});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"rate_limit","count":2})"));
    const auto begin = std::chrono::steady_clock::now();
    const RawAnswer answer = scene.chat(chatBody());
    const auto took = std::chrono::steady_clock::now() - begin;
    QVERIFY2(answer.status == 200, textOf(answer).c_str());
    QCOMPARE(scene.requests("one"), 3);
    // Whether the first retry is fast or not, one of the two has waited.
    QVERIFY(took >= std::chrono::milliseconds(990));
}

QTEST_GUILESS_MAIN(TestPresetRules)
#include "tst_presetrules.moc"
