#include "pages/instanceoverview.h"

#include "models/instancetables.h"
#include "models/numbertext.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "widgets/badge.h"
#include "widgets/elidedlabel.h"
#include "widgets/timeserieschart.h"

#include <QGridLayout>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace penstock::pages
{

namespace
{

namespace metrics = theme::metrics;

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

QString joined(const std::vector<std::string> &words)
{
    QStringList list;
    for (const std::string &word : words) {
        list << text(word);
    }
    return list.isEmpty() ? models::noValue() : list.join(QStringLiteral(", "));
}

/// How the deployments do, those with trouble first: "gpt-4o throttled 7 s, o4-mini healthy".
QString deploymentsText(const models::InstanceRow &row)
{
    std::vector<const models::DeploymentRow *> heard;
    for (const models::DeploymentRow &deployment : row.deployments) {
        if (deployment.state != InstanceState::Unknown) {
            heard.push_back(&deployment);
        }
    }
    if (heard.empty()) {
        return InstanceOverview::tr("none was asked yet");
    }
    std::ranges::stable_partition(heard, [](const models::DeploymentRow *deployment) {
        return deployment->state != InstanceState::Healthy;
    });
    QStringList words;
    for (const models::DeploymentRow *const deployment : heard) {
        QString word = text(deployment->name) + QLatin1Char(' ')
            + widgets::stateLook(deployment->state).word.toLower();
        if (deployment->remaining.count() > 0) {
            word += QLatin1Char(' ') + widgets::shortSpan(deployment->remaining);
        }
        words << word;
    }
    return words.join(QStringLiteral(", "));
}

} // namespace

InstanceOverview::InstanceOverview(QWidget *parent)
    : QWidget(parent)
    , m_cause(new QLabel)
    , m_facts(new QGridLayout)
    , m_chart(new widgets::TimeSeriesChart(
          tr("Tokens per minute"), widgets::ChartForm::StackedAreas, widgets::ChartUnit::Count))
{
    auto *const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::space12);
    m_cause->setWordWrap(true);
    m_cause->setTextInteractionFlags(Qt::TextSelectableByMouse);
    rows->addWidget(m_cause);
    m_facts->setHorizontalSpacing(metrics::space24);
    m_facts->setVerticalSpacing(metrics::space8);
    m_facts->setColumnStretch(1, 1);
    m_facts->setColumnStretch(3, 1);
    rows->addLayout(m_facts);
    m_chart->setEmptyText(tr("No request has come here in the last five minutes."));
    rows->addWidget(m_chart, 1);
    rows->addStretch(0); // without the chart
    addFact(Fact::Endpoint, tr("Endpoint"), 0, 0);
    addFact(Fact::SignIn, tr("Sign-in"), 1, 0);
    addFact(Fact::Models, tr("Models"), 2, 0);
    addFact(Fact::LastError, tr("Last error"), 3, 0);
    addFact(Fact::Order, tr("Order"), 0, 2);
    addFact(Fact::Limit, tr("Limit"), 1, 2);
    addFact(Fact::Traffic, tr("Traffic"), 2, 2);
    addFact(Fact::Deployments, tr("Deployments"), 3, 2);
}

void InstanceOverview::addFact(Fact fact, const QString &label, int row, int column)
{
    auto *const name = new QLabel(label);
    theme::setTextTone(*name, theme::TextTone::Muted);
    auto *const value = new widgets::ElidedLabel;
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    if (fact == Fact::Endpoint) {
        theme::setTypeRole(*value, theme::TypeRole::Mono);
    }
    m_facts->addWidget(name, row, column);
    m_facts->addWidget(value, row, column + 1);
    m_values[fact] = value;
}

void InstanceOverview::set(Fact fact, const QString &text)
{
    m_values[fact]->setText(text);
}

void InstanceOverview::showTraffic(widgets::ChartData traffic)
{
    m_chart->setData(std::move(traffic));
}

void InstanceOverview::setChartVisible(bool isVisible)
{
    m_chart->setVisible(isVisible);
}

int InstanceOverview::heightOfFacts() const
{
    const int cause = m_cause->isHidden() ? 0 : m_cause->sizeHint().height() + metrics::space12;
    return cause + m_facts->sizeHint().height();
}

int InstanceOverview::heightWithChart() const
{
    return heightOfFacts() + metrics::space12 + m_chart->minimumSizeHint().height();
}

void InstanceOverview::show(const models::InstanceRow &row)
{
    const QLocale locale;
    const auto number = [&locale](std::uint64_t value) {
        return locale.toString(static_cast<qulonglong>(value));
    };
    m_chart->setMuted(row.isResting ? tr("The gateway is not running") : QString());
    m_cause->setText(text(row.cause));
    m_cause->setVisible(!row.cause.empty());
    set(Fact::Endpoint, text(row.host));
    set(Fact::SignIn, text(row.signIn));
    set(Fact::Models, joined(row.models));
    set(Fact::Order, tr("priority %1, weight %2").arg(row.priority).arg(row.weight));
    set(Fact::Limit,
        row.maxTpm > 0
            ? tr("%1 tokens per minute").arg(number(static_cast<std::uint64_t>(row.maxTpm)))
            : tr("none set"));
    set(Fact::Traffic,
        tr("%1 requests, %2 failed, %3 tokens so far")
            .arg(number(row.requests), number(row.errors), number(row.tokens)));
    set(Fact::Deployments, row.isResting ? models::noValue() : deploymentsText(row));
    set(Fact::LastError,
        row.lastError
            ? tr("%1, %2").arg(models::lastErrorText(*row.lastError), text(row.lastErrorAge))
            : tr("none"));
}

} // namespace penstock::pages
