#include "commands.h"

#include "fatal.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include <array>
#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace penstock::bench
{

namespace
{

void answer(const QString &line)
{
    std::printf("done %s\n", qPrintable(line));
    std::fflush(stdout);
}

} // namespace

Commands::Commands(QWidget &window)
    : m_window(window)
    , m_readable(STDIN_FILENO, QSocketNotifier::Read)
{
    connect(&m_readable, &QSocketNotifier::activated, this, &Commands::read);
}

void Commands::read()
{
    std::array<char, 256> bytes{};
    const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (count <= 0) {
        QCoreApplication::exit(); // whoever measured has gone
        return;
    }
    m_pending.append(bytes.data(), static_cast<qsizetype>(count));
    for (qsizetype end = m_pending.indexOf('\n'); end >= 0; end = m_pending.indexOf('\n')) {
        obey(QString::fromUtf8(m_pending.first(end)));
        m_pending.remove(0, end + 1);
    }
}

void Commands::obey(const QString &line)
{
    const QString verb = line.section(QLatin1Char(' '), 0, 0);
    const QString value = line.section(QLatin1Char(' '), 1);
    if (verb == QLatin1String("stalls")) {
        watchStalls(line, value.toInt());
        return;
    }
    if (verb == QLatin1String("hide")) {
        m_window.hide();
    } else if (verb == QLatin1String("show")) {
        m_window.showNormal();
    } else if (verb == QLatin1String("minimise")) {
        m_window.showMinimized();
    } else if (verb == QLatin1String("picture")) {
        m_window.grab().save(value);
    } else if (verb == QLatin1String("quit")) {
        QCoreApplication::exit(); // quit() would ask about the requests that are running
    } else {
        fail("There is no command '" + line.toStdString() + "'.");
    }
    answer(line);
}

void Commands::watchStalls(const QString &line, int seconds)
{
    m_probe.start();
    QTimer::singleShot(std::chrono::seconds(seconds), this, [this, line] {
        m_probe.stopAndReport();
        answer(line);
    });
}

} // namespace penstock::bench
