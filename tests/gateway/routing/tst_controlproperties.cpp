#include "controlworld.h"
#include "support/property.h"

#include <QTest>

using namespace penstock;
using namespace penstock::test;

/// What holds whatever happens in whatever order.
class TestControlProperties final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anySequence_keepsToTheRules();
};

void TestControlProperties::anySequence_keepsToTheRules()
{
    forEachRound(60, [](SeededRandom &random) {
        ControlWorld world(random);
        for (int i = 0; i < 300 && !QTest::currentTestFailed(); ++i) {
            world.step();
        }
        if (!QTest::currentTestFailed()) {
            world.finish();
        }
    });
}

QTEST_APPLESS_MAIN(TestControlProperties)
#include "tst_controlproperties.moc"
