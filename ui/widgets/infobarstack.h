#pragma once

#include "widgets/messagequeue.h"

#include <QWidget>

#include <map>

class QTimer;
class QVBoxLayout;

namespace penstock::widgets
{

class InfoBar;

/// The messages of a page, in the order of MessageQueue. Takes no room while there are none.
class InfoBarStack final : public QWidget
{
    Q_OBJECT

public:
    explicit InfoBarStack(const Clock &clock, QWidget *parent = nullptr);

    /// A message with the same id is replaced where it stands.
    void post(const Message &message);
    void dismiss(const QString &id);
    [[nodiscard]] bool contains(const QString &id) const;

    /// Takes away what is over. Its own timer calls this; a test that moves the clock does, too.
    void expire();

Q_SIGNALS:
    /// `actionId` is one of the message's, or InfoBar::undoAction().
    void actionChosen(const QString &id, const QString &actionId);
    void closed(const QString &id, penstock::widgets::CloseReason reason);

private:
    void close(const QString &id, CloseReason reason);
    void follow();
    InfoBar *makeBar(const Message &message);
    void holdOrRelease(const QString &id);
    void showTimes();

    const Clock &m_clock;
    MessageQueue m_queue;
    QTimer *m_timer;
    QVBoxLayout *m_rows;
    std::map<QString, InfoBar *> m_bars;
};

} // namespace penstock::widgets
