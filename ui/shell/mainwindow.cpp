#include "shell/mainwindow.h"

#include "pages/dashboardpage.h"
#include "pages/instancespage.h"
#include "service/configdesk.h"
#include "service/gateway.h"
#include "shell/gatewaychip.h"
#include "shell/statusstrip.h"
#include "theme/applogo.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "theme/theme.h"
#include "widgets/infobar.h"
#include "widgets/infobarstack.h"
#include "widgets/navrail.h"

#include <QAction>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace penstock::shell
{

namespace
{

using service::Attention;
using service::GatewayPhase;
using widgets::Message;
using widgets::MessageAction;

constexpr QSize smallest(960, 600);
constexpr QSize usual(1280, 820);

const QString gatewayMessage = QStringLiteral("gateway");
const QString changeMessage = QStringLiteral("change");
const QString keychainMessage = QStringLiteral("keychain");
const QString problemMessage = QStringLiteral("problem");
const QString secretMessage = QStringLiteral("secret");
const QString undoMessage = QStringLiteral("undo");
const QString startAction = QStringLiteral("start");
const QString portAction = QStringLiteral("port");
const QString retryAction = QStringLiteral("retry");
const QString reloadAction = QStringLiteral("reload");

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace

MainWindow::MainWindow(Parts parts, Mode mode, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_mode(mode)
    , m_header(new HeaderBar(parts.gateway, parts.desk, mode))
    , m_rail(new widgets::NavRail(widgets::RailFollows::Window))
    , m_messages(new widgets::InfoBarStack(parts.clock))
    , m_pages(new QStackedWidget)
    , m_dashboard(new pages::DashboardPage(parts.gateway, parts.desk))
    , m_instances(new pages::InstancesPage(parts.gateway, parts.desk,
                                           text(parts.desk.keychainStatus().name)))
    , m_status(new StatusStrip(parts.gateway, parts.desk))
{
    setWindowTitle(mode == Mode::Demo ? tr("Penstock (demo)") : QStringLiteral("Penstock"));
    setWindowIcon(theme::appIcon());
    setMinimumSize(smallest);
    resize(usual);
    theme::setSurface(*this, theme::Surface::Window);
    build();
    connectParts();
    addShortcuts();
    countInstances();
    followStatus();
    followKeychain();
    followProblems();
}

MainWindow::~MainWindow() = default;

void MainWindow::build()
{
    m_rail->addItem(theme::Glyph::LayoutDashboard, tr("Dashboard"));
    m_rail->addItem(theme::Glyph::Server, tr("Instances"));
    m_pages->addWidget(m_dashboard);
    m_pages->addWidget(m_instances);

    auto *const centre = new QWidget;
    auto *const column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    constexpr int margin = theme::metrics::pageMargin;
    m_messages->setContentsMargins(margin, theme::metrics::space12, margin, 0);
    column->addWidget(m_messages);
    column->addWidget(m_pages, 1);

    auto *const middle = new QWidget;
    auto *const row = new QHBoxLayout(middle);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addWidget(centre, 1);

    auto *const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_header);
    rows->addWidget(middle, 1);
    rows->addWidget(m_status);
    m_header->setSchemeChoice(m_parts.theme.choice());
}

void MainWindow::connectParts()
{
    connect(m_rail, &widgets::NavRail::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_header, &HeaderBar::schemeChosen, this, [this](theme::SchemeChoice choice) {
        m_parts.theme.setChoice(choice);
        Q_EMIT schemeChosen(choice);
    });
    connect(&m_header->chip(), &GatewayChip::stopWanted, this, &MainWindow::askBeforeStop);
    connect(m_status, &StatusStrip::instancesWanted, this, [this] { showPage(PageId::Instances); });
    connect(m_status, &StatusStrip::dashboardWanted, this, [this] { showPage(PageId::Dashboard); });
    connect(m_dashboard, &pages::DashboardPage::addInstanceWanted, this, [this] {
        showPage(PageId::Instances);
        m_instances->addInstance();
    });
    connect(m_dashboard, &pages::DashboardPage::instanceChosen, this, [this](const QString &id) {
        showPage(PageId::Instances);
        m_instances->chooseInstance(id);
    });
    connect(m_instances, &pages::InstancesPage::failed, this,
            [this](const Error &error) { tell(changeMessage, error); });
    connect(m_messages, &widgets::InfoBarStack::actionChosen, this, &MainWindow::act);

    service::ConfigDesk &desk = m_parts.desk;
    connect(&desk, &service::ConfigDesk::configChanged, this, &MainWindow::countInstances);
    connect(&desk, &service::ConfigDesk::problemsChanged, this, &MainWindow::followProblems);
    connect(&desk, &service::ConfigDesk::changed, this, &MainWindow::offerUndo);
    connect(&desk, &service::ConfigDesk::refused, this,
            [this](const Error &error) { tell(changeMessage, error); });
    connect(&desk, &service::ConfigDesk::secretsResolved, this, &MainWindow::followSecrets);
    connect(&desk, &service::ConfigDesk::keychainChanged, this, &MainWindow::followKeychain);
    connect(&m_parts.gateway, &service::Gateway::statusChanged, this, &MainWindow::followStatus);
}

void MainWindow::addShortcuts()
{
    const auto add = [this](const QKeySequence &keys, auto slot) {
        auto *const action = new QAction(this);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
    };
    add(Qt::CTRL | Qt::Key_1, [this] { showPage(PageId::Dashboard); });
    add(Qt::CTRL | Qt::Key_2, [this] { showPage(PageId::Instances); });
    add(QKeySequence::Undo, [this] { undo(); });
    add(QKeySequence::Close, [this] { close(); });
    add(QKeySequence::Quit, [this] { close(); });
}

void MainWindow::showPage(PageId page)
{
    m_rail->setCurrentIndex(static_cast<int>(page));
}

MainWindow::PageId MainWindow::page() const
{
    return static_cast<PageId>(m_pages->currentIndex());
}

// A window that nobody sees costs nothing; the gateway goes on.
void MainWindow::followAttention()
{
    m_parts.gateway.setAttention(isVisible() && !isMinimized() ? Attention::Snapshots
                                                               : Attention::None);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    followAttention();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    followAttention();
}

void MainWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange) {
        followAttention();
    }
}

void MainWindow::followStatus()
{
    const service::GatewayStatus &status = m_parts.gateway.status();
    if (status.phase == GatewayPhase::Stopped && m_closing == Closing::Stopping) {
        m_closing = Closing::Done;
        close();
        return;
    }
    if (status.phase != GatewayPhase::Stopped || !status.error) {
        m_messages->dismiss(gatewayMessage);
        return;
    }
    Message message{.id = gatewayMessage,
                    .tone = theme::Tone::Bad,
                    .text = text(status.error->message),
                    .details = text(status.error->detail),
                    .actions = {{startAction, tr("Start again")}}};
    if (status.freePort != 0) {
        message.actions.insert(message.actions.begin(),
                               {portAction, tr("Use port %1").arg(status.freePort)});
    }
    m_messages->post(message);
}

void MainWindow::usePort(std::uint16_t port)
{
    const auto changed
        = m_parts.desk.change(tr("Use port %1").arg(port).toStdString(),
                              [port](const config::Node &document) -> Result<config::Node> {
                                  config::Node next = document;
                                  next.set("port", config::Node::whole(port));
                                  return next;
                              });
    if (changed) {
        m_parts.desk.startGateway();
    } else {
        tell(changeMessage, changed.error());
    }
}

void MainWindow::countInstances()
{
    const auto count = m_parts.desk.config().instances.size();
    m_rail->setBadge(static_cast<int>(PageId::Instances),
                     count == 0 ? QString() : QString::number(count),
                     tr("%n instance(s)", nullptr, static_cast<int>(count)));
}

void MainWindow::followKeychain()
{
    const KeychainStatus &status = m_parts.desk.keychainStatus();
    const bool isUsable
        = status.state == KeychainState::Ready || status.state == KeychainState::Unknown;
    m_status->setKeychain(text(status.name), text(status.message), isUsable);
    m_instances->setKeyPlace(text(status.name));
    if (isUsable) {
        m_messages->dismiss(keychainMessage);
        return;
    }
    m_messages->post({.id = keychainMessage,
                      .tone = theme::Tone::Warning,
                      .text = text(status.message),
                      .details = text(status.detail),
                      .actions = {{retryAction, tr("Try again")}}});
}

void MainWindow::followSecrets()
{
    const auto missing = m_parts.desk.missingSecrets();
    const bool isUsable = m_parts.desk.keychainStatus().state == KeychainState::Ready
        || m_parts.desk.keychainStatus().state == KeychainState::Unknown;
    if (missing.empty() || !isUsable) {
        m_messages->dismiss(secretMessage); // the keychain's own message says it all
        return;
    }
    m_messages->post({.id = secretMessage,
                      .tone = theme::Tone::Config,
                      .text = text(missing.front().error.message),
                      .details = text(missing.front().error.detail),
                      .actions = {{retryAction, tr("Try again")}}});
}

void MainWindow::followProblems()
{
    const auto &problems = m_parts.desk.problems();
    if (problems.empty()) {
        m_messages->dismiss(problemMessage);
        return;
    }
    QStringList lines;
    for (const config::Finding &finding : problems) {
        lines << text(finding.toText());
    }
    m_messages->post(
        {.id = problemMessage,
         .tone = theme::Tone::Bad,
         .text
         = tr("The configuration file has errors and was left as it is: %1").arg(lines.front()),
         .details = lines.join(QLatin1Char('\n')),
         .actions = {{reloadAction, tr("Read again")}}});
}

void MainWindow::offerUndo(const std::string &title)
{
    m_messages->dismiss(changeMessage);
    m_undoRevision = m_parts.desk.revision();
    m_messages->post({.id = undoMessage,
                      .tone = theme::Tone::Neutral,
                      //: %1 is what was done: "Remove eu-2"
                      .text = tr("Done: %1").arg(text(title)),
                      .kind = widgets::MessageKind::Undo});
}

void MainWindow::act(const QString &message, const QString &action)
{
    if (action == widgets::InfoBar::undoAction() && message == undoMessage) {
        if (m_undoRevision == m_parts.desk.revision()) {
            undo();
        }
    } else if (action == portAction) {
        usePort(m_parts.gateway.status().freePort);
    } else if (action == startAction) {
        m_parts.desk.startGateway();
    } else if (action == retryAction) {
        m_parts.desk.readSecretsAgain();
    } else if (action == reloadAction) {
        m_parts.desk.open();
    }
}

void MainWindow::undo()
{
    if (!m_parts.desk.undoTitle()) {
        return;
    }
    const QString title = text(*m_parts.desk.undoTitle());
    if (const auto undone = m_parts.desk.undo(); !undone) {
        tell(changeMessage, undone.error());
        return;
    }
    m_messages->dismiss(undoMessage);
    m_messages->post({.id = changeMessage,
                      .tone = theme::Tone::Good,
                      //: %1 is what had been done: "Remove eu-2"
                      .text = tr("Taken back: %1").arg(title)});
}

void MainWindow::tell(const QString &id, const Error &error)
{
    m_messages->post({.id = id,
                      .tone = theme::Tone::Bad,
                      .text = text(error.message),
                      .details = text(error.detail)});
}

} // namespace penstock::shell
