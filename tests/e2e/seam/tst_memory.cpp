#include "crowd.h"
#include "seamfixture.h"

#include <QtTest/QtTest>

using namespace penstock;
using namespace penstock::test;

namespace
{

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
constexpr std::size_t slowReaders = 500;

bool staysBelow(std::uint64_t bytes, std::uint64_t most)
{
    qInfo("%llu KiB more", static_cast<unsigned long long>(bytes / 1024));
    return bytes <= most;
}

} // namespace

/// How much memory slow and hostile clients can make the gateway take.
class MemoryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void stalledReader_costsAtMost32MiB();
    void fiveHundredSlowReaders_costAtMost64MiB();
    void oneHostileConnection_costsAtMost8MiB_data();
    void oneHostileConnection_costsAtMost8MiB();
    void allConnectionsOfOneClient_costAtMost64MiBMoreThanBodies_data();
    void allConnectionsOfOneClient_costAtMost64MiBMoreThanBodies();
    void idleConnections_keepNobodyOut();
};

void MemoryTest::initTestCase()
{
    if (isSanitized()) {
        QSKIP("A sanitizer's own memory hides that of the program.");
    }
    if (!raiseDescriptors(6000)) {
        QSKIP("The system allows too few descriptors.");
    }
}

void MemoryTest::stalledReader_costsAtMost32MiB()
{
    SeamFixture seam;
    constexpr std::uint64_t total = 200 * mebibyte;
    const std::uint64_t more = seam.memoryDuring([&] {
        RawClient client(seam.port(), 65536);
        QVERIFY(client.send(get("/stream/3200/65536", "Connection: close\r\n")));
        QVERIFY(seam.upstream().log().waitFor(
            [](const HandlerLog::Counts &counts) { return counts.full > 0; }));
        QVERIFY(seam.servesOthers());
        QVERIFY(client.swallow(total) == total);
    });
    QVERIFY(staysBelow(more, 32 * mebibyte));
}

void MemoryTest::fiveHundredSlowReaders_costAtMost64MiB()
{
    SeamFixture seam;
    const std::uint64_t more = seam.memoryDuring([&] {
        Crowd crowd(seam.port(), slowReaders, 8192);
        QVERIFY(crowd.sendAll(get("/stream/48/65536")));
        QTRY_VERIFY_WITH_TIMEOUT(
            seam.upstream().log().requestCount() > static_cast<int>(slowReaders), 60000);
        QVERIFY(seam.proxy().waitUntilIdle()); // nothing moves any more
        QVERIFY(seam.servesOthers());
    });
    QVERIFY(staysBelow(more, 64 * mebibyte));
    QVERIFY2(more >= 16 * mebibyte, "The buffers were never full.");
    QVERIFY(seam.waitUntilQuiet());
}

void MemoryTest::oneHostileConnection_costsAtMost8MiB_data()
{
    QTest::addColumn<QByteArray>("beginning");
    QTest::addColumn<QByteArray>("endless");

    QTest::newRow("endless head") << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
                                  << QByteArray(65536, 'x');
    QTest::newRow("endless request line") << QByteArray("GET /") << QByteArray(65536, 'x');
    QTest::newRow("endless body") << QByteArray("POST /echo HTTP/1.1\r\nHost: localhost\r\n"
                                                "Transfer-Encoding: chunked\r\n\r\n")
                                  << "8000\r\n" + QByteArray(0x8000, 'x') + "\r\n";
    QTest::newRow("pipelined flood")
        << QByteArray("GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n")
        << QByteArray("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n").repeated(1000);
    QTest::newRow("empty lines") << QByteArray("\r\n") << QByteArray("\r\n").repeated(30000);
}

void MemoryTest::oneHostileConnection_costsAtMost8MiB()
{
    QFETCH(const QByteArray, beginning);
    QFETCH(const QByteArray, endless);
    SeamFixture seam;
    const std::uint64_t more = seam.memoryDuring([&] {
        RawClient client(seam.port());
        QVERIFY(client.send(beginning.toStdString()));
        (void)client.sendRepeated(endless.toStdString(), 50 * mebibyte);
        QVERIFY(seam.servesOthers());
    });
    QVERIFY(staysBelow(more, 8 * mebibyte));
    QVERIFY(seam.waitUntilQuiet());
}

void MemoryTest::allConnectionsOfOneClient_costAtMost64MiBMoreThanBodies_data()
{
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("unfinished heads")
        << QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\nX: ") + QByteArray(60000, 'x');
    QTest::newRow("unfinished bodies")
        << QByteArray("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n")
            + QByteArray(60000, 'x');
    QTest::newRow("pipelined behind an answer that does not come")
        << QByteArray("GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n")
            + QByteArray("GET /plain HTTP/1.1\r\nHost: localhost\r\n\r\n").repeated(1300);
}

void MemoryTest::allConnectionsOfOneClient_costAtMost64MiBMoreThanBodies()
{
    QFETCH(const QByteArray, bytes);
    constexpr std::size_t connections = 2040;
    constexpr std::uint64_t maxBuffered = 64 * mebibyte;
    SeamFixture seam;
    const std::uint64_t more = seam.memoryDuring([&] {
        Crowd crowd(seam.port(), connections);
        (void)crowd.sendAll(bytes.toStdString()); // some are refused in the middle of it
        QVERIFY(seam.servesOthers());
    });
    QVERIFY(staysBelow(more, maxBuffered + 64 * mebibyte));
    QVERIFY(seam.waitUntilQuiet());
}

void MemoryTest::idleConnections_keepNobodyOut()
{
    SeamFixture seam;
    const std::uint64_t more = seam.memoryDuring([&] {
        Crowd crowd(seam.port(), 2000);
        QVERIFY(crowd.sendAll(get("/plain")));
        QTRY_COMPARE(crowd.heardOf(), std::size_t{2000});
        QVERIFY(seam.servesOthers());
    });
    QVERIFY(staysBelow(more, 64 * mebibyte));
}

QTEST_GUILESS_MAIN(MemoryTest)

#include "tst_memory.moc"
