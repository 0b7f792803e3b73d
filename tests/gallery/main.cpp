#include "gallery.h"
#include "theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>

namespace
{

using namespace penstock;

QCommandLineOption themeOption()
{
    return {QStringLiteral("theme"), QStringLiteral("system, light or dark."),
            QStringLiteral("name"), QStringLiteral("system")};
}

QCommandLineOption screenshotOption()
{
    return {QStringLiteral("screenshot"),
            QStringLiteral("Draws the page into a PNG file and ends."), QStringLiteral("file")};
}

theme::SchemeChoice choiceOf(const QString &name)
{
    if (name == QLatin1String("light")) {
        return theme::SchemeChoice::Light;
    }
    return name == QLatin1String("dark") ? theme::SchemeChoice::Dark : theme::SchemeChoice::System;
}

int takeScreenshot(gallery::Gallery &window, const QString &file)
{
    if (window.picture().save(file, "PNG")) {
        return 0;
    }
    qWarning("'%s' could not be written.", qUtf8Printable(file));
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({themeOption(), screenshotOption()});
    parser.process(application);

    theme::Theme theme(*qApp);
    theme.setChoice(choiceOf(parser.value(themeOption().names().constFirst())));
    gallery::Gallery window;
    if (parser.isSet(screenshotOption().names().constFirst())) {
        return takeScreenshot(window, parser.value(screenshotOption().names().constFirst()));
    }
    window.show();
    return QApplication::exec();
}
