#include "pages/instancespage.h"

#include "config/editinstances.h"
#include "pages/instanceform.h"
#include "pages/instanceoverview.h"
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
#include "widgets/statusbadge.h"
#include "widgets/textdelegate.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
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
using config::Node;
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

// In the stack of details.
constexpr int overviewIndex = 0;
constexpr int formIndex = 1;

/// The instance as the document has it; an empty one when it is not there.
Node instanceIn(const Node &document, const std::string &name)
{
    const auto placed = config::placedInstance(document, name);
    return placed ? placed->instance : Node::map();
}

/// A new instance, or an old one changed and perhaps renamed.
Result<Node> edited(const Node &document, const std::optional<std::string> &before,
                    const InstanceDraft &draft, const SecretReference *key)
{
    const std::string oldName = before.value_or(std::string());
    Node patch = patchOf(draft, instanceIn(document, oldName));
    if (key != nullptr) {
        patch.set("api_key", Node::text(key->toText()));
    }
    if (oldName.empty()) {
        Node instance = Node::map();
        instance.set("name", Node::text(draft.name));
        auto added = config::withInstanceAdded(document, instance);
        return added ? config::withInstanceChanged(*added, draft.name, patch) : added;
    }
    auto changed = config::withInstanceChanged(document, oldName, patch);
    if (!changed || oldName == draft.name) {
        return changed;
    }
    return config::withInstanceRenamed(*changed, oldName, draft.name);
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
    , m_table(new QTableView)
    , m_detail(new widgets::Card)
    , m_detailName(new QLabel)
    , m_badge(new widgets::StatusBadge)
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

    auto *const splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(metrics::space12);
    splitter->addWidget(makeTable());
    splitter->addWidget(makeDetail());
    splitter->setSizes({3, 4});
    body().addWidget(splitter, 1);
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
    const auto face = [this](InstancesColumn which, theme::TypeRole role, Emphasis emphasis) {
        m_table->setItemDelegateForColumn(
            column(which), new widgets::TextDelegate(role, models::MutedRole, emphasis, m_table));
    };
    m_table->setItemDelegateForColumn(
        column(InstancesColumn::State),
        new widgets::BadgeDelegate({.state = models::StateRole}, m_table));
    face(InstancesColumn::Name, theme::TypeRole::Strong, Emphasis::Normal);
    face(InstancesColumn::Endpoint, theme::TypeRole::Mono, Emphasis::Muted);
    face(InstancesColumn::Region, theme::TypeRole::Body, Emphasis::Muted);
    face(InstancesColumn::SignIn, theme::TypeRole::Body, Emphasis::Muted);
    face(InstancesColumn::Priority, theme::TypeRole::Mono, Emphasis::Normal);
    face(InstancesColumn::Weight, theme::TypeRole::Mono, Emphasis::Normal);
    face(InstancesColumn::Tpm, theme::TypeRole::Mono, Emphasis::Normal);

    m_overlay = new widgets::EmptyOverlay(*m_table);
    m_overlay->nothingYet().setContent(theme::Glyph::Server, tr("No instances yet"),
                                       tr("Add the Azure OpenAI resource that you were given."));
    QPushButton *const add
        = m_overlay->nothingYet().addAction(tr("Add an instance"), theme::ButtonKind::Primary);
    connect(add, &QPushButton::clicked, this, &InstancesPage::addInstance);
    m_overlay->noMatch().setContent(theme::Glyph::Funnel, tr("No instance matches the filter"));
    QPushButton *const clear = m_overlay->noMatch().addAction(tr("Clear the filter"));
    connect(clear, &QPushButton::clicked, m_filter, &QLineEdit::clear);

    auto *const card = new widgets::Card;
    card->removePadding();
    card->body().addWidget(m_table);
    return card;
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
    for (QPushButton *const button : {m_edit, m_toggle, m_remove}) {
        row->addWidget(button);
    }
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
    connect(m_edit, &QPushButton::clicked, this, &InstancesPage::edit);
    connect(m_toggle, &QPushButton::clicked, this, &InstancesPage::toggleSelected);
    connect(m_remove, &QPushButton::clicked, this, &InstancesPage::removeSelected);
    connect(m_table, &QTableView::activated, this, &InstancesPage::edit);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        closeForm();
        showSelected();
    });
    connect(m_form, &InstanceForm::saveWanted, this, &InstancesPage::save);
    connect(m_form, &InstanceForm::cancelWanted, this, &InstancesPage::closeForm);
    connect(&m_gateway, &service::Gateway::snapshotChanged, this, &InstancesPage::refresh);
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

void InstancesPage::refresh()
{
    m_instances->setRows(models::instanceRows(m_desk.config(), m_gateway.snapshot()));
    if (!m_columnsFit && m_instances->rowCount() > 0 && isVisible()) {
        fitColumns(*m_table, column(InstancesColumn::Endpoint));
        m_columnsFit = true;
    }
    constexpr int rowsAtOnce = 5;
    showRows(*m_table, rowsAtOnce);
    m_table->horizontalHeader()->setVisible(m_instances->rowCount() > 0);
    if (!m_table->currentIndex().isValid() && m_sorted->rowCount() > 0) {
        m_table->selectRow(0);
    }
    showSelected();
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
    if (m_editing) {
        return; // what is being typed is not to be disturbed
    }
    for (QPushButton *const button : {m_edit, m_toggle, m_remove}) {
        button->setVisible(row != nullptr);
    }
    m_badge->setVisible(row != nullptr);
    if (row == nullptr) {
        return;
    }
    m_detailName->setText(text(row->name));
    m_badge->setState(row->state);
    m_toggle->setText(row->isEnabled ? tr("&Disable") : tr("&Enable"));
    m_overview->show(*row);
    if (const auto &history = m_gateway.snapshot().history; isVisible() && history) {
        m_overview->showTraffic(instanceChart(*history, *row, m_colors));
    }
}

void InstancesPage::addInstance()
{
    m_editing.emplace();
    m_detailName->setText(tr("New instance"));
    for (QWidget *const part :
         std::initializer_list<QWidget *>{m_badge, m_edit, m_toggle, m_remove}) {
        part->hide();
    }
    //: %1 is the name of a keychain
    m_form->begin({}, {.stored = {}, .willBe = tr("Will be stored in %1").arg(m_keyPlace)});
    m_detailStack->setCurrentIndex(formIndex);
    m_detail->show();
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

void InstancesPage::edit()
{
    const models::InstanceRow *const row = selected();
    const InstanceSettings *const settings = row == nullptr ? nullptr : settingsOf(row->id);
    if (settings == nullptr) {
        return;
    }
    m_editing = settings->name;
    for (QPushButton *const button : {m_edit, m_toggle, m_remove}) {
        button->hide();
    }
    const bool hasKey = settings->credential.apiKey.has_value();
    const bool isInKeychain = hasKey && settings->credential.apiKey->place == SecretPlace::Keychain;
    m_form->begin(draftOf(*settings),
                  {.stored = isInKeychain ? m_keyPlace
                       : hasKey           ? text(row->signIn)
                                          : QString(),
                   .willBe = tr("Will be stored in %1").arg(m_keyPlace)});
    m_detailStack->setCurrentIndex(formIndex);
}

void InstancesPage::save()
{
    const InstanceDraft draft = m_form->draft();
    const std::optional<std::string> before = m_editing;
    const std::string title = before->empty() ? tr("Add %1").arg(text(draft.name)).toStdString()
                                              : tr("Change %1").arg(text(draft.name)).toStdString();
    std::optional<service::ConfigDesk::Rename> rename;
    if (!before->empty() && *before != draft.name) {
        rename = {*before, draft.name};
    }
    m_form->setBusy(true);
    if (m_form->hasNewKey()) {
        m_desk.changeWithKey(
            title, m_form->takeKey(),
            [before, draft](const Node &document, const SecretReference &key) {
                return edited(document, before, draft, &key);
            },
            rename, this, [this](const Result<void> &result) { saved(result); });
        return;
    }
    saved(m_desk.change(
        title, [&](const Node &document) { return edited(document, before, draft, nullptr); },
        rename));
}

void InstancesPage::saved(const Result<void> &result)
{
    m_form->setBusy(false);
    if (!result) {
        Q_EMIT failed(result.error());
        return;
    }
    const std::string name = m_form->draft().name;
    closeForm();
    for (const InstanceSettings &instance : m_desk.config().instances) {
        if (instance.name == name) {
            chooseInstance(text(instance.id.value()));
        }
    }
    showSelected();
}

void InstancesPage::closeForm()
{
    if (!m_editing) {
        return;
    }
    m_editing.reset();
    m_form->begin({}, {}); // nothing typed stays behind
    m_detailStack->setCurrentIndex(overviewIndex);
    showSelected();
    m_table->setFocus();
}

void InstancesPage::toggleSelected()
{
    if (const models::InstanceRow *const row = selected()) {
        const std::string name = row->name;
        if (row->isEnabled) {
            report(m_desk.change(tr("Disable %1").arg(text(name)).toStdString(),
                                 [&](const Node &document) {
                                     return config::withInstanceDisabled(document, name);
                                 }));
        } else {
            report(m_desk.change(
                tr("Enable %1").arg(text(name)).toStdString(),
                [&](const Node &document) { return config::withInstanceEnabled(document, name); }));
        }
    }
}

void InstancesPage::removeSelected()
{
    if (const models::InstanceRow *const row = selected()) {
        const std::string name = row->name;
        report(
            m_desk.change(tr("Remove %1").arg(text(name)).toStdString(), [&](const Node &document) {
                return config::withInstanceRemoved(document, name);
            }));
    }
}

void InstancesPage::report(const Result<void> &result)
{
    if (!result) {
        Q_EMIT failed(result.error());
    }
}

} // namespace penstock::pages
