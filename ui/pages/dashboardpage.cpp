#include "pages/dashboardpage.h"

#include "models/numbertext.h"
#include "pages/columnfit.h"
#include "pages/operatormenu.h"
#include "pages/tablesetup.h"
#include "service/configdesk.h"
#include "service/gateway.h"
#include "theme/metrics.h"
#include "widgets/badgedelegate.h"
#include "widgets/card.h"
#include "widgets/chartscale.h"
#include "widgets/emptystate.h"
#include "widgets/meterdelegate.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/statelook.h"
#include "widgets/stattile.h"
#include "widgets/textdelegate.h"
#include "widgets/timeserieschart.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QMenu>
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

QString widestState()
{
    return widgets::stateLook(InstanceState::ConfigError).word + QStringLiteral("MM"); // its icon
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
    m_tiles = makeTiles();
    rows->addWidget(m_tiles);
    rows->addWidget(makeCharts(), 1);
    rows->addWidget(makeTable());
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
    constexpr int titleAndLegend = 336; // in a small window, too
    requests->setMinimumWidth(titleAndLegend);
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
                             widgets::TextDelegate::Emphasis emphasis,
                             Qt::TextElideMode elided = Qt::ElideRight) {
        auto *const delegate
            = new widgets::TextDelegate(face, models::MutedRole, emphasis, m_table);
        delegate->setElideMode(elided);
        m_table->setItemDelegateForColumn(column(which), delegate);
    };
    using Emphasis = widgets::TextDelegate::Emphasis;
    // Names of a series of instances differ at their ends.
    text(theme::TypeRole::Strong, DashboardColumn::Name, Emphasis::Normal, Qt::ElideMiddle);
    text(theme::TypeRole::Body, DashboardColumn::Region, Emphasis::Muted);
    text(theme::TypeRole::Mono, DashboardColumn::Requests, Emphasis::Normal);
    text(theme::TypeRole::Mono, DashboardColumn::Errors, Emphasis::Normal);
    text(theme::TypeRole::Body, DashboardColumn::LastError, Emphasis::Muted);
    m_table->setItemDelegateForColumn(
        column(DashboardColumn::State),
        new widgets::BadgeDelegate({.state = models::StateRole, .remaining = models::RemainingRole},
                                   m_table));
    m_table->setItemDelegateForColumn(
        column(DashboardColumn::Tokens),
        new widgets::MeterDelegate({.share = models::ShareRole, .muted = models::MutedRole},
                                   m_table));
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT instanceChosen(index.data(models::IdRole).toString());
    });
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QTableView::customContextMenuRequested, this, &DashboardPage::openMenu);
    m_columns = new ColumnFit(
        *m_table,
        {{.column = column(DashboardColumn::Name), .usual = {}, .grows = 2, .least = 80},
         {.column = column(DashboardColumn::Region), .usual = {}, .grows = 2, .least = 92},
         {.column = column(DashboardColumn::State),
          .usual = widestState(),
          .grows = 1,
          .least = 132},
         {.column = column(DashboardColumn::Tokens), .usual = {}, .grows = 1, .least = 176},
         {.column = column(DashboardColumn::LastError),
          .usual = tr("429 limit, 14 min ago"),
          .grows = 4,
          .least = 150}});
    m_tableCard = new widgets::Card;
    m_tableCard->removePadding();
    m_tableCard->body().addWidget(m_table);
    return m_tableCard;
}

void DashboardPage::openMenu(const QPoint &where)
{
    const models::InstanceRow *const row
        = m_instances->row(m_sorted->mapToSource(m_table->indexAt(where)));
    if (row == nullptr) {
        return;
    }
    auto *const menu = new QMenu(m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString id = QString::fromStdString(row->id.value());
    connect(menu->addAction(tr("&Show")), &QAction::triggered, this,
            [this, id] { Q_EMIT instanceChosen(id); });
    menu->addSeparator();
    fillOperatorMenu(*menu, *row, m_gateway);
    menu->popup(m_table->viewport()->mapToGlobal(where));
}

QWidget *DashboardPage::makeWelcome()
{
    auto *const welcome = new widgets::EmptyState;
    welcome->setContent(
        theme::Glyph::Server, tr("No instances yet"),
        tr("Add the Azure OpenAI resource that you were given.\nIts key goes to the "
           "keychain of this computer."));
    QPushButton *const add = welcome->addAction(tr("Add an instance"), theme::ButtonKind::Primary);
    connect(add, &QPushButton::clicked, this, &DashboardPage::addInstanceWanted);
    auto *const card = new widgets::Card;
    card->body().addWidget(welcome);
    return card;
}

void DashboardPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    refresh();
}

void DashboardPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    layout()->activate();
    shareHeight();
}

void DashboardPage::shareHeight()
{
    const int free = m_stack->height() - m_tiles->sizeHint().height() - 2 * metrics::space12;
    const int most = free * 4 / 9;
    m_tableCard->setFixedHeight(tableHeight(*m_table, rowsIn(most, *m_table)));
}

void DashboardPage::refresh()
{
    const StateWatch::Seen seen = m_watch.look(m_gateway.snapshot());
    if (!isVisible()) {
        return;
    }
    m_stack->setCurrentWidget(m_desk.config().instances.empty() ? m_welcome : m_content);
    m_range->setVisible(!m_desk.config().instances.empty());
    const int rowsBefore = m_instances->rowCount();
    m_instances->setRows(
        models::instanceRows(m_desk.config(), m_gateway.snapshot(), m_gateway.status().phase));
    if (m_instances->rowCount() != rowsBefore) {
        shareHeight();
        m_columns->measure();
    }
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
    int waiting = 0;
    for (const service::QueueView &queue : snapshot.queues) {
        waiting += queue.waiting;
    }
    m_inFlight->setCaption(waiting > 0 ? tr("%n waiting for room", nullptr, waiting) : tr("now"));
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
    tokens.endsNow = isRunning();
    tokens.limit = limitLine(quotaOf(m_desk.config()));
    tokens.events = m_watch.events();
    // What broke within the second that is running has no place in the curve yet.
    const qint64 newest = tokens.startSecond
        + static_cast<qint64>(tokens.bucketCount - 1) * tokens.secondsPerBucket;
    for (widgets::ChartEvent &event : tokens.events) {
        event.second = std::min(event.second, newest);
    }
    m_tokenChart->setData(std::move(tokens));
    widgets::ChartData requests = requestChart(*m_drawn, range());
    requests.endsNow = isRunning();
    m_requestChart->setData(std::move(requests));
    m_tokens->setHistory(sparkline(*m_drawn, Figure::Tokens), 0);
    m_requests->setHistory(sparkline(*m_drawn, Figure::Requests), 2);
    m_errors->setHistory(sparkline(*m_drawn, Figure::Errors), 3);
}

void DashboardPage::refreshStatus()
{
    const service::GatewayStatus &status = m_gateway.status();
    QString reason;
    if (status.phase == service::GatewayPhase::Stopped) {
        const auto since
            = std::chrono::duration_cast<std::chrono::seconds>(status.since.time_since_epoch());
        reason = since.count() == 0
            ? tr("The gateway is not running")
            : tr("The gateway stopped at %1").arg(widgets::timeLabel(since.count()));
    }
    m_tokenChart->setMuted(reason);
    m_requestChart->setMuted(reason);
    for (widgets::StatTile *const tile : {m_tokens, m_requests, m_errors, m_inFlight, m_moved}) {
        tile->setMuted(!isRunning());
    }
    m_drawn.reset(); // where time stands, too
    refresh();
}

bool DashboardPage::isRunning() const
{
    return m_gateway.status().phase != service::GatewayPhase::Stopped;
}

ChartRange DashboardPage::range() const
{
    return ranges.at(static_cast<std::size_t>(std::max(0, m_range->currentIndex())));
}

} // namespace penstock::pages
