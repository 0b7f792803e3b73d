#include "base/mailbox.h"
#include "routingbench.h"
#include "support/generate.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>

using namespace penstock;
using namespace penstock::routing;
using namespace penstock::test;
using namespace std::chrono_literals;
using Kind = Decision::Kind;

namespace
{

/// Brings what a worker's waiting requests were given back to it.
class Inbox final : public AdmissionSink
{
public:
    [[nodiscard]] bool admitted(WaitId, const Admission &admission) override
    {
        return m_mailbox.post(admission) == Posted::Yes;
    }
    [[nodiscard]] std::deque<Admission> drain() { return m_mailbox.drain(); }

private:
    Mailbox<Admission> m_mailbox{{}};
};

struct Counts {
    std::atomic<int> asked{0};
    std::atomic<int> sent{0};
    std::atomic<int> refused{0};
    std::atomic<int> waited{0};
    std::atomic<int> granted{0};
    std::atomic<int> left{0};
};

/// One thread that asks, answers and leaves.
class Worker final
{
public:
    Worker(ControlBench &bench, Counts &counts, std::uint64_t seed)
        : m_bench(bench)
        , m_counts(counts)
        , m_random(seed)
    {
    }

    void run(int requests)
    {
        for (int i = 0; i < requests; ++i) {
            ask();
            takeGrants();
            while (m_running.size() > m_random.below(8)) {
                answerOne();
            }
            if (m_random.below(8) == 0) {
                leaveAll();
            }
            m_bench.control.serveWaiting();
        }
        leaveAll();
        takeGrants();
        while (!m_running.empty()) {
            answerOne();
        }
    }

private:
    void ask()
    {
        ++m_counts.asked;
        const RequestFacts facts = m_bench.facts(50, m_random.below(2) == 0 ? 0s : 60s);
        Admission admission = m_bench.control.admit(m_bench.plan, facts, {}, m_inbox);
        switch (admission.decision.kind) {
        case Kind::Send:
            ++m_counts.sent;
            m_running.push_back(std::move(admission));
            break;
        case Kind::Wait:
            ++m_counts.waited;
            m_waiting.push_back(admission.wait);
            break;
        case Kind::Refuse:
            ++m_counts.refused;
            break;
        }
    }

    void takeGrants()
    {
        for (Admission &admission : m_inbox->drain()) {
            std::erase(m_waiting, admission.wait);
            ++m_counts.granted;
            if (admission.decision.kind == Kind::Send) {
                m_running.push_back(std::move(admission));
            }
        }
    }

    void leaveAll()
    {
        for (const WaitId wait : m_waiting) {
            m_counts.left += m_bench.control.leave(wait) ? 1 : 0; // else its grant has come
        }
        m_waiting.clear();
        takeGrants();
    }

    void answerOne()
    {
        constexpr std::array statuses{200, 200, 200, 429, 500};
        Admission admission = std::move(m_running.back());
        m_running.pop_back();
        m_bench.control.observe(*m_bench.plan, admission.ticket, {.remainingTokens = 100'000});
        (void)m_bench.control.report(*m_bench.plan, admission.ticket,
                                     {.facts = {.status = pick(m_random, statuses)},
                                      .retryAfter = {.wait = 5ms, .isTold = true},
                                      .usedTokens = 10,
                                      .answerTokens = 10});
    }

    ControlBench &m_bench;
    Counts &m_counts;
    SeededRandom m_random;
    std::shared_ptr<Inbox> m_inbox = std::make_shared<Inbox>();
    std::vector<Admission> m_running;
    std::vector<WaitId> m_waiting;
};

} // namespace

/// Several threads at one control, for the thread sanitizer and for the sums.
class TestControlConcurrency final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sumsAreRightInTheEnd();
};

void TestControlConcurrency::sumsAreRightInTheEnd()
{
    constexpr int workers = 4;
    constexpr int requests = 1000;
    GatewayConfig config = plainConfig({"a", "b", "c"});
    config.routing.strategy = Strategy::LeastLoaded;
    for (InstanceSettings &instance : config.instances) {
        instance.maxTpm = 2000;
    }
    ControlBench bench(config);
    Counts counts;
    std::atomic<bool> isOver{false};
    std::atomic<bool> wasWrong{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < workers; ++i) {
        threads.emplace_back([&, seed = baseSeed() + static_cast<std::uint64_t>(i)] {
            Worker(bench, counts, seed).run(requests);
        });
    }
    std::thread watcher([&] {
        while (!isOver) {
            bench.clock.advance(1ms);
            for (const InstanceStatus &instance : bench.control.status().instances) {
                if (instance.books.inFlight < 0 || instance.books.reserved < 0) {
                    wasWrong = true;
                }
            }
            (void)bench.control.command(Command::Reset, InstanceId("a"), {}, {});
            (void)bench.control.nextWake();
            (void)bench.control.numberOf(InstanceId("b"));
        }
    });
    for (std::thread &thread : threads) {
        thread.join();
    }
    isOver = true;
    watcher.join();
    QVERIFY(!wasWrong);
    QCOMPARE(counts.asked, workers * requests);
    QCOMPARE(counts.sent + counts.waited + counts.refused, workers * requests);
    QCOMPARE(counts.waited, counts.granted + counts.left); // each one once
    QVERIFY(counts.sent > 0 && counts.waited > 0 && counts.refused > 0);
    const ControlStatus status = bench.control.status();
    QVERIFY(status.waiting.empty());
    for (const InstanceStatus &instance : status.instances) {
        QCOMPARE(instance.books.inFlight, 0);
        QCOMPARE(instance.books.reserved, 0);
        QCOMPARE(instance.targets[0].books.reserved, 0);
    }
}

QTEST_APPLESS_MAIN(TestControlConcurrency)
#include "tst_controlconcurrency.moc"
