#include "scene.h"

#include <QTest>

#include <chrono>
#include <thread>

using namespace penstock::test;

/// What happens where there is no room.
class TestCapacityRules final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoHundredConcurrentRequests_neverPushATargetOverItsLimit();
    void threeCoolingTargets_makeTheClientWaitForTheSoonest();
    void threeCoolingTargets_areToldWithHoldingOff();
    void aDayOfRetryAfter_leavesTheOthersServing();
    void aDayOfRetryAfter_onAnOversizedRequest_doesNotTakeTheTargetFromTheOthers();
    void aWaitingClientThatLeaves_leavesTheQueue();
};

namespace
{

using std::chrono::milliseconds;
using std::chrono::steady_clock;

const std::string noHolding = "routing: {queue_wait: 0}\n";

SceneSetup threeInstances(std::string gateway)
{
    return {.instances = {{.name = "one"}, {.name = "two"}, {.name = "three"}},
            .gateway = std::move(gateway)};
}

bool coolAll(const Scene &scene)
{
    const auto cool = [&](const char *instance, int seconds) {
        return scene.setFault(instance,
                              R"({"kind":"rate_limit","count":1,"retry_after":)"
                                  + std::to_string(seconds) + '}');
    };
    return cool("one", 44) && cool("two", 4) && cool("three", 7);
}

} // namespace

void TestCapacityRules::twoHundredConcurrentRequests_neverPushATargetOverItsLimit()
{
    const Scene scene(
        {.instances = {{.name = "one", .deployment = R"({"tpm":100})", .settings = "max_tpm: 100"}},
         .gateway = noHolding});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    constexpr int clients = 200;
    std::vector<RawAnswer> answers(clients);
    {
        std::vector<std::jthread> threads;
        for (RawAnswer &answer : answers) {
            threads.emplace_back([&] { answer = scene.chat(chatBody(R"("max_tokens":10)")); });
        }
    }
    const auto served = std::ranges::count(answers, 200, &RawAnswer::status);
    const auto refused = std::ranges::count(answers, 429, &RawAnswer::status);
    // Three tokens of "user" and "Hello", and ten of the answer: seven of them are 91. The other
    // side does not count who speaks.
    QCOMPARE(served, 7);
    QCOMPARE(served + refused, clients);
    const auto books = scene.books("one");
    QCOMPARE(books.at("tokens_charged").get<int>(), 84);
    QCOMPARE(books.at("rejected").get<int>(), 0);
    for (const RawAnswer &answer : answers) {
        QVERIFY2(answer.status == 200 || codeOf(answer) == "all_targets_rate_limited",
                 textOf(answer).c_str());
    }
}

void TestCapacityRules::threeCoolingTargets_makeTheClientWaitForTheSoonest()
{
    const Scene scene(threeInstances({}));
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(coolAll(scene));
    const RawAnswer answer = scene.chat(chatBody());
    QVERIFY2(answer.status == 200, textOf(answer).c_str());
    QCOMPARE(answer.field("x-penstock-instance"), std::string("two"));
    const int held = std::stoi(answer.field("x-penstock-held-ms"));
    // A quarter of a second of jitter, and a busy machine.
    QVERIFY2(held >= 3900 && held < 5500, answer.field("x-penstock-held-ms").c_str());
    const std::string attempts = answer.field("x-penstock-attempts");
    QVERIFY2(attempts.starts_with("one:429:") && attempts.find(",three:429:") != std::string::npos
                 && attempts.ends_with(",two:200"),
             attempts.c_str());
}

void TestCapacityRules::threeCoolingTargets_areToldWithHoldingOff()
{
    const Scene scene(threeInstances(noHolding));
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(coolAll(scene));
    for (const char *const attempts : {"one:429:", ""}) {
        const RawAnswer answer = scene.chat(chatBody());
        QVERIFY2(answer.status == 429, textOf(answer).c_str());
        QCOMPARE(codeOf(answer), std::string("all_targets_rate_limited"));
        QCOMPARE(answer.field("retry-after"), std::string("4"));
        QVERIFY(std::stoi(answer.field("retry-after-ms")) <= 4000);
        QVERIFY2(answer.body.find("All 3 targets for 'gpt-4o' are rate limited; soonest in 4 s "
                                  "(two/chat).")
                     != std::string::npos,
                 answer.body.c_str());
        QVERIFY(answer.field("x-penstock-attempts").starts_with(attempts));
    }
    // The second one was not worth asking for.
    QCOMPARE(scene.requests("one") + scene.requests("two") + scene.requests("three"), 3);
}

void TestCapacityRules::aDayOfRetryAfter_leavesTheOthersServing()
{
    const Scene scene(threeInstances(noHolding));
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"retry_after_day"})"));
    for (int i = 0; i < 20; ++i) {
        const RawAnswer answer = scene.chat(chatBody());
        QVERIFY2(answer.status == 200, textOf(answer).c_str());
        QCOMPARE(answer.field("x-penstock-instance"), std::string("two"));
    }
    // The first request, and no other one within the minute.
    QCOMPARE(scene.requests("one"), 1);
    QVERIFY(scene.setFault("two", R"({"kind":"retry_after_day"})"));
    QVERIFY(scene.setFault("three", R"({"kind":"retry_after_day"})"));
    const RawAnswer answer = scene.chat(chatBody());
    QVERIFY2(answer.status == 429, textOf(answer).c_str());
    QCOMPARE(answer.field("x-should-retry"), std::string("false"));
}

void TestCapacityRules::aDayOfRetryAfter_onAnOversizedRequest_doesNotTakeTheTargetFromTheOthers()
{
    // The gateway believes in five times as much as there is.
    const Scene scene(
        {.instances
         = {{.name = "one", .deployment = R"({"tpm":1000})", .settings = "max_tpm: 5000"}},
         .gateway = noHolding});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    const RawAnswer large = scene.chat(chatBody(R"("max_tokens":2000)"));
    QVERIFY2(large.status == 429, textOf(large).c_str());
    QCOMPARE(codeOf(large), std::string("request_exceeds_quota"));
    QCOMPARE(large.field("x-should-retry"), std::string("false"));
    const RawAnswer small = scene.chat(chatBody(R"("max_tokens":20)"));
    QVERIFY2(small.status == 200, textOf(small).c_str());
    // What cannot fit by our own book is not even sent.
    const int before = scene.requests("one");
    QCOMPARE(codeOf(scene.chat(chatBody(R"("max_tokens":6000)"))),
             std::string("request_exceeds_quota"));
    QCOMPARE(scene.requests("one"), before);
}

void TestCapacityRules::aWaitingClientThatLeaves_leavesTheQueue()
{
    const Scene scene({.instances = {{.name = "one"}}});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"rate_limit","count":1,"retry_after":2})"));
    {
        RawClient client(scene.port());
        QVERIFY(client.send(chatRequest(chatBody())));
        QTRY_COMPARE_WITH_TIMEOUT(scene.requests("one"), 1, 10'000);
    }
    const RawAnswer answer = scene.chat(chatBody());
    QVERIFY2(answer.status == 200, textOf(answer).c_str());
    // Only the one who stayed was served.
    QCOMPARE(scene.requests("one"), 2);
    QTRY_VERIFY_WITH_TIMEOUT(scene.log().find(" 499 ") != std::string::npos
                                 || scene.log().find("status=499") != std::string::npos,
                             10'000);
}

QTEST_GUILESS_MAIN(TestCapacityRules)
#include "tst_capacityrules.moc"
