#pragma once

#include "stallprobe.h"

#include <QObject>
#include <QSocketNotifier>

class QWidget;

namespace penstock::bench
{

/// Does to the window what standard input says, a line each, and answers `done LINE`:
/// hide, show, minimise, stalls SECONDS, picture FILE, quit.
class Commands final : public QObject
{
public:
    explicit Commands(QWidget &window);

private:
    void read();
    void obey(const QString &line);
    void watchStalls(const QString &line, int seconds);

    QWidget &m_window;
    StallProbe m_probe;
    QSocketNotifier m_readable;
    QByteArray m_pending;
};

} // namespace penstock::bench
