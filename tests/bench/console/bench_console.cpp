// The console as `penstock` runs it, over a profile that is the first argument, and told by
// standard input what to do. run.sh starts it; README.md says what is measured.

#include "app/console.h"
#include "commands.h"
#include "fatal.h"
#include "firstpaint.h"

#include <QApplication>

int main(int argc, char **argv)
{
    using namespace penstock;
    if (argc < 2) {
        bench::fail("The first argument is the folder of a profile.");
    }
    // What follows is what the console's own main does.
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("penstock"));
    QApplication::setApplicationDisplayName(QStringLiteral("Penstock"));
    QApplication::setDesktopFileName(QStringLiteral("penstock"));
    QApplication::setQuitOnLastWindowClosed(false);
    app::ConsoleOptions options;
    options.profile = argv[1];
    options.startsGateway = true;
    app::Console console(application, options, "benchmark");
    if (const auto prepared = console.prepare(); !prepared) {
        bench::fail(prepared.error().message);
    }
    const bench::FirstPaint firstPaint(console.window());
    const bench::Commands commands(console.window());
    return console.run();
}
