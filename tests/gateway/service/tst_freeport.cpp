#include "service/freeport.h"

#include <QTcpServer>
#include <QTest>

using penstock::service::freePortAfter;

/// Where to go when the port is taken.
class TestFreePort final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void found_canBeListenedOn();
    void taken_isPassedOver_data();
    void taken_isPassedOver();
    void beyondTheLast_isNone();
};

void TestFreePort::found_canBeListenedOn()
{
    QTcpServer busy;
    QVERIFY(busy.listen(QHostAddress(QHostAddress::LocalHost)));
    const auto next = freePortAfter(busy.serverPort());
    QVERIFY(next.has_value());
    QVERIFY(*next > busy.serverPort());
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(QHostAddress::LocalHost), *next));
}

void TestFreePort::taken_isPassedOver_data()
{
    QTest::addColumn<QHostAddress>("address");
    QTest::newRow("IPv4") << QHostAddress(QHostAddress::LocalHost);
    QTest::newRow("IPv6") << QHostAddress(QHostAddress::LocalHostIPv6);
}

void TestFreePort::taken_isPassedOver()
{
    QFETCH(const QHostAddress, address);
    QTcpServer busy;
    if (!busy.listen(address)) {
        QSKIP("This machine does not have the address.");
    }
    const auto before = static_cast<std::uint16_t>(busy.serverPort() - 1);
    const auto next = freePortAfter(before);
    QVERIFY(next.has_value());
    QVERIFY(*next > busy.serverPort());
}

void TestFreePort::beyondTheLast_isNone()
{
    QVERIFY(!freePortAfter(65'535).has_value());
}

QTEST_GUILESS_MAIN(TestFreePort)
#include "tst_freeport.moc"
