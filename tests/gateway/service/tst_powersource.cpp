#include "service/powersource.h"
#include "support/tempdir.h"

#include <QTest>

#include <string>

using namespace penstock;
using namespace penstock::service;
using penstock::test::TempDir;

/// Plugged in or not, as files tell.
class TestPowerSource final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void batteryUse_data();
    void batteryUse();
    void noFolder_isNoBattery();
};

namespace
{

/// "NAME FILE=CONTENT FILE=CONTENT; NAME ..."
void writeSupplies(const TempDir &folder, const QString &supplies)
{
    const QStringList all = supplies.split(QLatin1String("; "), Qt::SkipEmptyParts);
    for (const QString &supply : all) {
        const QStringList words = supply.split(QLatin1Char(' '));
        for (qsizetype i = 1; i < words.size(); ++i) {
            const QStringList file = words[i].split(QLatin1Char('='));
            const QString name = words.first() + QLatin1Char('/') + file.first();
            folder.write(name.toStdString(), file.last().toStdString() + '\n');
        }
    }
}

} // namespace

void TestPowerSource::batteryUse_data()
{
    QTest::addColumn<QString>("supplies");
    QTest::addColumn<bool>("isOnBattery");
    QTest::newRow("none") << QString() << false;
    QTest::newRow("plugged in, charging")
        << QStringLiteral("AC type=Mains online=1; BAT0 type=Battery status=Charging") << false;
    QTest::newRow("plugged in, and yet discharging")
        << QStringLiteral("AC type=Mains online=1; BAT0 type=Battery status=Discharging") << false;
    QTest::newRow("unplugged") << QStringLiteral(
        "AC type=Mains online=0; BAT0 type=Battery status=Discharging")
                               << true;
    QTest::newRow("unplugged, the status is not known")
        << QStringLiteral("AC type=Mains online=0; BAT0 type=Battery status=Unknown") << true;
    QTest::newRow("batteries alone")
        << QStringLiteral("BAT0 type=Battery status=Full; BAT1 type=Battery status=Discharging")
        << true;
    QTest::newRow("a battery alone, full")
        << QStringLiteral("BAT0 type=Battery status=Full") << false;
    QTest::newRow("charged by a cable of another kind")
        << QStringLiteral("AC type=Mains online=0; C1 type=USB online=1; "
                          "BAT0 type=Battery status=Charging")
        << false;
    QTest::newRow("the battery of a mouse")
        << QStringLiteral("hid type=Battery scope=Device status=Discharging") << false;
    QTest::newRow("no battery, and mains that say no")
        << QStringLiteral("AC type=Mains online=0") << false;
}

void TestPowerSource::batteryUse()
{
    QFETCH(const QString, supplies);
    QFETCH(const bool, isOnBattery);
    const TempDir folder;
    writeSupplies(folder, supplies);
    QCOMPARE(showsBatteryUse(folder.path()), isOnBattery);
}

void TestPowerSource::noFolder_isNoBattery()
{
    const TempDir folder;
    QVERIFY(!showsBatteryUse(folder.path() / "none"));
}

QTEST_GUILESS_MAIN(TestPowerSource)
#include "tst_powersource.moc"
