#pragma once

#include "app/consoleoptions.h"
#include "app/demosession.h"
#include "app/profilelock.h"
#include "app/profilepaths.h"
#include "app/recordedgateway.h"
#include "app/temporaryprofile.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/redaction.h"
#include "qtglue/stopsignal.h"
#include "secrets/keychain.h"
#include "service/configdesk.h"
#include "service/gateway.h"
#include "shell/mainwindow.h"
#include "theme/theme.h"

#include <QApplication>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace penstock::app
{

/// All parts of the running console, put together: for a person, for a demonstration, or for a
/// picture.
class Console final
{
public:
    Console(QApplication &application, ConsoleOptions options, std::string_view version);
    ~Console();
    Console(const Console &) = delete;
    Console &operator=(const Console &) = delete;

    /// Builds everything. An error means ExitCode::Environment.
    [[nodiscard]] Result<void> prepare();
    /// Shows the window, or takes its picture, until the end.
    [[nodiscard]] int run();

    [[nodiscard]] shell::MainWindow &window() { return *m_window; }
    [[nodiscard]] service::Gateway &gateway() { return *m_gateway; }
    [[nodiscard]] service::ConfigDesk &desk() { return *m_desk; }

    static constexpr std::array<std::string_view, 2> pageNames = {"dashboard", "instances"};

private:
    [[nodiscard]] Result<void> prepareDemo();
    [[nodiscard]] Result<void> prepareRecording();
    [[nodiscard]] Result<void> prepareProfile();
    [[nodiscard]] std::unique_ptr<service::Gateway> makeGateway();
    void makeDesk(std::filesystem::path folder, config::Environment variables,
                  std::unique_ptr<KeychainBackend> keychain);
    void makeWindow(shell::Mode mode);
    void rememberLooks();
    void takePicture();
    void endSoon();

    QApplication &m_application;
    ConsoleOptions m_options;
    std::string m_version;
    StopSignal m_stop; ///< from the beginning: what was made is tidied away
    SystemClock m_systemClock;
    FrozenClock m_frozenClock;
    SystemRandom m_random;
    Redactor m_redactor;
    std::unique_ptr<Logger> m_logger;
    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<ProfilePaths> m_paths; ///< of a profile that lasts
    std::unique_ptr<ProfileLock> m_lock;
    std::unique_ptr<TemporaryProfile> m_recordedProfile;
    std::unique_ptr<DemoSession> m_demo;
    std::unique_ptr<Keychain> m_keychain;
    std::unique_ptr<service::Gateway> m_gateway;
    std::unique_ptr<service::ConfigDesk> m_desk;
    std::unique_ptr<shell::MainWindow> m_window;
};

} // namespace penstock::app
