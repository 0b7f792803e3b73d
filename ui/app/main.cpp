#include "app/console.h"
#include "app/selftest.h"

#include <QApplication>
#include <QDir>
#include <QFile>

#include <iostream>
#include <string>
#include <vector>

#if defined(Q_OS_LINUX)
#include <unistd.h>
#endif

namespace
{

using namespace penstock;
using app::Console;
using app::ExitCode;

int code(ExitCode value)
{
    return static_cast<int>(value);
}

/// Qt itself would end with a core dump.
bool hasDisplay()
{
#if defined(Q_OS_LINUX)
    return !qEnvironmentVariableIsEmpty("DISPLAY")
        || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
#else
    return true;
#endif
}

/// Qt would complain of its absence, and take such a folder itself.
void ensureRuntimeFolder()
{
#if defined(Q_OS_LINUX)
    constexpr const char *variable = "XDG_RUNTIME_DIR";
    if (qEnvironmentVariableIsEmpty(variable)) {
        const QString folder
            = QDir::tempPath() + QStringLiteral("/runtime-%1").arg(static_cast<uint>(::geteuid()));
        qputenv(variable, QFile::encodeName(folder));
    }
#endif
}

int runConsole(QApplication &application, const app::ConsoleOptions &options)
{
    Console console(application, options, PENSTOCK_VERSION);
    if (const auto prepared = console.prepare(); !prepared) {
        std::cerr << "penstock: " << prepared.error().message << '\n';
        return code(ExitCode::Environment);
    }
    return console.run();
}

} // namespace

int main(int argc, char **argv)
{
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto options = app::parseConsoleOptions(words, Console::pageNames);
    if (!options) {
        std::cerr << "penstock: " << options.error().message << " See penstock --help.\n";
        return code(ExitCode::Usage);
    }
    if (options->wantsHelp) {
        std::cout << app::consoleHelp(Console::pageNames);
        return code(ExitCode::Ok);
    }
    if (options->wantsVersion) {
        std::cout << "penstock " << PENSTOCK_VERSION << '\n';
        return code(ExitCode::Ok);
    }
    // Pictures and self-tests are made where there is no screen, too.
    const bool needsNoScreen = !options->screenshot.empty() || options->isSelfTest;
    if (needsNoScreen && qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    if (!hasDisplay()) {
        std::cerr << "penstock: There is no display (DISPLAY and WAYLAND_DISPLAY are not set). "
                     "'penstock-gateway serve' needs none.\n";
        return code(ExitCode::Environment);
    }
    ensureRuntimeFolder();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("penstock"));
    QApplication::setApplicationDisplayName(QStringLiteral("Penstock"));
    QApplication::setApplicationVersion(QStringLiteral(PENSTOCK_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("penstock"));
    QApplication::setQuitOnLastWindowClosed(false); // the window says when all is settled
    return options->isSelfTest ? app::runSelfTest(PENSTOCK_VERSION, std::cout)
                               : runConsole(application, *options);
}
