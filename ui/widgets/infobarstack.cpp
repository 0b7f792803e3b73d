#include "widgets/infobarstack.h"

#include "theme/metrics.h"
#include "widgets/infobar.h"

#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

// The countdown of an undo message is told in seconds.
constexpr std::chrono::milliseconds tick(1000);

} // namespace

InfoBarStack::InfoBarStack(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
    , m_timer(new QTimer(this))
    , m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(theme::metrics::space8);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &InfoBarStack::expire);
    hide();
}

void InfoBarStack::post(const Message &message)
{
    m_queue.post(message, m_clock.steadyNow());
    follow();
}

void InfoBarStack::dismiss(const QString &id)
{
    close(id, CloseReason::Dismissed);
}

bool InfoBarStack::contains(const QString &id) const
{
    return m_bars.contains(id);
}

void InfoBarStack::expire()
{
    const std::vector<QString> over = m_queue.expire(m_clock.steadyNow());
    follow();
    for (const QString &id : over) {
        Q_EMIT closed(id, CloseReason::Expired);
    }
}

void InfoBarStack::close(const QString &id, CloseReason reason)
{
    if (m_queue.remove(id, m_clock.steadyNow())) {
        follow();
        Q_EMIT closed(id, reason);
    }
}

void InfoBarStack::follow()
{
    const std::vector<const Message *> messages = m_queue.shown();
    for (auto bar = m_bars.begin(); bar != m_bars.end();) {
        const bool stays
            = std::any_of(messages.begin(), messages.end(),
                          [&bar](const Message *each) { return each->id == bar->first; });
        if (stays) {
            ++bar;
        } else {
            bar->second->hide();
            bar->second->deleteLater();
            bar = m_bars.erase(bar);
        }
    }
    for (const Message *message : messages) {
        InfoBar *&bar = m_bars[message->id];
        if (bar == nullptr) {
            bar = makeBar(*message);
        } else if (bar->message() != *message) {
            bar->setMessage(*message);
        }
        m_rows->removeWidget(bar);
        m_rows->addWidget(bar);
        bar->show();
    }
    setVisible(!m_bars.empty());
    showTimes();
}

InfoBar *InfoBarStack::makeBar(const Message &message)
{
    auto *bar = new InfoBar(message, this);
    const QString id = message.id;
    connect(bar, &InfoBar::closeRequested, this, [this, id] { close(id, CloseReason::Dismissed); });
    connect(bar, &InfoBar::attentionChanged, this, [this, id] { holdOrRelease(id); });
    connect(bar, &InfoBar::actionChosen, this, [this, id](const QString &actionId) {
        Q_EMIT actionChosen(id, actionId);
        close(id, CloseReason::Acted);
    });
    return bar;
}

void InfoBarStack::holdOrRelease(const QString &id)
{
    const auto bar = m_bars.find(id);
    if (bar == m_bars.end()) {
        return;
    }
    if (bar->second->hasAttention()) {
        m_queue.hold(id, m_clock.steadyNow());
    } else {
        m_queue.release(id, m_clock.steadyNow());
    }
    showTimes();
}

void InfoBarStack::showTimes()
{
    const SteadyTime now = m_clock.steadyNow();
    for (const auto &[id, bar] : m_bars) {
        if (const std::optional<Duration> left = m_queue.remaining(id, now)) {
            bar->setRemaining(std::chrono::ceil<std::chrono::seconds>(*left));
        }
    }
    const std::optional<Duration> next = m_queue.untilNextExpiry(now);
    if (!next) {
        m_timer->stop();
        return;
    }
    m_timer->start(std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*next),
                              std::chrono::milliseconds(0), tick));
}

} // namespace penstock::widgets
