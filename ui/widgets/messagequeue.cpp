#include "widgets/messagequeue.h"

#include <algorithm>

namespace penstock::widgets
{

MessageQueue::MessageQueue(std::size_t places) : m_places(places) { }

void MessageQueue::post(Message message, SteadyTime now)
{
    Entry entry;
    entry.left = lifetimeOf(message);
    entry.message = std::move(message);
    const auto same = find(entry.message.id);
    if (same != m_entries.end()) {
        entry.isHeld = same->isHeld;
        *same = std::move(entry);
    } else if (entry.message.kind == MessageKind::Undo) {
        // It has to be seen in time, whatever else stays open.
        const auto firstNote
            = std::find_if(m_entries.begin(), m_entries.end(), [](const Entry &each) {
                  return each.message.kind != MessageKind::Undo;
              });
        m_entries.insert(firstNote, std::move(entry));
    } else {
        m_entries.push_back(std::move(entry));
    }
    settle(now);
}

bool MessageQueue::remove(const QString &id, SteadyTime now)
{
    const auto entry = find(id);
    if (entry == m_entries.end()) {
        return false;
    }
    m_entries.erase(entry);
    settle(now);
    return true;
}

std::vector<QString> MessageQueue::expire(SteadyTime now)
{
    std::vector<QString> ids;
    for (const Entry &entry : m_entries) {
        if (remainingOf(entry, now) == Duration::zero()) {
            ids.push_back(entry.message.id);
        }
    }
    std::erase_if(m_entries, [now](const Entry &entry) {
        return remainingOf(entry, now) == Duration::zero();
    });
    settle(now);
    return ids;
}

void MessageQueue::hold(const QString &id, SteadyTime now)
{
    const auto entry = find(id);
    if (entry != m_entries.end()) {
        entry->isHeld = true;
        settle(now);
    }
}

void MessageQueue::release(const QString &id, SteadyTime now)
{
    const auto entry = find(id);
    if (entry != m_entries.end()) {
        entry->isHeld = false;
        settle(now);
    }
}

std::vector<const Message *> MessageQueue::shown() const
{
    std::vector<const Message *> messages;
    for (const Entry &entry : m_entries) {
        if (messages.size() == m_places) {
            break;
        }
        messages.push_back(&entry.message);
    }
    return messages;
}

std::size_t MessageQueue::waiting() const
{
    return m_entries.size() - std::min(m_entries.size(), m_places);
}

std::optional<Duration> MessageQueue::remaining(const QString &id, SteadyTime now) const
{
    const auto entry = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&id](const Entry &each) { return each.message.id == id; });
    return entry == m_entries.end() ? std::nullopt : remainingOf(*entry, now);
}

std::optional<Duration> MessageQueue::untilNextExpiry(SteadyTime now) const
{
    std::optional<Duration> soonest;
    for (const Entry &entry : m_entries) {
        if (entry.since) {
            const Duration left = *remainingOf(entry, now);
            soonest = std::min(soonest.value_or(left), left);
        }
    }
    return soonest;
}

std::optional<Duration> MessageQueue::lifetimeOf(const Message &message)
{
    if (message.kind == MessageKind::Undo) {
        return undoLifetime;
    }
    // Only success may go unseen.
    return message.tone == theme::Tone::Good ? std::optional<Duration>(goodLifetime) : std::nullopt;
}

std::optional<Duration> MessageQueue::remainingOf(const Entry &entry, SteadyTime now)
{
    if (!entry.left || !entry.since) {
        return entry.left;
    }
    return std::max(Duration::zero(), *entry.left - (now - *entry.since));
}

std::vector<MessageQueue::Entry>::iterator MessageQueue::find(const QString &id)
{
    return std::find_if(m_entries.begin(), m_entries.end(),
                        [&id](const Entry &entry) { return entry.message.id == id; });
}

void MessageQueue::settle(SteadyTime now)
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        Entry &entry = m_entries[i];
        const bool runs = entry.left && !entry.isHeld && i < m_places;
        if (runs && !entry.since) {
            entry.since = now;
        } else if (!runs) {
            entry.left = remainingOf(entry, now);
            entry.since.reset();
        }
    }
}

} // namespace penstock::widgets
