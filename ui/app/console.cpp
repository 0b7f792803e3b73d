#include "app/console.h"

#include "app/recording.h"
#include "config/variables.h"
#include "secrets/memorykeychain.h"
#include "secrets/systemkeychain.h"
#include "service/embeddedgateway.h"

#include <QSettings>
#include <QTimer>

#include <algorithm>
#include <iostream>
#include <utility>

namespace penstock::app
{

namespace
{

const QString schemeKey = QStringLiteral("appearance/scheme");
const QString geometryKey = QStringLiteral("window/geometry");

/// What a person has arranged, which is no configuration.
QSettings looksOf(const ProfilePaths &paths)
{
    return QSettings(QString::fromStdString((paths.folder() / "console.ini").string()),
                     QSettings::IniFormat);
}

} // namespace

Console::Console(QApplication &application, ConsoleOptions options, std::string_view version)
    : m_application(application)
    , m_options(std::move(options))
    , m_version(version)
{
    LogSinks sinks;
    sinks.push_back(std::make_unique<StreamSink>(std::cerr, LogFormat::Text));
    m_logger = std::make_unique<Logger>(m_systemClock, m_redactor, std::move(sinks));
    m_logger->setLevel(LogLevel::Warning);
}

Console::~Console()
{
    if (m_window) {
        rememberLooks();
    }
    // The window first: it looks at everything else.
    m_window.reset();
    m_desk.reset();
    if (m_demo) {
        m_demo->end();
    }
    m_gateway.reset();
}

Result<void> Console::prepare()
{
    m_theme = std::make_unique<theme::Theme>(m_application);
    if (m_options.usesRecording()) {
        return prepareRecording();
    }
    if (m_options.isDemo) {
        return prepareDemo();
    }
    return prepareProfile();
}

std::unique_ptr<service::Gateway> Console::makeGateway()
{
    return std::make_unique<service::EmbeddedGateway>(service::HostSetup{.version = m_version,
                                                                         .clock = &m_systemClock,
                                                                         .logger = m_logger.get(),
                                                                         .redactor = &m_redactor});
}

void Console::makeDesk(std::filesystem::path folder, config::Environment variables,
                       std::unique_ptr<KeychainBackend> keychain)
{
    m_keychain = std::make_unique<Keychain>(std::move(keychain));
    m_desk = std::make_unique<service::ConfigDesk>(
        service::ConfigDesk::Setup{.folder = std::move(folder),
                                   .variables = std::move(variables),
                                   .keychain = m_keychain.get(),
                                   .gateway = m_gateway.get(),
                                   .random = &m_random});
}

void Console::makeWindow(shell::Mode mode)
{
    const Clock &clock
        = m_options.usesRecording() ? static_cast<const Clock &>(m_frozenClock) : m_systemClock;
    m_window = std::make_unique<shell::MainWindow>(
        shell::MainWindow::Parts{*m_gateway, *m_desk, *m_theme, clock}, mode);
    if (m_options.size) {
        m_window->resize(*m_options.size);
    }
    const auto page = std::ranges::find(pageNames, m_options.page);
    if (page != pageNames.end()) {
        m_window->showPage(static_cast<shell::MainWindow::PageId>(page - pageNames.begin()));
    }
    QObject::connect(m_window.get(), &shell::MainWindow::closed, &m_application,
                     &QApplication::quit, Qt::QueuedConnection);
    QObject::connect(&m_stop, &StopSignal::requested, m_window.get(), [this] { endSoon(); });
}

void Console::endSoon()
{
    m_window->endSoon();
    if (m_window->isAsking()) {
        std::cerr << "penstock: Requests are running, and the window asks what is to become of "
                     "them. Once more ends it at once.\n";
    }
}

Result<void> Console::prepareDemo()
{
    m_demo
        = std::make_unique<DemoSession>(DemoSetup{.seed = m_options.seed, .clock = &m_systemClock});
    if (auto begun = m_demo->begin(); !begun) {
        return begun;
    }
    m_gateway = makeGateway();
    makeDesk(m_demo->profile().paths().folder(), m_demo->profile().variables(),
             std::make_unique<MemoryKeychain>());
    m_theme->setChoice(m_options.theme.value_or(theme::SchemeChoice::System));
    makeWindow(shell::Mode::Demo);
    m_desk->open();
    m_demo->releasePort();
    m_desk->startGateway();
    m_demo->accompany(*m_gateway);
    std::cout << m_demo->announcement() << std::flush;
    return {};
}

Result<void> Console::prepareRecording()
{
    const RecordedState state = m_options.state.value_or(RecordedState::Data);
    auto profile = TemporaryProfile::create(recordedDocument(state), recordedVariables(state));
    if (!profile) {
        return Failure(std::move(profile.error()));
    }
    m_recordedProfile = std::move(*profile);
    auto order = m_recordedProfile->order();
    if (!order) {
        return Failure(std::move(order.error()));
    }
    m_gateway = std::make_unique<RecordedGateway>(RecordedSetup{
        .state = state, .seed = m_options.seed, .now = FrozenClock::usual, .order = *order});
    makeDesk(m_recordedProfile->paths().folder(), m_recordedProfile->variables(),
             std::make_unique<MemoryKeychain>());
    m_theme->setChoice(m_options.theme.value_or(theme::SchemeChoice::Light));
    makeWindow(m_options.isDemo ? shell::Mode::Demo : shell::Mode::Normal);
    m_desk->open();
    return {};
}

Result<void> Console::prepareProfile()
{
    m_paths = std::make_unique<ProfilePaths>(
        m_options.profile.empty() ? ProfilePaths::standard() : ProfilePaths(m_options.profile));
    auto lock = ProfileLock::take(*m_paths);
    if (!lock) {
        return Failure(std::move(lock.error()));
    }
    m_lock = std::move(*lock);
    m_gateway = makeGateway();
    makeDesk(m_paths->folder(), config::processEnvironment(), systemKeychain());
    const QSettings looks = looksOf(*m_paths);
    const auto remembered = static_cast<theme::SchemeChoice>(
        looks.value(schemeKey, static_cast<int>(theme::SchemeChoice::System)).toInt());
    m_theme->setChoice(m_options.theme.value_or(remembered));
    makeWindow(shell::Mode::Normal);
    if (!m_options.size) {
        m_window->restoreGeometry(looks.value(geometryKey).toByteArray());
    }
    m_desk->open();
    if (m_options.startsGateway || !m_desk->config().instances.empty()) {
        m_desk->startGateway();
    }
    return {};
}

void Console::rememberLooks()
{
    // Nothing is made for a console that was only looked at.
    if (!m_lock || !m_lock->isProfileUsed()) {
        return;
    }
    QSettings looks = looksOf(*m_paths);
    looks.setValue(schemeKey, static_cast<int>(m_theme->choice()));
    looks.setValue(geometryKey, m_window->saveGeometry());
}

int Console::run()
{
    m_window->show();
    if (!m_options.screenshot.empty()) {
        // Once everything that was begun has been told.
        QObject::connect(
            m_desk.get(), &service::ConfigDesk::secretsResolved, m_window.get(),
            [this] { takePicture(); }, Qt::QueuedConnection);
    }
    return QApplication::exec();
}

void Console::takePicture()
{
    QCoreApplication::sendPostedEvents(); // layouts that still owe their last word
    const QPixmap picture = m_window->grab();
    const bool isSaved = picture.save(QString::fromStdString(m_options.screenshot.string()), "PNG");
    if (!isSaved) {
        std::cerr << "penstock: the picture " << m_options.screenshot.string()
                  << " cannot be written.\n";
    }
    QApplication::exit(static_cast<int>(isSaved ? ExitCode::Ok : ExitCode::Environment));
}

} // namespace penstock::app
