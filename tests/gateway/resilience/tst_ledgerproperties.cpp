#include "resilience/ledger.h"
#include "support/property.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

using namespace penstock;
using namespace penstock::resilience;
using namespace std::chrono_literals;

namespace
{

constexpr std::array allEndings{Ending::Served, Ending::NotSent, Ending::Throttled,
                                Ending::Unserved};

/// Remembers every request of one account and counts anew whenever it is asked.
struct Oracle {
    struct Request {
        SteadyTime at;
        std::int64_t tokens = 0;
        bool holdsTokens = true;
        bool holdsRequest = true;
    };

    [[nodiscard]] std::int64_t tokens(SteadyTime now, Duration window) const
    {
        std::int64_t sum = 0;
        for (const Request &request : requests) {
            sum += request.holdsTokens && now - request.at < window ? request.tokens : 0;
        }
        return sum;
    }

    [[nodiscard]] std::int64_t count(SteadyTime now, Duration window) const
    {
        return std::count_if(requests.begin(), requests.end(), [&](const Request &request) {
            return request.holdsRequest && now - request.at < window;
        });
    }

    /// Whether one more fits; with margins: if each window is as long as the ledger may take it.
    [[nodiscard]] bool hasRoom(SteadyTime now, std::int64_t more, bool isWithMargins) const
    {
        const auto window = [&](Duration length, Duration margin) {
            return isWithMargins ? length + margin : length;
        };
        const bool tokensFit
            = limits.tpm == 0 || tokens(now, window(60s, 750ms)) + more <= limits.tpm;
        const bool requestsFit = limits.rpm == 0
            || (count(now, window(10s, 200ms)) < (limits.rpm + 5) / 6
                && count(now, window(1s, 40ms)) < (limits.rpm + 59) / 60 * 3);
        return tokensFit && requestsFit;
    }

    void settle(std::size_t index, Ending ending)
    {
        requests[index].holdsTokens = ending == Ending::Served || ending == Ending::Unserved;
        requests[index].holdsRequest = ending != Ending::NotSent;
    }

    AccountLimits limits;
    std::vector<Request> requests;
};

struct Running {
    Reservation reservation;
    std::vector<std::pair<AccountIndex, std::size_t>> entries; ///< of the oracles
};

/// Some accounts and what happens to them by chance.
class World final
{
public:
    World(SeededRandom &random, std::size_t accounts) : m_random(random)
    {
        constexpr std::array<std::int64_t, 4> tokens{0, 60, 1000, 100'000};
        constexpr std::array<std::int64_t, 5> requests{0, 1, 6, 60, 600};
        for (std::size_t i = 0; i < accounts; ++i) {
            (void)m_ledger.open();
            m_oracles.push_back(
                {{pick(random, tokens), pick(random, requests), DeploymentKind::Standard}, {}});
        }
        m_pace = pick(random, m_paces);
    }

    void step()
    {
        m_now += Duration(m_random.betweenInclusive(0, m_pace.count()));
        if (m_random.below(50) == 0) {
            m_now += 20s;
        }
        if (m_random.below(3) == 0 && !m_running.empty()) {
            settleOne();
            return;
        }
        const std::vector<Charge> charges = someCharges();
        const Fit fit = m_ledger.fit(m_now, charges);
        judge(charges, fit);
        if (fit.verdict == Fit::Verdict::Fits) {
            take(charges);
        } else if (fit.verdict != Fit::Verdict::NeverFits && m_random.below(2) == 0) {
            m_now = fit.until; // somebody waits for it, as those do who are held
            take(charges);
        }
    }

    /// Everything comes to its end, and its windows pass.
    void finish()
    {
        while (!m_running.empty()) {
            settleOne();
        }
        for (AccountIndex account = 0; account < m_oracles.size(); ++account) {
            QCOMPARE(m_ledger.view(m_now, account).inFlight, 0);
            QCOMPARE(m_ledger.view(m_now, account).reserved, 0);
            const Ledger::View later = m_ledger.view(m_now + 61s, account);
            QCOMPARE(later.admitted, 0);
            QCOMPARE(later.used, 0);
            QCOMPARE(later.requests, 0);
        }
    }

    [[nodiscard]] const Oracle &oracle() const { return m_oracles.front(); }

private:
    std::vector<Charge> someCharges()
    {
        std::vector<Charge> charges;
        const auto tokens = static_cast<std::int64_t>(std::pow(10, m_random.between(0, 5)));
        for (AccountIndex account = 0; account < m_oracles.size(); ++account) {
            if (charges.empty() || m_random.below(2) == 0) {
                charges.push_back({account, tokens, m_oracles[account].limits});
            }
        }
        shuffle(m_random, charges);
        return charges;
    }

    void judge(const std::vector<Charge> &charges, const Fit &fit) const
    {
        const auto all = [&](auto holds) {
            return std::all_of(charges.begin(), charges.end(), [&](const Charge &charge) {
                return holds(m_oracles[charge.account], charge.tokens);
            });
        };
        const bool isPossible = all([](const Oracle &oracle, std::int64_t tokens) {
            return oracle.limits.tpm == 0 || tokens <= oracle.limits.tpm;
        });
        QCOMPARE(fit.verdict == Fit::Verdict::NeverFits, !isPossible);
        if (!isPossible) {
            return;
        }
        const auto hasRoom = [&](bool isWithMargins) {
            return all([&](const Oracle &oracle, std::int64_t tokens) {
                return oracle.hasRoom(m_now, tokens, isWithMargins);
            });
        };
        if (fit.verdict == Fit::Verdict::Fits) {
            QVERIFY(hasRoom(false));
            return;
        }
        QVERIFY(!hasRoom(true));
        QVERIFY(fit.until > m_now);
        QCOMPARE(m_ledger.fit(fit.until, charges), Fit{});
        QVERIFY(m_ledger.fit(fit.until - 1ns, charges).verdict != Fit::Verdict::Fits);
    }

    void take(const std::vector<Charge> &charges)
    {
        Running running{m_ledger.reserve(m_now, charges), {}};
        for (const Charge &charge : charges) {
            std::vector<Oracle::Request> &requests = m_oracles[charge.account].requests;
            running.entries.emplace_back(charge.account, requests.size());
            requests.push_back({m_now, charge.tokens});
        }
        m_running.push_back(running);
    }

    void settleOne()
    {
        const auto index = static_cast<std::ptrdiff_t>(m_random.below(m_running.size()));
        Running running = m_running[static_cast<std::size_t>(index)];
        m_running.erase(m_running.begin() + index);
        const Ending ending = pick(m_random, allEndings);
        m_ledger.settle(m_now, running.reservation, ending, m_random.betweenInclusive(0, 5000));
        for (const auto &[account, request] : running.entries) {
            m_oracles[account].settle(request, ending);
            const Ledger::View view = m_ledger.view(m_now, account);
            QVERIFY(view.admitted >= m_oracles[account].tokens(m_now, 60s));
            QVERIFY(view.admitted <= m_oracles[account].tokens(m_now, 60s + 750ms));
            QVERIFY(view.requests >= m_oracles[account].count(m_now, 60s));
            QVERIFY(view.reserved >= 0 && view.reserved <= view.admitted);
            QVERIFY(view.used >= 0 && view.inFlight >= 0);
        }
    }

    static constexpr std::array<Duration, 5> m_paces{Duration(1ms), Duration(20ms), Duration(300ms),
                                                     Duration(3s), Duration(30s)};

    SeededRandom &m_random;
    Ledger m_ledger;
    std::vector<Oracle> m_oracles;
    std::vector<Running> m_running;
    SteadyTime m_now{1h};
    Duration m_pace{};
};

/// How much of a bucket is left when everything that was ever put in is gone through again.
struct BucketOracle {
    struct Change {
        SteadyTime at;
        std::int64_t tokens = 0;
    };

    [[nodiscard]] long double level(SteadyTime now) const
    {
        long double level = 0;
        SteadyTime at = changes.empty() ? now : changes.front().at;
        const auto drainUntil = [&](SteadyTime to) {
            const auto passed = static_cast<long double>((to - at).count());
            level = std::max(0.0L, level - static_cast<long double>(tpm) * passed / 60e9L);
            at = to;
        };
        for (const Change &change : changes) {
            drainUntil(change.at);
            level = std::max(0.0L, level + static_cast<long double>(change.tokens));
        }
        drainUntil(now);
        return level;
    }

    std::int64_t tpm = 0;
    std::vector<Change> changes;
};

} // namespace

class TestLedgerProperties : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anySequence_agreesWithTheOracle()
    {
        test::forEachRound(300, [](SeededRandom &random) {
            World world(random, 1 + static_cast<std::size_t>(random.below(4)));
            for (int step = 0; step < 300 && !QTest::currentTestFailed(); ++step) {
                world.step();
            }
            world.finish();
        });
    }

    void whatArrivesLater_staysBelowTheLimitsOverThere();
    void anyBucket_agreesWithTheOracle();
};

// The other side sees each request somewhat after it was reserved here.
void TestLedgerProperties::whatArrivesLater_staysBelowTheLimitsOverThere()
{
    struct Limit {
        Duration window;
        Duration delay;
        std::int64_t most = 0;
        bool isTokens = false;
    };
    test::forEachRound(200, [](SeededRandom &random) {
        World world(random, 1);
        for (int step = 0; step < 300; ++step) {
            world.step();
        }
        const AccountLimits limits = world.oracle().limits;
        for (const Limit limit :
             {Limit{60s, 500ms, limits.tpm, true}, Limit{10s, 100ms, (limits.rpm + 5) / 6, false},
              Limit{1s, 20ms, (limits.rpm + 59) / 60 * 3, false}}) {
            if (limit.most == 0) {
                continue;
            }
            Oracle there;
            for (Oracle::Request request : world.oracle().requests) {
                request.at += Duration(random.betweenInclusive(0, limit.delay.count()));
                there.requests.push_back(request);
            }
            for (const Oracle::Request &last : there.requests) {
                Oracle window = there;
                std::erase_if(window.requests,
                              [&](const auto &request) { return request.at > last.at; });
                const std::int64_t sum = limit.isTokens ? window.tokens(last.at, limit.window)
                                                        : window.count(last.at, limit.window);
                QVERIFY(sum <= limit.most);
            }
        }
    });
}

void TestLedgerProperties::anyBucket_agreesWithTheOracle()
{
    test::forEachRound(300, [](SeededRandom &random) {
        Ledger ledger;
        const AccountIndex account = ledger.open();
        BucketOracle oracle{random.betweenInclusive(100, 100'000), {}};
        const AccountLimits limits{oracle.tpm, 0, DeploymentKind::Ptu};
        std::vector<Reservation> running;
        SteadyTime now{1h};
        for (int step = 0; step < 200; ++step) {
            now += Duration(random.betweenInclusive(0, 5'000'000'000));
            if (random.below(3) == 0 && !running.empty()) {
                Reservation reservation = running.back();
                running.pop_back();
                const Ending ending = pick(random, allEndings);
                const std::int64_t used = random.betweenInclusive(0, oracle.tpm);
                const bool isFree = ending == Ending::NotSent || ending == Ending::Throttled;
                oracle.changes.push_back({now, (isFree ? 0 : used) - reservation.parts[0].tokens});
                ledger.settle(now, reservation, ending, used);
            }
            const auto level = static_cast<double>(oracle.level(now));
            QVERIFY(std::abs(static_cast<double>(ledger.admitted(now, account)) - level) < 1.01);
            const std::array charges{
                Charge{account, random.betweenInclusive(1, oracle.tpm / 2), limits}};
            const auto after = level + static_cast<double>(charges[0].tokens);
            const Fit fit = ledger.fit(now, charges);
            if (fit.verdict == Fit::Verdict::Fits) {
                QVERIFY(after <= static_cast<double>(oracle.tpm) + 0.01);
                running.push_back(ledger.reserve(now, charges));
                oracle.changes.push_back({now, charges[0].tokens});
            } else {
                QVERIFY(after > static_cast<double>(oracle.tpm) - 0.01);
                QCOMPARE(ledger.fit(fit.until, charges), Fit{});
                QVERIFY(ledger.fit(fit.until - 10ms, charges).verdict != Fit::Verdict::Fits
                        || fit.until - 10ms <= now);
            }
        }
        for (Reservation &reservation : running) {
            ledger.settle(now, reservation, Ending::Served, 0);
        }
        QCOMPARE(ledger.view(now, account).inFlight, 0);
        QCOMPARE(ledger.view(now, account).reserved, 0);
        QCOMPARE(ledger.view(now + 1h, account).admitted, 0);
    });
}

QTEST_APPLESS_MAIN(TestLedgerProperties)
#include "tst_ledgerproperties.moc"
