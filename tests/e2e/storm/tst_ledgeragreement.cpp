#include "base/text.h"
#include "gateway/proxy/proxybench.h"
#include "simulator/simulator.h"

#include <QTest>

#include <thread>

using namespace penstock;
using namespace penstock::proxy::test;
using namespace std::chrono_literals;

/// The gateway's own book of what it may send, held against that of the other side.
class TestLedgerAgreement final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withTheSameEstimate_bothBooksAreEqual_data();
    void withTheSameEstimate_bothBooksAreEqual();
    void withItsOwnEstimate_theyAgreeWithin10Percent();
    void leavingDuringTimeToFirstToken_closesTheCallAndEndsTheReservation();
};

namespace
{

using simulator::Fault;
using simulator::FaultKind;
using simulator::PromptEstimate;

constexpr int clientCount = 32;
constexpr int requestsEach = 12;
constexpr std::int64_t limit = 6000;

simulator::SimulatorScenario scenarioWith(PromptEstimate estimate)
{
    simulator::SimulatorScenario scenario{.seed = 11, .speed = 0};
    simulator::DeploymentSetup deployment{.name = "dep-one",
                                          .model = "gpt-4o",
                                          .tokensPerMinute = limit,
                                          .requestsPerMinute = 1'000'000};
    deployment.promptEstimate = estimate;
    scenario.instances.push_back({.name = "one",
                                  .region = "East US",
                                  .key = "upstream-secret",
                                  .token = "token",
                                  .deployments = {std::move(deployment)}});
    return scenario;
}

/// A simulated instance and a gateway that knows its limit.
class Bench final
{
public:
    explicit Bench(PromptEstimate estimate, std::vector<Fault> faults = {}) : m_simulator(m_clock)
    {
        if (!m_simulator.start(scenarioWith(estimate)) || !m_simulator.apply("one", faults)) {
            qFatal("The simulator does not start.");
        }
        GatewayConfig config;
        config.instances = {instanceAt("one", m_simulator.addresses().front().url)};
        config.instances.front().modelDeployments.begin()->second.maxTpm = limit;
        config.routing.queueWait = 0ms;
        config.routing.firstByteTimeout = 500ms;
        config.routing.firstByteTimeoutNonStream = 500ms;
        // Only its books are looked at: what fails is to be asked again at once.
        config.instances.front().breaker.consecutiveConnect = 1'000'000;
        config.instances.front().breaker.consecutiveServerErrors = 1'000'000;
        config.instances.front().breaker.minOutcomes = 1'000'000;
        config.instances.front().breaker.rateLimit = 1ms;
        config.instances.front().breaker.honorRetryAfter = false;
        m_gateway = std::make_unique<ProxyBench>(std::move(config));
    }

    /// Everybody at once, until the limit and far beyond it. Answers how many were served.
    int sendAll(const std::string &words)
    {
        std::atomic<int> served = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < clientCount; ++i) {
                threads.emplace_back([&, i] {
                    for (int n = 0; n < requestsEach; ++n) {
                        served += ask(body(words, i + n)) == 200 ? 1 : 0;
                    }
                });
            }
        }
        return served;
    }

    [[nodiscard]] int ask(const std::string &body) const
    {
        return m_gateway->post("/v1/chat/completions", body, "Content-Type: application/json\r\n")
            .status;
    }

    [[nodiscard]] static std::string body(const std::string &words, int number)
    {
        return "{\"model\":\"gpt-4o\",\"stream\":" + std::string(number % 2 == 0 ? "true" : "false")
            + ",\"max_tokens\":" + std::to_string(10 + number % 7)
            + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + words + "\"}]}";
    }

    [[nodiscard]] resilience::Ledger::View ours() const
    {
        return m_gateway->control().status().instances.front().targets.front().books;
    }
    [[nodiscard]] simulator::DeploymentState theirs() const
    {
        return m_simulator.state().instances.front().deployments.front();
    }
    [[nodiscard]] ProxyBench &gateway() { return *m_gateway; }

private:
    SystemClock m_clock;
    simulator::Simulator m_simulator;
    std::unique_ptr<ProxyBench> m_gateway;
};

void verifyQuiet(const Bench &bench)
{
    QVERIFY(becomesTrue(
        [&] { return bench.ours().inFlight == 0 && bench.theirs().counts.inFlight == 0; }));
}

} // namespace

void TestLedgerAgreement::withTheSameEstimate_bothBooksAreEqual_data()
{
    QTest::addColumn<QList<int>>("kinds");
    const auto row = [](const char *name, std::initializer_list<FaultKind> kinds) {
        QList<int> list;
        for (const FaultKind kind : kinds) {
            list.push_back(static_cast<int>(kind));
        }
        QTest::newRow(name) << list;
    };
    row("nothing fails", {});
    row("throttled", {FaultKind::RateLimit});
    // Not reset: what is lost on a used connection goes out once more, as if it had never been
    // sent.
    row("cut, silent", {FaultKind::Cut, FaultKind::Stall});
}

void TestLedgerAgreement::withTheSameEstimate_bothBooksAreEqual()
{
    QFETCH(const QList<int>, kinds);
    std::vector<Fault> faults;
    for (const int kind : kinds) {
        faults.push_back({.kind = static_cast<FaultKind>(kind), .probability = 0.1});
    }
    Bench bench(PromptEstimate::AllTexts, faults);
    const int served = bench.sendAll("Tell me about pens and their makers.");
    verifyQuiet(bench);
    const auto theirs = bench.theirs();
    QVERIFY(served > 0 && served < clientCount * requestsEach);
    QCOMPARE(bench.ours().admitted, theirs.windowTokens);
    QVERIFY(theirs.windowTokens <= limit);
    // The limit was reached, and it was not the other side that said so. Refusals that our own book
    // cannot explain lower what is taken for the limit.
    QVERIFY2(kinds.contains(static_cast<int>(FaultKind::RateLimit))
                 || theirs.windowTokens > limit - 40,
             std::to_string(theirs.windowTokens).c_str());
    const auto planned = theirs.counts.faultsByKind.find(FaultKind::RateLimit);
    QCOMPARE(theirs.counts.rejected,
             planned == theirs.counts.faultsByKind.end() ? 0U : planned->second);
}

void TestLedgerAgreement::withItsOwnEstimate_theyAgreeWithin10Percent()
{
    Bench bench(PromptEstimate::Contents);
    QVERIFY(bench.sendAll(std::string(160, 'x')) > 0);
    verifyQuiet(bench);
    const auto ours = static_cast<double>(bench.ours().admitted);
    const auto theirs = static_cast<double>(bench.theirs().windowTokens);
    qInfo("%.0f here, %.0f there", ours, theirs);
    QVERIFY(ours <= limit && theirs <= limit);
    QVERIFY(ours > 0.9 * theirs && ours < 1.1 * theirs);
    QCOMPARE(bench.theirs().counts.rejected, 0U);
}

void TestLedgerAgreement::leavingDuringTimeToFirstToken_closesTheCallAndEndsTheReservation()
{
    Bench bench(PromptEstimate::AllTexts, {{.kind = FaultKind::Stall}});
    {
        RawClient client(bench.gateway().port());
        const std::string body = Bench::body("Hello", 1);
        QVERIFY(client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                            "Content-Type: application/json\r\nContent-Length: "
                            + std::to_string(body.size()) + "\r\n\r\n" + body));
        QVERIFY(becomesTrue([&] { return bench.theirs().counts.inFlight == 1; }));
        QCOMPARE(bench.ours().inFlight, 1);
        QVERIFY(bench.ours().reserved > 0);
    }
    verifyQuiet(bench);
    QCOMPARE(bench.theirs().counts.cancelled, 1U);
    const auto books = bench.ours();
    QCOMPARE(books.reserved, 0);
    // Over there it stays charged for a minute; so it does here.
    QCOMPARE(books.admitted, bench.theirs().windowTokens);
    QVERIFY(books.admitted > 0);
    const auto status = bench.gateway().control().status();
    QVERIFY(status.instances.front().standing.state == InstanceState::Unknown);
}

QTEST_GUILESS_MAIN(TestLedgerAgreement)
#include "tst_ledgeragreement.moc"
