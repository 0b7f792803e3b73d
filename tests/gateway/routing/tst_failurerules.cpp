#include "routing/failurerules.h"

#include <QTest>

using namespace penstock::routing;
using penstock::FailureKind;
using penstock::Outcome;
using penstock::resilience::Cause;
using penstock::resilience::Ending;
using Effect = penstock::resilience::HealthReport::Kind;

Q_DECLARE_METATYPE(penstock::routing::AttemptFacts)
Q_DECLARE_METATYPE(penstock::routing::FailureRule)

namespace
{

FailureRule refused(FailureKind kind, Cause cause)
{
    return {.scope = FailureScope::Instance,
            .next = NextStep::OtherTarget,
            .effect = Effect::ConfigError,
            .kind = kind,
            .cause = cause,
            .ending = Ending::Unserved,
            .outcome = Outcome::Refused};
}

FailureRule failed(FailureKind kind, Cause cause, Outcome outcome)
{
    return {.scope = FailureScope::Target,
            .next = NextStep::OtherTarget,
            .effect = Effect::Failure,
            .kind = kind,
            .cause = cause,
            .ending = Ending::Unserved,
            .outcome = outcome,
            .mayBeBilled = outcome == Outcome::TimedOut};
}

FailureRule timedOut()
{
    return failed(FailureKind::Timeout, Cause::Timeouts, Outcome::TimedOut);
}

FailureRule serverError()
{
    return failed(FailureKind::ServerError, Cause::ServerErrors, Outcome::Failed);
}

FailureRule notFound(FailureScope scope, Effect effect, Cause cause)
{
    return {.scope = scope,
            .next = NextStep::OtherTarget,
            .effect = effect,
            .kind = FailureKind::NotFound,
            .cause = cause,
            .ending = Ending::Unserved,
            .outcome = Outcome::NotFound};
}

FailureRule disconnected(Ending ending)
{
    return {.scope = FailureScope::Instance,
            .next = NextStep::OtherTarget,
            .effect = Effect::Failure,
            .kind = FailureKind::Connection,
            .cause = Cause::ConnectionFailures,
            .ending = ending,
            .outcome = Outcome::Unreachable};
}

FailureRule clientsFault()
{
    return {.scope = FailureScope::None,
            .next = NextStep::Pass,
            .effect = Effect::Nothing,
            .ending = Ending::Unserved,
            .outcome = Outcome::ClientsFault};
}

void compare(const FailureRule &rule, const FailureRule &expected)
{
    QCOMPARE(rule.scope, expected.scope);
    QCOMPARE(rule.next, expected.next);
    QCOMPARE(rule.effect, expected.effect);
    QCOMPARE(rule.cause, expected.cause);
    QCOMPARE(rule.ending, expected.ending);
    QCOMPARE(rule.outcome, expected.outcome);
    QCOMPARE(rule.mayBeBilled, expected.mayBeBilled);
    if (expected.effect != Effect::Nothing && expected.effect != Effect::Success) {
        QCOMPARE(rule.kind, expected.kind);
    }
}

} // namespace

/// The table of failures, row by row.
class TestFailureRules final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rows_data();
    void rows();
    void statusOfNoAnswer_hasNoSay();
    void codeOfAnotherStatus_meansNothing();
    void wholeAnswer_isReplayedOnDemandOnly();
    void everyStatus_isSomebodysMatter();
    void excusedLoss_isNobodysFault();
};

void TestFailureRules::rows_data()
{
    QTest::addColumn<AttemptFacts>("facts");
    QTest::addColumn<FailureRule>("expected");
    const auto answered = [](int status, const FailureRule &rule) {
        QTest::addRow("%d", status) << AttemptFacts{.status = status} << rule;
    };
    const auto row = [](const char *name, const AttemptFacts &facts, const FailureRule &rule) {
        QTest::newRow(name) << facts << rule;
    };
    answered(200,
             {.scope = FailureScope::Target,
              .next = NextStep::Pass,
              .effect = Effect::Success,
              .ending = Ending::Served,
              .outcome = Outcome::Good});
    answered(429,
             {.scope = FailureScope::Target,
              .next = NextStep::OtherTarget,
              .effect = Effect::RateLimited,
              .kind = FailureKind::RateLimited,
              .cause = Cause::RateLimited,
              .ending = Ending::Throttled,
              .outcome = Outcome::RateLimited});
    answered(401, refused(FailureKind::Unauthorized, Cause::Unauthorized));
    answered(403, refused(FailureKind::Forbidden, Cause::Forbidden));
    for (const int status : {408, 504, 524}) {
        answered(status, timedOut());
    }
    for (const int status : {500, 501, 502, 503, 529, 599}) {
        answered(status, serverError());
    }
    for (const int status : {400, 402, 405, 406, 413, 415, 418, 422, 451}) {
        answered(status, clientsFault());
    }
    FailureRule once = clientsFault();
    once.next = NextStep::SameTargetOnce;
    answered(409, once);

    const FailureRule gone
        = notFound(FailureScope::Target, Effect::ConfigError, Cause::DeploymentNotFound);
    const FailureRule old = notFound(FailureScope::Target, Effect::ConfigError, Cause::ApiVersion);
    row("no such deployment", {.status = 404, .errorCode = "DeploymentNotFound"}, gone);
    row("no such deployment, in other letters",
        {.status = 404, .errorCode = "deploymentnotfound", .version = VersionOf::Client}, gone);
    row("the instance's api-version", {.status = 404, .errorCode = "404"}, old);
    row("the client's own api-version", {.status = 404, .version = VersionOf::Client},
        notFound(FailureScope::None, Effect::Nothing, Cause::ApiVersion));
    row("no api-version at all", {.status = 404, .version = VersionOf::Nobody}, gone);

    row("no connection", {.end = AttemptEnd::NotConnected}, disconnected(Ending::NotSent));
    row("lost, something was sent", {.end = AttemptEnd::LostBeforeAnswer},
        disconnected(Ending::Unserved));
    row("lost, nothing was sent", {.end = AttemptEnd::LostBeforeAnswer, .wasSent = false},
        disconnected(Ending::NotSent));
    FailureRule certificate = refused(FailureKind::Connection, Cause::Certificate);
    certificate.ending = Ending::NotSent;
    certificate.outcome = Outcome::Unreachable;
    row("certificate", {.end = AttemptEnd::CertificateRejected}, certificate);

    FailureRule silent = timedOut();
    row("silent stream", {.end = AttemptEnd::NoFirstByte, .isStream = true}, silent);
    silent.next = NextStep::Pass;
    row("silent, no stream", {.end = AttemptEnd::NoFirstByte}, silent);
    for (const bool isStream : {false, true}) {
        row(isStream ? "stream cut off" : "cut off",
            {.end = AttemptEnd::CutOff, .isStream = isStream}, serverError());
        row(isStream ? "broken stream" : "broken answer",
            {.end = AttemptEnd::BrokenAnswer, .isStream = isStream}, serverError());
    }
    FailureRule left = clientsFault();
    left.outcome = Outcome::Abandoned;
    row("client gone", {.end = AttemptEnd::Abandoned}, left);
    left.ending = Ending::NotSent;
    row("client gone before it was sent", {.end = AttemptEnd::Abandoned, .wasSent = false}, left);
}

void TestFailureRules::rows()
{
    QFETCH(const AttemptFacts, facts);
    QFETCH(const FailureRule, expected);
    compare(ruleFor(facts), expected);
    QCOMPARE(outcomeOf(facts), expected.outcome);
}

void TestFailureRules::statusOfNoAnswer_hasNoSay()
{
    for (const AttemptEnd end :
         {AttemptEnd::NotConnected, AttemptEnd::CertificateRejected, AttemptEnd::LostBeforeAnswer,
          AttemptEnd::NoFirstByte, AttemptEnd::CutOff, AttemptEnd::BrokenAnswer,
          AttemptEnd::Abandoned}) {
        compare(ruleFor({.end = end, .status = 200}), ruleFor({.end = end}));
    }
}

void TestFailureRules::codeOfAnotherStatus_meansNothing()
{
    compare(ruleFor({.status = 400, .errorCode = "DeploymentNotFound"}), clientsFault());
}

void TestFailureRules::wholeAnswer_isReplayedOnDemandOnly()
{
    AttemptFacts facts{.end = AttemptEnd::NoFirstByte};
    QCOMPARE(ruleFor(facts).next, NextStep::Pass);
    facts.replaysAfterTimeout = true;
    QCOMPARE(ruleFor(facts).next, NextStep::OtherTarget);
}

// What says something about a target is looked for elsewhere; what does not is passed on.
void TestFailureRules::everyStatus_isSomebodysMatter()
{
    for (int status = 400; status < 600; ++status) {
        const FailureRule rule = ruleFor({.status = status});
        QCOMPARE(rule.next == NextStep::OtherTarget, rule.scope != FailureScope::None);
        QCOMPARE(rule.effect != Effect::Nothing, rule.scope != FailureScope::None);
        QVERIFY(rule.ending != Ending::Served && rule.ending != Ending::NotSent);
    }
}

// The machine slept meanwhile: the request goes elsewhere, and nobody is blamed.
void TestFailureRules::excusedLoss_isNobodysFault()
{
    for (const AttemptEnd end :
         {AttemptEnd::NotConnected, AttemptEnd::LostBeforeAnswer, AttemptEnd::CutOff}) {
        FailureRule expected = ruleFor({.end = end});
        expected.scope = FailureScope::None;
        expected.effect = Effect::Nothing;
        compare(ruleFor({.end = end, .isExcused = true}), expected);
    }
}

QTEST_APPLESS_MAIN(TestFailureRules)
#include "tst_failurerules.moc"
