#include "models/instancetables.h"

#include "models/numbertext.h"
#include "models/stateword.h"

#include <QCoreApplication>
#include <QLocale>

#include <limits>

namespace penstock::models
{

namespace
{

using InstanceColumn = Column<InstanceRow>;

constexpr Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;

QString tr(const char *text)
{
    return QCoreApplication::translate("InstanceTables", text);
}

QString qt(const std::string &text)
{
    return QString::fromStdString(text);
}

QVariant number(std::uint64_t value)
{
    return QVariant::fromValue(static_cast<qulonglong>(value));
}

double shareOfLimit(const InstanceRow &row)
{
    return row.maxTpm > 0
        ? static_cast<double>(row.lastMinute.tokens) / static_cast<double>(row.maxTpm)
        : -1;
}

InstanceColumn stateColumn()
{
    return {
        .title = tr("State"),
        .text
        = [](const InstanceRow &row) { return row.isResting ? tr("Idle") : stateWord(row.state); },
        .sortKey = [](const InstanceRow &row) { return static_cast<int>(row.state); },
        .toolTip = [](const InstanceRow &row) { return qt(row.cause); },
        .state =
            [](const InstanceRow &row) {
                return row.isResting ? restingState : static_cast<int>(row.state);
            },
        .remaining =
            [](const InstanceRow &row) {
                const auto seconds = row.remaining.count();
                return seconds > 0 && !row.isResting ? QVariant(static_cast<int>(seconds))
                                                     : QVariant();
            }};
}

InstanceColumn textColumn(const QString &title, std::string InstanceRow::*member)
{
    return {.title = title,
            .text =
                [member](const InstanceRow &row) {
                    return (row.*member).empty() ? noValue() : qt(row.*member);
                },
            // Where there is little room it is cut.
            .toolTip = [member](const InstanceRow &row) { return qt(row.*member); }};
}

QString tokensText(const InstanceRow &row)
{
    const QLocale locale;
    const QString used = shortNumber(static_cast<double>(row.lastMinute.tokens), locale);
    return row.maxTpm > 0
        ? tr("%1 of %2").arg(used, shortNumber(static_cast<double>(row.maxTpm), locale))
        : used;
}

InstanceColumn tokensColumn()
{
    return {.title = tr("Tokens, 1 min"),
            .text = [](const InstanceRow &row) { return tokensText(row); },
            .sortKey = [](const InstanceRow &row) { return number(row.lastMinute.tokens); },
            .toolTip =
                [](const InstanceRow &row) {
                    return tr("%1 tokens since the gateway started")
                        .arg(QLocale().toString(static_cast<qulonglong>(row.tokens)));
                },
            .share = [](const InstanceRow &row) { return shareOfLimit(row); }};
}

InstanceColumn requestsColumn()
{
    return {
        .title = tr("Requests, 1 min"),
        .text
        = [](const InstanceRow &row) { return shortNumber(row.lastMinute.requests, QLocale()); },
        .sortKey = [](const InstanceRow &row) { return row.lastMinute.requests; },
        .alignment = right,
        .toolTip =
            [](const InstanceRow &row) {
                return tr("%1 since the gateway started")
                    .arg(QLocale().toString(static_cast<qulonglong>(row.requests)));
            }};
}

InstanceColumn errorsColumn()
{
    return {.title = tr("Errors"),
            .text =
                [](const InstanceRow &row) {
                    return shareText(row.lastMinute.errors, row.lastMinute.requests, QLocale());
                },
            // Without requests there is no share: below the best.
            .sortKey =
                [](const InstanceRow &row) {
                    return row.lastMinute.requests == 0
                        ? -1.0
                        : static_cast<double>(row.lastMinute.errors) / row.lastMinute.requests;
                },
            .alignment = right,
            .toolTip =
                [](const InstanceRow &row) {
                    return tr("%1 of %2 requests in the last minute")
                        .arg(row.lastMinute.errors)
                        .arg(row.lastMinute.requests);
                }};
}

InstanceColumn lastErrorColumn()
{
    return {.title = tr("Last error"),
            .text =
                [](const InstanceRow &row) {
                    return row.lastError
                        ? tr("%1, %2").arg(lastErrorText(*row.lastError), qt(row.lastErrorAge))
                        : QString();
                },
            .sortKey =
                [](const InstanceRow &row) {
                    return QVariant::fromValue(
                        row.lastError
                            ? static_cast<qlonglong>(row.lastError->at.time_since_epoch().count())
                            : std::numeric_limits<qlonglong>::min());
                },
            .toolTip =
                [](const InstanceRow &row) {
                    return row.lastError ? momentText(row.lastError->at, QLocale()) : QString();
                }};
}

InstanceColumn tpmColumn()
{
    return {.title = tr("TPM"),
            .text =
                [](const InstanceRow &row) {
                    return row.maxTpm > 0 ? shortNumber(static_cast<double>(row.maxTpm), QLocale())
                                          : noValue();
                },
            .sortKey = [](const InstanceRow &row) { return static_cast<qlonglong>(row.maxTpm); },
            .alignment = right,
            .toolTip =
                [](const InstanceRow &row) {
                    return row.maxTpm > 0 ? QString() : tr("No limit is set for this instance.");
                }};
}

template<class Value>
InstanceColumn wholeColumn(const QString &title, Value InstanceRow::*member)
{
    return {.title = title,
            .text = [member](const InstanceRow &row) { return QLocale().toString(row.*member); },
            .sortKey = [member](const InstanceRow &row) { return row.*member; },
            .alignment = right};
}

std::unique_ptr<InstanceTable> makeTable(std::vector<InstanceColumn> columns)
{
    auto table = std::make_unique<InstanceTable>(std::move(columns));
    table->setMuted([](const InstanceRow &row) { return !row.isEnabled || row.isResting; });
    return table;
}

} // namespace

QString lastErrorText(const service::LastError &error)
{
    const QString reason = qt(error.reason);
    switch (error.outcome) {
    case Outcome::RateLimited:
        return tr("429 limit");
    case Outcome::Refused:
        return tr("%1 key refused").arg(reason);
    case Outcome::NotFound:
        return tr("404 not found");
    case Outcome::TimedOut:
        return tr("no answer in time");
    case Outcome::Unreachable:
        return tr("unreachable (%1)").arg(reason);
    default:
        return reason;
    }
}

std::unique_ptr<InstanceTable> makeDashboardTable()
{
    return makeTable({textColumn(tr("Instance"), &InstanceRow::name),
                      textColumn(tr("Region"), &InstanceRow::region), stateColumn(), tokensColumn(),
                      requestsColumn(), errorsColumn(), lastErrorColumn()});
}

std::unique_ptr<InstanceTable> makeInstancesTable()
{
    return makeTable({stateColumn(), textColumn(tr("Name"), &InstanceRow::name),
                      textColumn(tr("Endpoint"), &InstanceRow::host),
                      textColumn(tr("Region"), &InstanceRow::region),
                      textColumn(tr("Sign-in"), &InstanceRow::signIn),
                      wholeColumn(tr("Priority"), &InstanceRow::priority),
                      wholeColumn(tr("Weight"), &InstanceRow::weight), tpmColumn()});
}

} // namespace penstock::models
