#include "routing/failurerules.h"

#include <QTest>

using namespace penstock::routing;
using penstock::Outcome;

Q_DECLARE_METATYPE(penstock::routing::AttemptEnd)
Q_DECLARE_METATYPE(penstock::routing::FailureScope)
Q_DECLARE_METATYPE(penstock::routing::NextStep)
Q_DECLARE_METATYPE(penstock::Outcome)

/// The table of failures, row by row.
class TestFailureRules final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void deploymentNotFound_isTheTargetsOwn_data();
    void deploymentNotFound_isTheTargetsOwn();
    void noAnswer_data();
    void noAnswer();
    void codeOfAnotherStatus_meansNothing();
    void wholeAnswer_isReplayedOnDemandOnly();
    void outcomes_data();
    void outcomes();
};

void TestFailureRules::answers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<FailureScope>("scope");
    QTest::addColumn<NextStep>("next");
    for (const int status : {429, 408, 500, 502, 503, 504, 524, 529, 599}) {
        QTest::addRow("%d at another target", status)
            << status << FailureScope::Target << NextStep::OtherTarget;
    }
    for (const int status : {401, 403}) {
        QTest::addRow("%d at another instance", status)
            << status << FailureScope::Instance << NextStep::OtherTarget;
    }
    QTest::newRow("404 at another target")
        << 404 << FailureScope::ApiVersion << NextStep::OtherTarget;
    QTest::newRow("409 once more there") << 409 << FailureScope::None << NextStep::SameTargetOnce;
    for (const int status : {400, 402, 405, 406, 413, 415, 418, 422, 451}) {
        QTest::addRow("%d nowhere else", status) << status << FailureScope::None << NextStep::Pass;
    }
}

void TestFailureRules::answers()
{
    QFETCH(const int, status);
    QFETCH(const FailureScope, scope);
    QFETCH(const NextStep, next);
    for (const bool isStream : {false, true}) {
        const FailureRule rule
            = ruleFor({.end = AttemptEnd::Answered, .status = status, .isStream = isStream});
        QCOMPARE(rule.scope, scope);
        QCOMPARE(rule.next, next);
    }
}

void TestFailureRules::deploymentNotFound_isTheTargetsOwn_data()
{
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<FailureScope>("scope");
    QTest::newRow("as Azure writes it")
        << QByteArrayLiteral("DeploymentNotFound") << FailureScope::Target;
    QTest::newRow("in other letters")
        << QByteArrayLiteral("deploymentnotfound") << FailureScope::Target;
    QTest::newRow("an old api-version") << QByteArrayLiteral("404") << FailureScope::ApiVersion;
    QTest::newRow("without a code") << QByteArray() << FailureScope::ApiVersion;
}

void TestFailureRules::deploymentNotFound_isTheTargetsOwn()
{
    QFETCH(const QByteArray, code);
    QFETCH(const FailureScope, scope);
    const FailureRule rule
        = ruleFor({.end = AttemptEnd::Answered, .status = 404, .errorCode = code.toStdString()});
    QCOMPARE(rule.scope, scope);
    QCOMPARE(rule.next, NextStep::OtherTarget);
}

void TestFailureRules::noAnswer_data()
{
    QTest::addColumn<AttemptEnd>("end");
    QTest::addColumn<bool>("isStream");
    QTest::addColumn<FailureScope>("scope");
    QTest::addColumn<NextStep>("next");
    for (const bool isStream : {false, true}) {
        const char *const kind = isStream ? "stream" : "whole";
        QTest::addRow("not connected, %s", kind) << AttemptEnd::NotConnected << isStream
                                                 << FailureScope::Instance << NextStep::OtherTarget;
        QTest::addRow("lost before an answer, %s", kind)
            << AttemptEnd::LostBeforeAnswer << isStream << FailureScope::Instance
            << NextStep::OtherTarget;
        QTest::addRow("broken answer, %s", kind) << AttemptEnd::BrokenAnswer << isStream
                                                 << FailureScope::Target << NextStep::OtherTarget;
    }
    QTest::newRow("silent stream")
        << AttemptEnd::NoFirstByte << true << FailureScope::Target << NextStep::OtherTarget;
    QTest::newRow("silent whole answer")
        << AttemptEnd::NoFirstByte << false << FailureScope::Target << NextStep::Pass;
}

void TestFailureRules::noAnswer()
{
    QFETCH(const AttemptEnd, end);
    QFETCH(const bool, isStream);
    QFETCH(const FailureScope, scope);
    QFETCH(const NextStep, next);
    // A status that came before, such as a 200, has no say.
    for (const int status : {0, 200}) {
        const FailureRule rule = ruleFor({.end = end, .status = status, .isStream = isStream});
        QCOMPARE(rule.scope, scope);
        QCOMPARE(rule.next, next);
    }
}

void TestFailureRules::codeOfAnotherStatus_meansNothing()
{
    const FailureRule rule
        = ruleFor({.end = AttemptEnd::Answered, .status = 400, .errorCode = "DeploymentNotFound"});
    QCOMPARE(rule.scope, FailureScope::None);
    QCOMPARE(rule.next, NextStep::Pass);
}

void TestFailureRules::wholeAnswer_isReplayedOnDemandOnly()
{
    AttemptFacts facts{.end = AttemptEnd::NoFirstByte};
    QCOMPARE(ruleFor(facts).next, NextStep::Pass);
    facts.replaysAfterTimeout = true;
    QCOMPARE(ruleFor(facts).next, NextStep::OtherTarget);
}

void TestFailureRules::outcomes_data()
{
    QTest::addColumn<AttemptEnd>("end");
    QTest::addColumn<int>("status");
    QTest::addColumn<Outcome>("outcome");
    const auto answered = [](int status, Outcome outcome) {
        QTest::addRow("%d", status) << AttemptEnd::Answered << status << outcome;
    };
    for (const int status : {400, 402, 409, 413, 415, 422}) {
        answered(status, Outcome::ClientsFault);
    }
    for (const int status : {401, 403}) {
        answered(status, Outcome::Refused);
    }
    answered(404, Outcome::NotFound);
    answered(429, Outcome::RateLimited);
    for (const int status : {408, 504, 524}) {
        answered(status, Outcome::TimedOut);
    }
    for (const int status : {500, 502, 503, 529}) {
        answered(status, Outcome::Failed);
    }
    QTest::newRow("not connected") << AttemptEnd::NotConnected << 0 << Outcome::Unreachable;
    QTest::newRow("lost") << AttemptEnd::LostBeforeAnswer << 0 << Outcome::Unreachable;
    QTest::newRow("silent") << AttemptEnd::NoFirstByte << 0 << Outcome::TimedOut;
    QTest::newRow("broken") << AttemptEnd::BrokenAnswer << 200 << Outcome::Failed;
}

void TestFailureRules::outcomes()
{
    QFETCH(const AttemptEnd, end);
    QFETCH(const int, status);
    QFETCH(const Outcome, outcome);
    QCOMPARE(outcomeOf({.end = end, .status = status}), outcome);
}

QTEST_APPLESS_MAIN(TestFailureRules)
#include "tst_failurerules.moc"
