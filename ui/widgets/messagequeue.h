#pragma once

#include "base/clock.h"
#include "widgets/message.h"

#include <cstddef>
#include <optional>

namespace penstock::widgets
{

/// Which messages are shown, and for how long. What can be undone comes first, then the oldest;
/// what waits for a place does not age. Time is handed in.
class MessageQueue final
{
public:
    static constexpr std::chrono::seconds goodLifetime{6};
    static constexpr std::chrono::seconds undoLifetime{10};

    explicit MessageQueue(std::size_t places = 3);

    /// A message with the same id is replaced where it stands, and starts anew.
    void post(Message message, SteadyTime now);
    /// False when there is none.
    bool remove(const QString &id, SteadyTime now);
    /// Takes out those whose time is over and tells their ids.
    [[nodiscard]] std::vector<QString> expire(SteadyTime now);

    /// Time stands still for a message while it is held: the pointer is on it.
    void hold(const QString &id, SteadyTime now);
    void release(const QString &id, SteadyTime now);

    [[nodiscard]] std::vector<const Message *> shown() const;
    [[nodiscard]] std::size_t waiting() const;
    /// Nothing for a message that stays, or waits, or is not there.
    [[nodiscard]] std::optional<Duration> remaining(const QString &id, SteadyTime now) const;
    /// When expire() is worth calling; nothing when no time runs.
    [[nodiscard]] std::optional<Duration> untilNextExpiry(SteadyTime now) const;

private:
    struct Entry {
        Message message;
        std::optional<Duration> left; ///< at `since`, or for good while held; nothing: stays
        std::optional<SteadyTime> since; ///< nothing: time stands still
        bool isHeld = false;
    };

    [[nodiscard]] static std::optional<Duration> lifetimeOf(const Message &message);
    [[nodiscard]] static std::optional<Duration> remainingOf(const Entry &entry, SteadyTime now);
    [[nodiscard]] std::vector<Entry>::iterator find(const QString &id);
    /// Lets the time of what is shown run, and stops that of everything else.
    void settle(SteadyTime now);

    std::vector<Entry> m_entries;
    std::size_t m_places;
};

} // namespace penstock::widgets
