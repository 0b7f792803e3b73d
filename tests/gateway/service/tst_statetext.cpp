#include "service/statetext.h"

#include <QTest>

using namespace penstock;
using namespace penstock::service;
using resilience::Cause;

/// How an instance stands, in words for a person.
class TestStateText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cause_data();
    void cause();
    void cause_isASentence_data();
    void cause_isASentence();
    void lastError_isNamedWhereItHelps();
};

namespace
{

QString told(InstanceState state, Cause cause, const std::optional<LastError> &last = {})
{
    const StateAndCause described = describe({.state = state, .cause = cause}, last);
    return described.state == state ? QString::fromStdString(described.cause)
                                    : QStringLiteral("another state");
}

LastError lastError(const char *reason)
{
    return {.at = {}, .outcome = Outcome::Failed, .reason = reason};
}

} // namespace

void TestStateText::cause_data()
{
    QTest::addColumn<InstanceState>("state");
    QTest::addColumn<Cause>("cause");
    QTest::addColumn<QString>("part"); // empty: there is nothing to be said
    const auto row = [](const char *name, InstanceState state, Cause cause, const char *part) {
        QTest::newRow(name) << state << cause << QString::fromLatin1(part);
    };
    row("unknown", InstanceState::Unknown, Cause::None, "No request");
    row("healthy", InstanceState::Healthy, Cause::None, "");
    row("disabled", InstanceState::Disabled, Cause::Configuration, "");
    row("throttled", InstanceState::RateLimited, Cause::RateLimited, "429");
    row("half open", InstanceState::HalfOpen, Cause::ServerErrors, "next request");
    row("draining", InstanceState::Draining, Cause::Operator, "no new requests");
    row("tripped", InstanceState::Open, Cause::Operator, "by hand");
    row("open after 5xx", InstanceState::Open, Cause::ServerErrors, "Too many attempts failed");
    row("open after time-outs", InstanceState::Open, Cause::Timeouts, "in time");
    row("cannot be reached", InstanceState::Open, Cause::ConnectionFailures, "reached");
    row("open after 429", InstanceState::Open, Cause::RateLimited, "429");
    row("open after 401", InstanceState::Open, Cause::Unauthorized, "refused the key");
    row("wrong key", InstanceState::ConfigError, Cause::Unauthorized, "enter the right key");
    row("no way in", InstanceState::ConfigError, Cause::Forbidden, "virtual network");
    row("no deployment", InstanceState::ConfigError, Cause::DeploymentNotFound, "deployment (404)");
    row("no path", InstanceState::ConfigError, Cause::ApiVersion, "api_version");
    row("certificate", InstanceState::ConfigError, Cause::Certificate, "certificate");
    row("one throttled", InstanceState::Degraded, Cause::RateLimited, "rate limited; the others");
    row("one shares its quota", InstanceState::Degraded, Cause::QuotaShared, "rate limited");
    row("one missing", InstanceState::Degraded, Cause::DeploymentNotFound, "404");
    row("one by hand", InstanceState::Degraded, Cause::Operator, "by hand");
    row("some failed", InstanceState::Degraded, Cause::ServerErrors, "Some of its last attempts");
}

void TestStateText::cause()
{
    QFETCH(const InstanceState, state);
    QFETCH(const Cause, cause);
    QFETCH(const QString, part);
    const QString text = told(state, cause);
    QCOMPARE(text.isEmpty(), part.isEmpty());
    QVERIFY2(text.contains(part), qPrintable(text));
}

void TestStateText::cause_isASentence_data()
{
    QTest::addColumn<InstanceState>("state");
    for (const auto &[state, name] : enumNames<InstanceState>) {
        QTest::newRow(std::string(name).c_str()) << state;
    }
}

// Whatever meets whatever: causes of a kind that nobody has thought of here, too.
void TestStateText::cause_isASentence()
{
    QFETCH(const InstanceState, state);
    for (int cause = 0; cause <= static_cast<int>(Cause::Configuration); ++cause) {
        for (const auto &last : {std::optional<LastError>(), std::optional(lastError("503"))}) {
            const QString text = told(state, static_cast<Cause>(cause), last);
            if (!text.isEmpty()) {
                QVERIFY2(text.front().isUpper() && text.endsWith(QLatin1Char('.')),
                         qPrintable(text));
            }
        }
    }
}

void TestStateText::lastError_isNamedWhereItHelps()
{
    const QString with = told(InstanceState::Open, Cause::ServerErrors, lastError("503"));
    QCOMPARE(with, QStringLiteral("Too many attempts failed, most recently with '503'."));
    const QString without = told(InstanceState::Open, Cause::ServerErrors, lastError(""));
    QCOMPARE(without, QStringLiteral("Too many attempts failed."));
    // What it failed with before somebody closed it has nothing to do with that.
    QVERIFY(!told(InstanceState::Open, Cause::Operator, lastError("503"))
                 .contains(QLatin1String("503")));
}

QTEST_APPLESS_MAIN(TestStateText)
#include "tst_statetext.moc"
