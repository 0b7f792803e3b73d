#include "resilience/ledger.h"

#include <QTest>

#include <chrono>
#include <limits>

using namespace penstock;
using namespace penstock::resilience;
using namespace std::chrono_literals;

namespace
{

constexpr SteadyTime start{1h};

constexpr AccountLimits standard(std::int64_t tpm, std::int64_t rpm = 0)
{
    return {tpm, rpm, DeploymentKind::Standard};
}

constexpr AccountLimits provisioned(std::int64_t tpm, std::int64_t rpm = 0)
{
    return {tpm, rpm, DeploymentKind::Ptu};
}

/// A ledger with one account that everything goes to.
struct Bench {
    [[nodiscard]] Fit fit(SteadyTime at, std::int64_t tokens, const AccountLimits &limits) const
    {
        return ledger.fit(at, std::array{Charge{account, tokens, limits}});
    }
    Reservation reserve(SteadyTime at, std::int64_t tokens, const AccountLimits &limits)
    {
        return ledger.reserve(at, std::array{Charge{account, tokens, limits}});
    }
    [[nodiscard]] Ledger::View view(SteadyTime at) const { return ledger.view(at, account); }

    Ledger ledger;
    AccountIndex account = ledger.open();
};

Fit full(Fit::Verdict verdict, SteadyTime until)
{
    return {verdict, until};
}

} // namespace

class TestLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accounts_areNumberedInTurn()
    {
        Ledger ledger;
        QCOMPARE(ledger.open(), 0U);
        QCOMPARE(ledger.open(), 1U);
        QCOMPARE(ledger.size(), 2U);
    }

    void endings_data()
    {
        QTest::addColumn<bool>("isPtu");
        QTest::addColumn<Ending>("ending");
        QTest::addColumn<int>("usedTokens");
        QTest::addColumn<int>("admitted");
        QTest::addColumn<int>("used");
        QTest::addColumn<int>("requests");
        const auto row = [](const char *name, bool isPtu, Ending ending, int usedTokens,
                            int admitted, int used, int requests) {
            QTest::newRow(name) << isPtu << ending << usedTokens << admitted << used << requests;
        };
        // 1000 were reserved.
        row("standard, served with less", false, Ending::Served, 300, 1000, 300, 1);
        row("standard, served with more", false, Ending::Served, 1500, 1000, 1500, 1);
        row("standard, not sent", false, Ending::NotSent, 300, 0, 0, 0);
        row("standard, 429", false, Ending::Throttled, 300, 0, 0, 1);
        row("standard, 5xx", false, Ending::Unserved, 0, 1000, 0, 1);
        row("standard, cancelled", false, Ending::Unserved, 40, 1000, 40, 1);
        row("standard, nonsense", false, Ending::Served, -5, 1000, 0, 1);
        row("ptu, served with less", true, Ending::Served, 300, 300, 300, 1);
        row("ptu, served with more", true, Ending::Served, 1500, 1500, 1500, 1);
        row("ptu, not sent", true, Ending::NotSent, 300, 0, 0, 0);
        row("ptu, 429", true, Ending::Throttled, 300, 0, 0, 1);
        row("ptu, 5xx", true, Ending::Unserved, 0, 0, 0, 1);
        row("ptu, cancelled", true, Ending::Unserved, 40, 40, 40, 1);
    }

    void endings()
    {
        QFETCH(const bool, isPtu);
        QFETCH(const Ending, ending);
        QFETCH(const int, usedTokens);
        Bench bench;
        const AccountLimits limits = isPtu ? provisioned(6000, 6) : standard(6000, 6);
        Reservation reservation = bench.reserve(start, 1000, limits);
        const Ledger::View running = bench.view(start);
        QCOMPARE(running.admitted, 1000);
        QCOMPARE(running.reserved, 1000);
        QCOMPARE(running.used, 0);
        QCOMPARE(running.requests, 1);
        QCOMPARE(running.inFlight, 1);
        QCOMPARE(bench.fit(start, 1, limits).verdict, Fit::Verdict::RequestsFull);

        bench.ledger.settle(start, reservation, ending, usedTokens);
        QVERIFY(reservation.isEmpty());
        const Ledger::View view = bench.view(start);
        QTEST(int(view.admitted), "admitted");
        QTEST(int(view.used), "used");
        QTEST(int(view.requests), "requests");
        QCOMPARE(view.reserved, 0);
        QCOMPARE(view.inFlight, 0);
        QCOMPARE(bench.ledger.admitted(start, bench.account), view.admitted);
        QCOMPARE(bench.ledger.used(start, bench.account), view.used);
        // The request is given back in each of its windows or in none.
        const bool hasRoom = bench.fit(start, 1, limits).verdict == Fit::Verdict::Fits;
        QCOMPARE(hasRoom, view.requests == 0);
    }

    void settledTwice_countsOnce()
    {
        Bench bench;
        Reservation one = bench.reserve(start, 1000, standard(6000));
        const Reservation copy = bench.reserve(start, 500, standard(6000));
        bench.ledger.settle(start, one, Ending::Served, 10);
        bench.ledger.settle(start, one, Ending::NotSent, 10);
        QCOMPARE(bench.view(start).admitted, 1500);
        QCOMPARE(bench.view(start).used, 10);
        QCOMPARE(bench.ledger.inFlight(bench.account), 1);
        QCOMPARE(copy.count, 1U);
        Reservation none;
        bench.ledger.settle(start, none, Ending::Served, 10);
        QCOMPARE(bench.view(start).used, 10);
    }

    void settledLate_isRightAndNeverNegative_data()
    {
        QTest::addColumn<bool>("isPtu");
        QTest::addColumn<Ending>("ending");
        for (const bool isPtu : {false, true}) {
            for (const Ending ending :
                 {Ending::Served, Ending::NotSent, Ending::Throttled, Ending::Unserved}) {
                QTest::addRow("%s %d", isPtu ? "ptu" : "standard", int(ending)) << isPtu << ending;
            }
        }
    }

    void settledLate_isRightAndNeverNegative()
    {
        QFETCH(const bool, isPtu);
        QFETCH(const Ending, ending);
        Bench bench;
        const AccountLimits limits = isPtu ? provisioned(6000, 60) : standard(6000, 60);
        Reservation reservation = bench.reserve(start, 5000, limits);
        const SteadyTime late = start + 5min;
        QCOMPARE(bench.view(late).admitted, 0);
        QCOMPARE(bench.view(late).reserved, 0);
        QCOMPARE(bench.view(late).inFlight, 1);
        bench.ledger.settle(late, reservation, ending, 700);
        const bool isFree = ending == Ending::NotSent || ending == Ending::Throttled;
        QCOMPARE(bench.view(late).admitted, 0);
        QCOMPARE(bench.view(late).used, isFree ? 0 : 700);
        QCOMPARE(bench.view(late).requests, 0);
        QCOMPARE(bench.view(late).inFlight, 0);
        QCOMPARE(bench.fit(late, 6000, limits), Fit{});
    }

    void tokens_mayReachTheLimitExactly()
    {
        for (const AccountLimits limits : {standard(1000), provisioned(1000)}) {
            Bench bench;
            QCOMPARE(bench.fit(start, 1000, limits), Fit{});
            QCOMPARE(bench.fit(start, 1001, limits).verdict, Fit::Verdict::NeverFits);
            (void)bench.reserve(start, 600, limits);
            QCOMPARE(bench.fit(start, 400, limits), Fit{});
            QCOMPARE(bench.fit(start, 401, limits).verdict, Fit::Verdict::TokensFull);
        }
    }

    void tokens_ofAStandardAccountComeBackWithTheirWindow()
    {
        Bench bench;
        (void)bench.reserve(start, 600, standard(1000));
        (void)bench.reserve(start + 10s, 300, standard(1000));
        // 500 ms for the way to the other side.
        QCOMPARE(bench.fit(start + 20s, 200, standard(1000)),
                 full(Fit::Verdict::TokensFull, start + 60s + 500ms));
        QCOMPARE(bench.fit(start + 20s, 800, standard(1000)),
                 full(Fit::Verdict::TokensFull, start + 70s + 500ms));
        QCOMPARE(bench.ledger.nextRelease(start + 20s, bench.account), start + 60s + 500ms);
    }

    void tokens_ofABucketComeBackAllTheTime()
    {
        Bench bench;
        (void)bench.reserve(start, 6000, provisioned(6000));
        QCOMPARE(bench.view(start + 30s).admitted, 3000);
        QCOMPARE(bench.fit(start + 30s, 3000, provisioned(6000)), Fit{});
        const Fit fit = bench.fit(start + 30s, 3100, provisioned(6000));
        QCOMPARE(fit.verdict, Fit::Verdict::TokensFull);
        QVERIFY(fit.until >= start + 31s - 1ms && fit.until <= start + 31s + 1ms);
        QCOMPARE(bench.ledger.nextRelease(start + 30s, bench.account), start + 30s);
    }

    void aBucketWithoutALimit_isBookedLikeAStandardOne()
    {
        Bench bench;
        Reservation reservation = bench.reserve(start, 6000, provisioned(0));
        QCOMPARE(bench.view(start + 60s).admitted, 6000);
        QCOMPARE(bench.view(start + 61s).admitted, 0);
        bench.ledger.settle(start + 61s, reservation, Ending::Served, 10);
        QCOMPARE(bench.view(start + 61s).admitted, 0);
        QCOMPARE(bench.view(start + 61s).used, 10);
    }

    void withoutLimits_everythingFitsAndIsBooked()
    {
        Bench bench;
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(bench.fit(start, 1'000'000, standard(0)), Fit{});
            (void)bench.reserve(start, 1'000'000, standard(0));
        }
        QCOMPARE(bench.view(start).admitted, 100'000'000);
        QCOMPARE(bench.view(start).requests, 100);
    }

    void requests_data()
    {
        QTest::addColumn<int>("rpm");
        QTest::addColumn<int>("atOnce"); // how many fit in the same moment
        QTest::addColumn<int>("in10s"); // how many fit in ten seconds
        QTest::newRow("1") << 1 << 1 << 1;
        QTest::newRow("6") << 6 << 1 << 1;
        QTest::newRow("7") << 7 << 2 << 2;
        QTest::newRow("60") << 60 << 3 << 10;
        QTest::newRow("61") << 61 << 6 << 11;
        QTest::newRow("600") << 600 << 30 << 100;
    }

    void requests()
    {
        QFETCH(const int, rpm);
        QFETCH(const int, atOnce);
        QFETCH(const int, in10s);
        Bench bench;
        const AccountLimits limits = standard(0, rpm);
        const auto takeAll = [&](SteadyTime at) {
            int taken = 0;
            while (bench.fit(at, 1, limits).verdict == Fit::Verdict::Fits) {
                (void)bench.reserve(at, 1, limits);
                ++taken;
            }
            return taken;
        };
        int taken = takeAll(start);
        QCOMPARE(taken, atOnce);
        const Duration wait = atOnce == in10s ? Duration(10s + 100ms) : Duration(1s + 20ms);
        QCOMPARE(bench.fit(start, 1, limits), full(Fit::Verdict::RequestsFull, start + wait));
        for (SteadyTime at = start + 10ms; at < start + 10s; at += 10ms) {
            taken += takeAll(at);
        }
        QCOMPARE(taken, in10s);
    }

    void bothFull_isFullUntilTheLaterOne()
    {
        Bench bench;
        (void)bench.reserve(start, 900, standard(1000, 6));
        QCOMPARE(bench.fit(start, 200, standard(1000, 6)),
                 full(Fit::Verdict::TokensFull, start + 60s + 500ms));
        QCOMPARE(bench.fit(start, 100, standard(1000, 6)),
                 full(Fit::Verdict::RequestsFull, start + 10s + 100ms));
    }

    void charges_fitTogetherOrNot();
    void chargesOnOneAccount_areOneRequest();
    void foreignTokens();
    void foreignTokens_delayWhatDoesNotFit();
    void aChangeOfKind_keepsWhatIsBooked();
    void nonsense_doesNoHarm();
    void aClockReadingOutOfOrder_countsAsTheLatest();
};

void TestLedger::charges_fitTogetherOrNot()
{
    Ledger ledger;
    const AccountIndex deployment = ledger.open();
    const AccountIndex instance = ledger.open();
    const AccountIndex client = ledger.open();
    const auto charges = [&](std::int64_t tokens) {
        return std::array{Charge{deployment, tokens, standard(1000)},
                          Charge{instance, tokens, standard(2000, 60)},
                          Charge{client, tokens, standard(500)}};
    };
    QCOMPARE(ledger.fit(start, {}), Fit{});
    QCOMPARE(ledger.fit(start, charges(501)).verdict, Fit::Verdict::NeverFits);
    Reservation reservation = ledger.reserve(start, charges(400));
    QCOMPARE(reservation.count, 3U);
    for (const AccountIndex account : {deployment, instance, client}) {
        QCOMPARE(ledger.view(start, account).admitted, 400);
        QCOMPARE(ledger.inFlight(account), 1);
    }
    QCOMPARE(ledger.fit(start, charges(100)), Fit{});
    QCOMPARE(ledger.fit(start, charges(101)).verdict, Fit::Verdict::TokensFull);
    // The client's is the longest.
    (void)ledger.reserve(start + 5s, std::array{Charge{client, 300, standard(0)}});
    (void)ledger.reserve(start + 4s, std::array{Charge{deployment, 300, standard(0)}});
    QCOMPARE(ledger.fit(start + 6s, charges(450)),
             full(Fit::Verdict::TokensFull, start + 65s + 500ms));
    // One that can never fit speaks before one that is full.
    const std::array hopeless{Charge{client, 300, standard(500)},
                              Charge{deployment, 300, standard(200)}};
    QCOMPARE(ledger.fit(start + 6s, hopeless).verdict, Fit::Verdict::NeverFits);

    ledger.settle(start + 6s, reservation, Ending::NotSent, 0);
    QCOMPARE(ledger.view(start + 6s, instance).admitted, 0);
    QCOMPARE(ledger.view(start + 6s, client).admitted, 300);
}

void TestLedger::chargesOnOneAccount_areOneRequest()
{
    Bench bench;
    const std::array charges{Charge{bench.account, 300, standard(1000, 6)},
                             Charge{bench.account, 400, standard(1000, 6)}};
    QCOMPARE(bench.ledger.fit(start, charges), Fit{});
    Reservation reservation = bench.ledger.reserve(start, charges);
    QCOMPARE(bench.view(start).admitted, 700);
    QCOMPARE(bench.view(start).requests, 1);
    QCOMPARE(bench.view(start).inFlight, 1);
    bench.ledger.settle(start, reservation, Ending::Served, 50);
    QCOMPARE(bench.view(start).used, 50);
    const std::array tooMuch{Charge{bench.account, 600, standard(1000)},
                             Charge{bench.account, 600, standard(1000)}};
    QCOMPARE(bench.ledger.fit(start, tooMuch).verdict, Fit::Verdict::NeverFits);
}

void TestLedger::foreignTokens()
{
    Bench bench;
    bench.ledger.noteForeign(start, bench.account, 700);
    QCOMPARE(bench.view(start).admitted, 700);
    QCOMPARE(bench.ledger.foreign(start, bench.account), 700);
    QCOMPARE(bench.view(start).used, 0);
    bench.ledger.noteForeign(start + 1s, bench.account, 200);
    QCOMPARE(bench.view(start + 1s).admitted, 200);
    QCOMPARE(bench.view(start + 61s - 1ns).admitted, 200);
    QCOMPARE(bench.view(start + 61s).admitted, 0);
    bench.ledger.noteForeign(start + 61s, bench.account, 200);
    bench.ledger.noteForeign(start + 62s, bench.account, -1);
    QCOMPARE(bench.view(start + 62s).admitted, 0);
}

void TestLedger::foreignTokens_delayWhatDoesNotFit()
{
    Bench bench;
    (void)bench.reserve(start, 500, standard(1000));
    bench.ledger.noteForeign(start + 10s, bench.account, 300);
    // Our own are gone at 60.5 s and the foreign ones at 70 s.
    const auto until
        = [&](std::int64_t tokens) { return bench.fit(start + 20s, tokens, standard(1000)).until; };
    QCOMPARE(bench.fit(start + 20s, 200, standard(1000)), Fit{});
    QCOMPARE(until(201), start + 60s + 500ms);
    QCOMPARE(until(700), start + 60s + 500ms);
    QCOMPARE(until(701), start + 70s);
    bench.ledger.noteForeign(start + 20s, bench.account, 5000);
    QCOMPARE(until(1), start + 80s);
    // Ours stay for longer than the foreign ones.
    (void)bench.reserve(start + 25s, 400, standard(1000));
    QCOMPARE(bench.fit(start + 26s, 700, standard(1000)).until, start + 85s + 500ms);
}

void TestLedger::aChangeOfKind_keepsWhatIsBooked()
{
    Bench bench;
    Reservation old = bench.reserve(start, 600, standard(1000));
    (void)bench.reserve(start, 300, provisioned(1000));
    QCOMPARE(bench.view(start).admitted, 900);
    const Fit fit = bench.fit(start, 200, provisioned(1000));
    QCOMPARE(fit.verdict, Fit::Verdict::TokensFull);
    QCOMPARE(bench.fit(fit.until, 200, provisioned(1000)), Fit{});
    // Settled in the way in which it was booked.
    bench.ledger.settle(start, old, Ending::Served, 10);
    QCOMPARE(bench.view(start).admitted, 900);
    QCOMPARE(bench.view(start + 61s).admitted, 0);
}

void TestLedger::nonsense_doesNoHarm()
{
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    Bench bench;
    QCOMPARE(bench.fit(start, most, standard(1000)).verdict, Fit::Verdict::NeverFits);
    QCOMPARE(bench.fit(start, most, standard(most, most)), Fit{});
    QCOMPARE(bench.fit(start, -1, standard(-1, -1)), Fit{});
    for (int i = 0; i < 1000; ++i) {
        Reservation reservation = bench.reserve(start, i % 2 == 0 ? most : -most, standard(0));
        bench.ledger.settle(start, reservation, Ending::Served, most);
    }
    QVERIFY(bench.view(start).admitted > 0);
    QVERIFY(bench.view(start).used > 0);
    QCOMPARE(bench.view(start + 61s).admitted, 0);
    (void)bench.reserve(start + 61s, most, provisioned(1));
    QVERIFY(bench.fit(start + 61s, 1, provisioned(1)).until > start + 24h);
}

void TestLedger::aClockReadingOutOfOrder_countsAsTheLatest()
{
    Bench bench;
    (void)bench.reserve(start + 1s, 600, standard(1000));
    Reservation late = bench.reserve(start, 300, standard(1000));
    QCOMPARE(late.at, start + 1s);
    QCOMPARE(bench.view(start).admitted, 900);
    bench.ledger.settle(start, late, Ending::NotSent, 0);
    QCOMPARE(bench.view(start).admitted, 600);
}

QTEST_APPLESS_MAIN(TestLedger)
#include "tst_ledger.moc"
