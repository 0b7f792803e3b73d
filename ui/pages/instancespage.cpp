#include "pages/instancespage.h"

#include "pages/columnfit.h"
#include "pages/instanceform.h"
#include "pages/instanceoverview.h"
#include "pages/operatormenu.h"
#include "pages/tablesetup.h"
#include "service/configdesk.h"
#include "service/gateway.h"
#include "theme/icon.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "widgets/badgedelegate.h"
#include "widgets/card.h"
#include "widgets/emptyoverlay.h"
#include "widgets/emptystate.h"
#include "widgets/statelook.h"
#include "widgets/statusbadge.h"
#include "widgets/textdelegate.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>

namespace penstock::pages
{

namespace
{

namespace metrics = theme::metrics;
using models::InstancesColumn;

int column(InstancesColumn which)
{
    return static_cast<int>(which);
}

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

QPushButton *makeButton(const QString &label, theme::Glyph glyph)
{
    auto *const button = new QPushButton(theme::icon(glyph), label);
    button->setAutoDefault(false);
    return button;
}

} // namespace

InstancesPage::InstancesPage(service::Gateway &gateway, service::ConfigDesk &desk, QString keyPlace,
                             QWidget *parent)
    : Page(tr("Instances"), parent)
    , m_gateway(gateway)
    , m_desk(desk)
    , m_keyPlace(std::move(keyPlace))
    , m_instances(models::makeInstancesTable())
    , m_sorted(new QSortFilterProxyModel(this))
    , m_filter(new QLineEdit)
    , m_add(makeButton(tr("&Add instance"), theme::Glyph::Plus))
    , m_splitter(new QSplitter(Qt::Vertical))
    , m_table(new QTableView)
    , m_tableCard(new widgets::Card)
    , m_detail(new widgets::Card)
    , m_detailName(new QLabel)
    , m_badge(new widgets::StatusBadge)
    , m_control(makeButton(tr("&Control"), theme::Glyph::Gauge))
    , m_controlMenu(new QMenu(m_control))
    , m_edit(makeButton(tr("&Edit"), theme::Glyph::Pencil))
    , m_toggle(makeButton(tr("&Disable"), theme::Glyph::Power))
    , m_remove(makeButton(tr("&Remove"), theme::Glyph::Trash2))
    , m_detailStack(new QStackedWidget)
    , m_overview(new InstanceOverview)
    , m_form(new InstanceForm)
{
    m_filter->setPlaceholderText(tr("Filter by name, endpoint or state"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(theme::icon(theme::Glyph::Funnel, theme::IconRole::Muted),
                        QLineEdit::LeadingPosition);
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setFixedWidth(280);
    m_add->setIcon(theme::icon(theme::Glyph::Plus, theme::IconRole::OnPrimary));
    theme::setButtonKind(*m_add, theme::ButtonKind::Primary);
    addToTitleRow(m_filter);
    addToTitleRow(m_add);

    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(metrics::space12);
    m_splitter->addWidget(makeTable());
    m_splitter->addWidget(makeDetail());
    body().addWidget(m_splitter, 1);
    connectParts();
    makeActions();
    refresh();
}

InstancesPage::~InstancesPage()
{
    m_sorted->setSourceModel(nullptr); // goes after the model
}

QWidget *InstancesPage::makeTable()
{
    m_sorted->setSourceModel(m_instances.get());
    m_sorted->setSortRole(models::SortRole);
    m_sorted->setFilterKeyColumn(-1);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(m_sorted);
    m_table->setAccessibleName(tr("Instances"));
    setUpTable(*m_table);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // as configured, until somebody wants otherwise
    using Emphasis = widgets::TextDelegate::Emphasis;
    const auto face = [this](InstancesColumn which, theme::TypeRole role, Emphasis emphasis,
                             Qt::TextElideMode elided = Qt::ElideRight) {
        auto *const delegate
            = new widgets::TextDelegate(role, models::MutedRole, emphasis, m_table);
        delegate->setElideMode(elided);
        m_table->setItemDelegateForColumn(column(which), delegate);
    };
    m_table->setItemDelegateForColumn(
        column(InstancesColumn::State),
        new widgets::BadgeDelegate({.state = models::StateRole, .remaining = models::RemainingRole},
                                   m_table));
    // Names of a series of instances differ at their ends.
    face(InstancesColumn::Name, theme::TypeRole::Strong, Emphasis::Normal, Qt::ElideMiddle);
    face(InstancesColumn::Endpoint, theme::TypeRole::Mono, Emphasis::Muted);
    face(InstancesColumn::Region, theme::TypeRole::Body, Emphasis::Muted);
    face(InstancesColumn::SignIn, theme::TypeRole::Body, Emphasis::Muted, Qt::ElideMiddle);
    face(InstancesColumn::Priority, theme::TypeRole::Mono, Emphasis::Normal);
    face(InstancesColumn::Weight, theme::TypeRole::Mono, Emphasis::Normal);
    face(InstancesColumn::Tpm, theme::TypeRole::Mono, Emphasis::Normal);

    m_overlay = new widgets::EmptyOverlay(*m_table);
    m_overlay->nothingYet().setContent(theme::Glyph::Server, tr("No instances yet"),
                                       tr("Add the Azure OpenAI resource that you were given.\nIts "
                                          "key goes to the keychain of this computer."));
    QPushButton *const add
        = m_overlay->nothingYet().addAction(tr("Add an instance"), theme::ButtonKind::Primary);
    connect(add, &QPushButton::clicked, this, &InstancesPage::addInstance);
    m_overlay->noMatch().setContent(theme::Glyph::Funnel, tr("No instance matches the filter"));
    QPushButton *const clear = m_overlay->noMatch().addAction(tr("Clear the filter"));
    connect(clear, &QPushButton::clicked, m_filter, &QLineEdit::clear);

    m_columns = new ColumnFit(
        *m_table,
        {{.column = column(InstancesColumn::State),
          .usual = widgets::stateLook(InstanceState::ConfigError).word + QStringLiteral("MM"),
          .grows = 1,
          .least = 132},
         {.column = column(InstancesColumn::Name), .usual = {}, .grows = 2, .least = 80},
         {.column = column(InstancesColumn::Endpoint), .usual = {}, .grows = 3, .least = 150},
         {.column = column(InstancesColumn::Region), .usual = {}, .grows = 2},
         {.column = column(InstancesColumn::SignIn), .usual = {}, .grows = 2, .least = 130}});
    m_tableCard->removePadding();
    m_tableCard->body().addWidget(m_table);
    return m_tableCard;
}

QWidget *InstancesPage::makeDetail()
{
    auto *const title = new QWidget;
    auto *const row = new QHBoxLayout(title);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::space8);
    theme::setTypeRole(*m_detailName, theme::TypeRole::Heading);
    row->addWidget(m_detailName);
    row->addWidget(m_badge);
    row->addStretch();
    for (QPushButton *const button : {m_control, m_edit, m_toggle, m_remove}) {
        row->addWidget(button);
    }
    m_control->setMenu(m_controlMenu);
    m_control->setToolTip(tr("Probe, reset, trip, drain or resume this instance"));
    m_detailStack->addWidget(scrolled(m_overview));
    m_detailStack->addWidget(scrolled(m_form));
    m_detail->body().setSpacing(metrics::space12);
    m_detail->body().addWidget(title);
    m_detail->body().addWidget(m_detailStack, 1);
    return m_detail;
}

void InstancesPage::connectParts()
{
    connect(m_filter, &QLineEdit::textChanged, m_sorted,
            &QSortFilterProxyModel::setFilterFixedString);
    connect(m_add, &QPushButton::clicked, this, &InstancesPage::addInstance);
    // What it offers depends on how the instance does at this moment.
    connect(m_controlMenu, &QMenu::aboutToShow, this, [this] {
        m_controlMenu->clear();
        if (const models::InstanceRow *const row = selected()) {
            fillOperatorMenu(*m_controlMenu, *row, m_gateway);
        }
    });
    connect(m_edit, &QPushButton::clicked, this, &InstancesPage::edit);
    connect(m_toggle, &QPushButton::clicked, this, &InstancesPage::toggleSelected);
    connect(m_remove, &QPushButton::clicked, this, &InstancesPage::removeSelected);
    connect(m_table, &QTableView::activated, this, &InstancesPage::edit);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        closeForm();
        showSelected();
    });
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        m_isArranged = true;
        shareHeight();
    });
    connect(m_form, &InstanceForm::saveWanted, this, &InstancesPage::save);
    connect(m_form, &InstanceForm::cancelWanted, this, &InstancesPage::closeForm);
    connect(&m_gateway, &service::Gateway::snapshotChanged, this, [this] {
        if (isVisible()) { // shown again, it asks by itself
            refresh();
        }
    });
    connect(&m_gateway, &service::Gateway::statusChanged, this, &InstancesPage::refresh);
    connect(&m_desk, &service::ConfigDesk::configChanged, this, &InstancesPage::refresh);
    m_form->setTaken([this](const std::string &name) {
        return name != m_editing.value_or(std::string())
            && std::ranges::any_of(m_desk.config().instances, [&](const InstanceSettings &other) {
                   return other.name == name;
               });
    });
}

void InstancesPage::makeActions()
{
    const auto addAction = [this](const QString &label, const QKeySequence &keys, auto slot) {
        auto *const action = new QAction(label, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, slot);
        m_table->addAction(action);
    };
    addAction(tr("Edit"), Qt::Key_F2, &InstancesPage::edit);
    addAction(tr("Enable or disable"), Qt::Key_Space, &InstancesPage::toggleSelected);
    addAction(tr("Remove"), QKeySequence::Delete, &InstancesPage::removeSelected);
    m_controlMenu->setTitle(tr("Control"));
    m_table->addAction(m_controlMenu->menuAction());
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);

    auto *const add = new QAction(tr("Add instance"), this);
    add->setShortcuts({QKeySequence::New, QKeySequence(Qt::Key_Insert)});
    add->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(add, &QAction::triggered, this, &InstancesPage::addInstance);
    auto *const find = new QAction(tr("Filter"), this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, m_filter,
            [this] { m_filter->setFocus(Qt::ShortcutFocusReason); });
    addActions({add, find});
}

void InstancesPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    refresh();
}

void InstancesPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    shareHeight();
}

void InstancesPage::refresh()
{
    const int rowsBefore = m_instances->rowCount();
    m_instances->setRows(
        models::instanceRows(m_desk.config(), m_gateway.snapshot(), m_gateway.status().phase));
    if (m_instances->rowCount() != rowsBefore) {
        m_columns->measure();
    }
    const bool isEmpty = m_instances->rowCount() == 0;
    m_table->horizontalHeader()->setVisible(!isEmpty);
    for (QWidget *const part : std::initializer_list<QWidget *>{m_filter, m_add}) {
        part->setVisible(!isEmpty); // there is a larger button then, and nothing to be filtered
    }
    if (!m_table->currentIndex().isValid() && m_sorted->rowCount() > 0) {
        m_table->selectRow(0);
    }
    showSelected();
}

void InstancesPage::shareHeight()
{
    // Beside the form for the first instance there is nothing to be listed.
    m_tableCard->setVisible(m_instances->rowCount() > 0 || !m_editing);
    const int rows = m_sorted->rowCount();
    // An empty one says so in the middle of all the room that there is.
    m_tableCard->setMinimumHeight(tableHeight(*m_table, std::min(rows, 1)));
    m_tableCard->setMaximumHeight(rows == 0 ? QWIDGETSIZE_MAX : tableHeight(*m_table, rows));
    // The title row and what is around it.
    constexpr int around = 2 * (metrics::cardPadding + metrics::hairline) + metrics::controlHeight
        + metrics::space12;
    const int whole = around + m_overview->heightWithChart();
    if (m_isArranged) {
        m_overview->setChartVisible(m_detail->height() >= whole);
    }
    if (rows == 0 || m_isArranged || m_detail->isHidden()) {
        return;
    }
    const int height = m_splitter->height() - m_splitter->handleWidth();
    constexpr int rowsBesideChart = 3;
    const bool hasRoom = height - whole >= tableHeight(*m_table, std::min(rows, rowsBesideChart));
    m_overview->setChartVisible(hasRoom);
    constexpr int wholeForm = 340;
    const int overview = hasRoom ? whole : around + m_overview->heightOfFacts();
    const int most = height - (m_editing ? wholeForm : overview);
    const int table = tableHeight(*m_table, rowsIn(most, *m_table));
    if (m_splitter->sizes().constFirst() != table) {
        m_splitter->setSizes({table, height - table});
    }
}

const models::InstanceRow *InstancesPage::selected() const
{
    return m_instances->row(m_sorted->mapToSource(m_table->currentIndex()));
}

const InstanceSettings *InstancesPage::settingsOf(const InstanceId &id) const
{
    const auto &instances = m_desk.config().instances;
    const auto found = std::ranges::find(instances, id, &InstanceSettings::id);
    return found == instances.end() ? nullptr : &*found;
}

void InstancesPage::showSelected()
{
    const models::InstanceRow *const row = selected();
    m_detail->setVisible(row != nullptr || m_editing);
    shareHeight();
    if (m_editing) {
        return; // what is being typed is not to be disturbed
    }
    for (QPushButton *const button : {m_control, m_edit, m_toggle, m_remove}) {
        button->setVisible(row != nullptr);
    }
    m_badge->setVisible(row != nullptr);
    if (row == nullptr) {
        return;
    }
    m_detailName->setText(text(row->name));
    if (row->isResting) {
        m_badge->setBadge(widgets::restingBadge());
    } else {
        m_badge->setState(
            row->state, row->remaining.count() > 0 ? std::optional(row->remaining) : std::nullopt);
    }
    const bool canBeTold = row->isEnabled && !row->isResting;
    m_control->setEnabled(canBeTold);
    m_controlMenu->menuAction()->setEnabled(canBeTold);
    m_toggle->setText(row->isEnabled ? tr("&Disable") : tr("&Enable"));
    m_overview->show(*row);
    shareHeight(); // a cause needs a line
    if (const auto &history = m_gateway.snapshot().history; isVisible() && history) {
        widgets::ChartData traffic = instanceChart(*history, *row, m_colors);
        traffic.endsNow = !row->isResting;
        m_overview->showTraffic(std::move(traffic));
    }
}

void InstancesPage::chooseInstance(const QString &id)
{
    for (int row = 0; row < m_sorted->rowCount(); ++row) {
        if (m_sorted->index(row, 0).data(models::IdRole).toString() == id) {
            m_table->selectRow(row);
            m_table->setFocus();
            return;
        }
    }
}

} // namespace penstock::pages
