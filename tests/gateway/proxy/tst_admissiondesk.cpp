#include "base/text.h"
#include "planbench.h"
#include "proxy/admissiondesk.h"

#include <QTest>

#include <functional>
#include <thread>

using namespace penstock;
using namespace penstock::proxy;
using namespace penstock::proxy::test;
using namespace std::chrono_literals;
using routing::Admission;
using routing::Decision;

/// Brings to the worker's thread what its waiting requests were given.
class TestAdmissionDesk final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void room_isGivenAtOnce();
    void waitingRequest_isToldWhenRoomIsFreed();
    void waitingRequest_isToldWhenTimeHasCome();
    void patience_endsByItself();
    void whoHasLeft_isNotTold();
    void grantOfWhoHasJustLeft_goesBack();
    void grantOnItsWay_goesBackWithTheDesk();
    void otherThread_bringsItHere();
};

namespace
{

/// One target of a hundred tokens a minute, and requests of which one fits.
class Bench final
{
public:
    Bench()
    {
        auto config = std::make_shared<GatewayConfig>();
        config->instances = {plannedInstance("one")};
        config->instances.front().modelDeployments[ModelName("gpt-4o")].maxTpm = 100;
        m_plan = m_control.prepare(std::move(config), [](std::size_t) { return false; });
        m_control.adopt(m_plan, {});
    }

    [[nodiscard]] Admission admit(Duration patience = 90s)
    {
        const routing::RequestFacts facts{.pool = m_plan->forModel("gpt-4o")->pool,
                                          .promptTokens = 0,
                                          .outputBudget = 60,
                                          .waitsUntil = m_clock.steadyNow() + patience};
        return m_desk->admit(m_plan, facts, {}, [this](Admission admission) {
            granted.push_back(std::move(admission));
        });
    }

    /// As if it had never been sent, so that all it took is free again.
    void giveBack(Admission &admission)
    {
        (void)m_control.report(*m_plan, admission.ticket,
                               {.facts = {.end = routing::AttemptEnd::NotConnected}});
    }

    void throttle(Admission &admission, Duration wait)
    {
        (void)m_control.report(*m_plan, admission.ticket,
                               {.facts = {.status = 429}, .retryAfter = {wait, true}});
    }

    [[nodiscard]] int inFlight() const
    {
        return m_control.status().instances.front().books.inFlight;
    }
    [[nodiscard]] std::size_t waiting() const
    {
        const auto pools = m_control.status().waiting;
        return pools.empty() ? 0 : pools.front().waiting;
    }

    AdmissionDesk &desk() { return *m_desk; }
    void closeDesk() { m_desk.reset(); }

    std::vector<Admission> granted;

private:
    SystemClock m_clock;
    routing::TrafficControl m_control{m_clock, 1};
    std::shared_ptr<const routing::RoutingPlan> m_plan;
    std::unique_ptr<AdmissionDesk> m_desk = std::make_unique<AdmissionDesk>(m_control, m_clock);
};

bool comesTrue(const std::function<bool()> &isTrue)
{
    return QTest::qWaitFor(isTrue, 10'000);
}

} // namespace

void TestAdmissionDesk::room_isGivenAtOnce()
{
    Bench bench;
    const Admission admission = bench.admit();
    QCOMPARE(admission.decision.kind, Decision::Kind::Send);
    QCOMPARE(admission.decision.reserve, 60);
    QCOMPARE(bench.inFlight(), 1);
    QVERIFY(bench.granted.empty());
}

void TestAdmissionDesk::waitingRequest_isToldWhenRoomIsFreed()
{
    Bench bench;
    Admission first = bench.admit();
    const Admission second = bench.admit();
    QCOMPARE(second.decision.kind, Decision::Kind::Wait);
    QCOMPARE(bench.waiting(), 1U);
    bench.giveBack(first);
    QVERIFY(bench.granted.empty()); // not in the middle of what somebody else does
    QVERIFY(comesTrue([&] { return bench.granted.size() == 1; }));
    QCOMPARE(bench.granted.front().decision.kind, Decision::Kind::Send);
    QCOMPARE(bench.granted.front().wait, second.wait);
    QCOMPARE(bench.inFlight(), 1);
    QCOMPARE(bench.waiting(), 0U);
}

void TestAdmissionDesk::waitingRequest_isToldWhenTimeHasCome()
{
    Bench bench;
    Admission first = bench.admit();
    bench.throttle(first, 400ms);
    const SteadyTime begin = SystemClock().steadyNow();
    QCOMPARE(bench.admit().decision.kind, Decision::Kind::Wait);
    QVERIFY(comesTrue([&] { return !bench.granted.empty(); }));
    QVERIFY(SystemClock().steadyNow() - begin > 350ms);
    QCOMPARE(bench.granted.front().decision.kind, Decision::Kind::Send);
}

void TestAdmissionDesk::patience_endsByItself()
{
    Bench bench;
    Admission first = bench.admit();
    bench.throttle(first, 400ms);
    QCOMPARE(bench.admit(2s).decision.kind, Decision::Kind::Wait);
    QCOMPARE(bench.admit(900ms).decision.kind, Decision::Kind::Wait);
    // The head takes most of what there is for a minute, and nobody else can be helped in time.
    QVERIFY(comesTrue([&] { return bench.granted.size() == 2; }));
    QCOMPARE(bench.granted[0].decision.kind, Decision::Kind::Send);
    QCOMPARE(bench.granted[1].decision.kind, Decision::Kind::Refuse);
    QCOMPARE(bench.granted[1].decision.refusal, routing::Refusal::Capacity);
}

void TestAdmissionDesk::whoHasLeft_isNotTold()
{
    Bench bench;
    Admission first = bench.admit();
    const Admission second = bench.admit();
    const Admission third = bench.admit();
    bench.desk().leave(second.wait);
    QCOMPARE(bench.waiting(), 1U);
    bench.giveBack(first);
    QVERIFY(comesTrue([&] { return !bench.granted.empty(); }));
    QCOMPARE(bench.granted.front().wait, third.wait);
    bench.desk().leave(second.wait); // once more does no harm
    bench.desk().leave(third.wait);
    QCOMPARE(bench.inFlight(), 1);
}

void TestAdmissionDesk::grantOfWhoHasJustLeft_goesBack()
{
    Bench bench;
    Admission first = bench.admit();
    const Admission second = bench.admit();
    bench.giveBack(first);
    QCOMPARE(bench.inFlight(), 1); // taken for the second, which has not heard of it
    bench.desk().leave(second.wait);
    QVERIFY(comesTrue([&] { return bench.inFlight() == 0; }));
    QVERIFY(bench.granted.empty());
    QCOMPARE(bench.admit().decision.kind, Decision::Kind::Send);
}

void TestAdmissionDesk::grantOnItsWay_goesBackWithTheDesk()
{
    Bench bench;
    Admission first = bench.admit();
    QCOMPARE(bench.admit().decision.kind, Decision::Kind::Wait);
    QCOMPARE(bench.admit().decision.kind, Decision::Kind::Wait);
    bench.giveBack(first);
    QCOMPARE(bench.inFlight(), 1);
    bench.closeDesk();
    QCOMPARE(bench.inFlight(), 0);
    QCOMPARE(bench.waiting(), 0U);
    QVERIFY(bench.granted.empty());
}

void TestAdmissionDesk::otherThread_bringsItHere()
{
    Bench bench;
    Admission first = bench.admit();
    QCOMPARE(bench.admit().decision.kind, Decision::Kind::Wait);
    std::jthread([&] { bench.giveBack(first); }).join();
    QVERIFY(bench.granted.empty());
    QVERIFY(comesTrue([&] { return bench.granted.size() == 1; }));
}

QTEST_GUILESS_MAIN(TestAdmissionDesk)
#include "tst_admissiondesk.moc"
