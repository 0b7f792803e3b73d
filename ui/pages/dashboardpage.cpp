#include "pages/dashboardpage.h"

#include "models/numbertext.h"
#include "pages/tablesetup.h"
#include "service/configdesk.h"
#include "service/gateway.h"
#include "theme/metrics.h"
#include "widgets/badgedelegate.h"
#include "widgets/card.h"
#include "widgets/emptystate.h"
#include "widgets/meterdelegate.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/stattile.h"
#include "widgets/textdelegate.h"
#include "widgets/timeserieschart.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>

#include <algorithm>
#include <array>

namespace penstock::pages
{

namespace
{

namespace metrics = theme::metrics;
using models::DashboardColumn;

constexpr int minute = 60;
constexpr std::array<ChartRange, 3> ranges = {{{.seconds = minute, .secondsPerPoint = 1},
                                               {.seconds = 5 * minute, .secondsPerPoint = 3},
                                               {.seconds = 15 * minute, .secondsPerPoint = 9}}};

std::int64_t quotaOf(const GatewayConfig &config)
{
    std::int64_t quota = 0;
    for (const InstanceSettings &instance : config.instances) {
        if (!instance.enabled) {
            continue;
        }
        if (instance.maxTpm <= 0) {
            return 0; // without a limit somewhere the sum means nothing
        }
        quota += instance.maxTpm;
    }
    return quota;
}

int column(DashboardColumn which)
{
    return static_cast<int>(which);
}

} // namespace

DashboardPage::DashboardPage(service::Gateway &gateway, service::ConfigDesk &desk, QWidget *parent)
    : Page(tr("Dashboard"), parent)
    , m_gateway(gateway)
    , m_desk(desk)
    , m_instances(models::makeDashboardTable())
    , m_sorted(new QSortFilterProxyModel(this))
    , m_stack(new QStackedWidget)
    , m_range(new widgets::SegmentedControl(tr("Time range")))
    , m_content(makeContent())
    , m_welcome(makeWelcome())
{
    m_range->setOptions({tr("1 min"), tr("5 min"), tr("15 min")},
                        {tr("1 minute"), tr("5 minutes"), tr("15 minutes")});
    m_range->setCurrentIndex(1);
    addToTitleRow(m_range);
    m_stack->addWidget(m_content);
    m_stack->addWidget(m_welcome);
    body().addWidget(m_stack, 1);

    connect(m_range, &widgets::SegmentedControl::currentChanged, this,
            &DashboardPage::refreshCharts);
    connect(&m_gateway, &service::Gateway::snapshotChanged, this, &DashboardPage::refresh);
    connect(&m_gateway, &service::Gateway::statusChanged, this, &DashboardPage::refreshStatus);
    connect(&m_desk, &service::ConfigDesk::configChanged, this, &DashboardPage::refresh);
    refreshStatus();
}

DashboardPage::~DashboardPage()
{
    m_sorted->setSourceModel(nullptr); // goes after the model
}

QWidget *DashboardPage::makeContent()
{
    auto *const content = new QWidget;
    auto *const rows = new QVBoxLayout(content);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(metrics::space12);
    rows->addWidget(makeTiles());
    rows->addWidget(makeCharts(), 3);
    rows->addWidget(makeTable(), 2);
    return scrolled(content);
}

QWidget *DashboardPage::makeTiles()
{
    auto *const tiles = new QWidget;
    auto *const row = new QHBoxLayout(tiles);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::space12);
    m_tokens = new widgets::StatTile(tr("Tokens per minute"));
    m_requests = new widgets::StatTile(tr("Requests"));
    m_errors = new widgets::StatTile(tr("Errors"));
    m_inFlight = new widgets::StatTile(tr("In flight"));
    m_moved = new widgets::StatTile(tr("Saved from failing"));
    for (widgets::StatTile *const tile : {m_tokens, m_requests, m_errors, m_inFlight, m_moved}) {
        row->addWidget(tile, 1);
    }
    return tiles;
}

QWidget *DashboardPage::makeCharts()
{
    auto *const charts = new QWidget;
    auto *const row = new QHBoxLayout(charts);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::space12);
    m_tokenChart = new widgets::TimeSeriesChart(
        tr("Tokens per minute"), widgets::ChartForm::StackedAreas, widgets::ChartUnit::Count);
    m_requestChart = new widgets::TimeSeriesChart(tr("Requests/min"), widgets::ChartForm::Lines,
                                                  widgets::ChartUnit::Count);
    const QString hint = tr("No requests yet. Point a client at the address above.");
    m_tokenChart->setEmptyText(hint);
    m_requestChart->setEmptyText(tr("No requests yet."));
    connect(m_tokenChart, &widgets::TimeSeriesChart::crosshairMoved, m_requestChart,
            &widgets::TimeSeriesChart::setCrosshair);
    connect(m_requestChart, &widgets::TimeSeriesChart::crosshairMoved, m_tokenChart,
            &widgets::TimeSeriesChart::setCrosshair);
    auto *const tokens = new widgets::Card;
    tokens->body().addWidget(m_tokenChart);
    auto *const requests = new widgets::Card;
    requests->body().addWidget(m_requestChart);
    row->addWidget(tokens, 2);
    row->addWidget(requests, 1);
    return charts;
}

QWidget *DashboardPage::makeTable()
{
    m_sorted->setSourceModel(m_instances.get());
    m_sorted->setSortRole(models::SortRole);
    m_table = new QTableView;
    m_table->setModel(m_sorted);
    m_table->setAccessibleName(tr("Instances"));
    setUpTable(*m_table);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // as configured, until somebody wants otherwise
    const auto text = [this](theme::TypeRole face, DashboardColumn which,
                             widgets::TextDelegate::Emphasis emphasis) {
        m_table->setItemDelegateForColumn(
            column(which), new widgets::TextDelegate(face, models::MutedRole, emphasis, m_table));
    };
    using Emphasis = widgets::TextDelegate::Emphasis;
    text(theme::TypeRole::Strong, DashboardColumn::Name, Emphasis::Normal);
    text(theme::TypeRole::Body, DashboardColumn::Region, Emphasis::Muted);
    text(theme::TypeRole::Mono, DashboardColumn::Requests, Emphasis::Normal);
    text(theme::TypeRole::Mono, DashboardColumn::Errors, Emphasis::Normal);
    text(theme::TypeRole::Body, DashboardColumn::LastError, Emphasis::Muted);
    m_table->setItemDelegateForColumn(
        column(DashboardColumn::State),
        new widgets::BadgeDelegate({.state = models::StateRole}, m_table));
    m_table->setItemDelegateForColumn(column(DashboardColumn::Tokens),
                                      new widgets::MeterDelegate(models::ShareRole, m_table));
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT instanceChosen(index.data(models::IdRole).toString());
    });
    auto *const card = new widgets::Card;
    card->removePadding();
    card->body().addWidget(m_table);
    return card;
}

QWidget *DashboardPage::makeWelcome()
{
    auto *const welcome = new widgets::EmptyState;
    welcome->setContent(theme::Glyph::Server, tr("No instances yet"),
                        tr("Add the Azure OpenAI resource that you were given. Its key goes to the "
                           "keychain of this computer."));
    QPushButton *const add = welcome->addAction(tr("Add an instance"), theme::ButtonKind::Primary);
    connect(add, &QPushButton::clicked, this, &DashboardPage::addInstanceWanted);
    return welcome;
}

void DashboardPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    refresh();
}

void DashboardPage::refresh()
{
    const StateWatch::Seen seen = m_watch.look(m_gateway.snapshot());
    if (!isVisible()) {
        return;
    }
    m_stack->setCurrentWidget(m_desk.config().instances.empty() ? m_welcome : m_content);
    m_range->setEnabled(!m_desk.config().instances.empty());
    m_instances->setRows(models::instanceRows(m_desk.config(), m_gateway.snapshot()));
    if (!m_columnsFit && m_instances->rowCount() > 0) {
        fitColumns(*m_table, column(DashboardColumn::LastError));
        m_columnsFit = true;
    }
    constexpr int rowsAtOnce = 5;
    showRows(*m_table, rowsAtOnce);
    refreshTiles();
    // Curves move once a second; that something broke is marked at once.
    if (m_gateway.snapshot().history != m_drawn || seen == StateWatch::Seen::Trouble) {
        refreshCharts();
    }
}

void DashboardPage::refreshTiles()
{
    const QLocale locale;
    const service::GatewaySnapshot &snapshot = m_gateway.snapshot();
    const auto text
        = [&locale](auto value) { return models::shortNumber(static_cast<double>(value), locale); };
    const std::int64_t quota = quotaOf(m_desk.config());
    m_tokens->setFigure(text(snapshot.lastMinute.tokens));
    m_tokens->setCaption(quota > 0 ? tr("of %1 quota").arg(text(quota)) : tr("last minute"));
    m_requests->setFigure(text(snapshot.lastMinute.requests));
    m_requests->setCaption(tr("per minute"));
    m_inFlight->setFigure(text(snapshot.inFlight));
    m_inFlight->setCaption(tr("now"));
    m_moved->setFigure(text(snapshot.moved));
    m_moved->setCaption(tr("requests moved"));
    if (!snapshot.history) {
        m_errors->setFigure(models::noValue());
        m_errors->setCaption(tr("5 min"));
        return;
    }
    const service::TrafficBucket recent = sumOfLast(*snapshot.history, 5 * minute);
    m_errors->setFigure(models::shareText(recent.errors, recent.requests, locale));
    m_errors->setCaption(tr("%1 of %2 · 5 min").arg(text(recent.errors), text(recent.requests)));
}

void DashboardPage::refreshCharts()
{
    m_drawn = m_gateway.snapshot().history;
    if (!m_drawn) {
        return;
    }
    widgets::ChartData tokens = tokenChart(*m_drawn, range(), m_colors);
    tokens.limit = limitLine(quotaOf(m_desk.config()));
    tokens.events = m_watch.events();
    // What broke within the second that is running has no place in the curve yet.
    const qint64 newest = tokens.startSecond
        + static_cast<qint64>(tokens.bucketCount - 1) * tokens.secondsPerBucket;
    for (widgets::ChartEvent &event : tokens.events) {
        event.second = std::min(event.second, newest);
    }
    m_tokenChart->setData(std::move(tokens));
    m_requestChart->setData(requestChart(*m_drawn, range()));
    m_tokens->setHistory(sparkline(*m_drawn, Figure::Tokens), 0);
    m_requests->setHistory(sparkline(*m_drawn, Figure::Requests), 2);
    m_errors->setHistory(sparkline(*m_drawn, Figure::Errors), 3);
}

void DashboardPage::refreshStatus()
{
    const service::GatewayStatus &status = m_gateway.status();
    QString reason;
    if (status.phase == service::GatewayPhase::Stopped) {
        const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(
            status.since.time_since_epoch());
        const QString time = QLocale().toString(
            QDateTime::fromMSecsSinceEpoch(since.count()).time(), QLocale::ShortFormat);
        reason = since.count() == 0 ? tr("The gateway is not running")
                                    : tr("The gateway stopped at %1").arg(time);
    }
    m_tokenChart->setMuted(reason);
    m_requestChart->setMuted(reason);
    refresh();
}

ChartRange DashboardPage::range() const
{
    return ranges.at(static_cast<std::size_t>(std::max(0, m_range->currentIndex())));
}

} // namespace penstock::pages
