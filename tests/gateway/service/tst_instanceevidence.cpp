#include "service/instanceevidence.h"

#include <QTest>

using namespace penstock;
using namespace penstock::service;

Q_DECLARE_METATYPE(penstock::InstanceState)

/// The state of an instance, read from its last ten attempts.
class TestInstanceEvidence final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void state_data();
    void state();
    void cause_saysWhatHappened();
};

namespace
{

/// g good, l limited, k key refused, n not found, f failed, t timed out, u unreachable.
Outcome outcomeOf(char letter)
{
    switch (letter) {
    case 'l':
        return Outcome::RateLimited;
    case 'k':
        return Outcome::Refused;
    case 'n':
        return Outcome::NotFound;
    case 'f':
        return Outcome::Failed;
    case 't':
        return Outcome::TimedOut;
    case 'u':
        return Outcome::Unreachable;
    default:
        return Outcome::Good;
    }
}

InstanceEvidence evidenceOf(const QByteArray &letters)
{
    InstanceEvidence evidence{.lastReason = "503"};
    for (const char letter : letters) {
        evidence.outcomes.push(outcomeOf(letter));
    }
    return evidence;
}

} // namespace

void TestInstanceEvidence::state_data()
{
    QTest::addColumn<QByteArray>("outcomes");
    QTest::addColumn<InstanceState>("state");
    const auto row = [](const char *name, const char *outcomes, InstanceState state) {
        QTest::newRow(name) << QByteArray(outcomes) << state;
    };
    row("nothing yet", "", InstanceState::Unknown);
    row("one good", "g", InstanceState::Healthy);
    row("ten good", "gggggggggg", InstanceState::Healthy);
    row("one of ten failed", "ggggfggggg", InstanceState::Healthy);
    row("two of ten failed", "ggggffgggg", InstanceState::Degraded);
    row("one of five failed", "ggggf", InstanceState::Degraded);
    row("the first failed", "f", InstanceState::Degraded);
    row("timeouts count", "gggggggtgt", InstanceState::Degraded);
    row("no connection counts", "uuuuuuuuuu", InstanceState::Degraded);
    row("failures of long ago are forgotten", "ffffffgggggggggg", InstanceState::Healthy);
    row("limited now", "gggl", InstanceState::RateLimited);
    row("was limited", "lllg", InstanceState::Healthy);
    row("limited is no failure", "llllllllgg", InstanceState::Healthy);
    row("key refused now", "gggk", InstanceState::ConfigError);
    row("key works again", "kkkg", InstanceState::Healthy);
    row("not found now", "gn", InstanceState::ConfigError);
    row("failed after being limited", "lf", InstanceState::Degraded);
}

void TestInstanceEvidence::state()
{
    QFETCH(const QByteArray, outcomes);
    QFETCH(const InstanceState, state);
    QCOMPARE(stateOf(evidenceOf(outcomes)).state, state);
}

void TestInstanceEvidence::cause_saysWhatHappened()
{
    QCOMPARE(stateOf(evidenceOf("gggff")).cause,
             std::string("2 of the last 5 attempts failed, most recently with '503'."));
    QVERIFY(stateOf(evidenceOf("k")).cause.find("503") != std::string::npos);
    QVERIFY(stateOf(evidenceOf("g")).cause.empty());
}

QTEST_APPLESS_MAIN(TestInstanceEvidence)
#include "tst_instanceevidence.moc"
