#include "crowd.h"
#include "seamfixture.h"

#include <QtTest/QtTest>

using namespace penstock;
using namespace penstock::test;

/// Clients that go in the middle of their streams.
class HangUpsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fiveHundredStreams_halfHangUp();
    void upstreamOfLostClient_isClosedToo();
    void deadUpstream_cutsTheStream();
};

void HangUpsTest::fiveHundredStreams_halfHangUp()
{
    constexpr std::size_t streams = 500;
    SeamFixture seam;
    SeededRandom random(20261120);
    Crowd crowd(seam.port(), streams);
    std::size_t leaving = 0;
    for (Crowd::Client &client : crowd.clients()) {
        if (random.below(2) == 0) {
            client.leaving = random.below(2) == 0 ? Leaving::ByFin : Leaving::ByReset;
            client.leavesAfter = random.below(600);
            ++leaving;
        }
    }
    QVERIFY(leaving > streams / 4);
    QVERIFY(crowd.sendAll(get("/trickle/50/20", "Connection: close\r\n")));
    QVERIFY(crowd.readAll(std::chrono::seconds(60)));

    for (const Crowd::Client &client : crowd.clients()) {
        if (client.leaving == Leaving::AtTheEnd) {
            QVERIFY(client.hasEnded);
            QVERIFY(client.tail.ends_with("0\r\n\r\n"));
        }
    }
    QVERIFY(seam.waitUntilQuiet());
    QVERIFY(seam.upstream().log().waitFor([](const HandlerLog::Counts &counts) {
        return counts.answered + counts.closed == static_cast<int>(streams);
    }));
    QVERIFY(seam.servesOthers());
    QCOMPARE(seam.proxy().end(), 0); // and with a leak it is not 0 where leaks are looked for
}

void HangUpsTest::upstreamOfLostClient_isClosedToo()
{
    SeamFixture seam;
    for (const Leaving leaving : {Leaving::ByFin, Leaving::ByReset}) {
        const int closedBefore = seam.upstream().log().counts().closed;
        RawClient client(seam.port());
        QVERIFY(client.send(get("/trickle/100000/20")));
        QVERIFY(!client.receive(200).empty());
        if (leaving == Leaving::ByFin) {
            client.close();
        } else {
            client.reset();
        }
        QVERIFY(seam.upstream().log().waitFor(
            [&](const HandlerLog::Counts &counts) { return counts.closed == closedBefore + 1; }));
    }
    QVERIFY(seam.waitUntilQuiet());
}

void HangUpsTest::deadUpstream_cutsTheStream()
{
    SeamFixture seam;
    {
        RawClient client(seam.port());
        // Promises 100 bytes, writes 10 and is cut: the client has to see that something is
        // missing.
        const RawAnswer answer = client.ask(get("/short"));
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.isWhole());
        QVERIFY(client.seesEnd());
    }
    QCOMPARE(RawClient(seam.port()).ask(get("/drop")).status, 502);
    QVERIFY(seam.waitUntilQuiet());
    QCOMPARE(seam.proxy().end(), 0);
}

QTEST_GUILESS_MAIN(HangUpsTest)

#include "tst_hangups.moc"
