#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <sys/epoll.h>
#include <vector>

class QSocketNotifier;

namespace penstock
{

/// Socket notifiers, an epoll descriptor that watches for them, and a descriptor to end a wait by.
/// One thread uses it, apart from wakeUp(). Notifiers may come and go during the events that they
/// are sent, and a nested wait() may happen there.
class EpollSet final
{
public:
    /// None is for ever.
    using Timeout = std::optional<std::chrono::milliseconds>;

    EpollSet();
    ~EpollSet();
    EpollSet(const EpollSet &) = delete;
    EpollSet &operator=(const EpollSet &) = delete;

    void add(QSocketNotifier *notifier);
    void remove(QSocketNotifier *notifier);

    /// Learns what is ready; what was learned before and not delivered is learned anew.
    void wait(Timeout timeout);
    /// Waits for wakeUp() alone, and leaves alone what is known to be ready.
    void waitForWakeUp(Timeout timeout);
    /// From any thread: ends the current wait, or else the next.
    void wakeUp() const;

    /// Sends one notifier its event. False when nothing that is known to be ready is left.
    bool deliverNext();

private:
    static constexpr std::size_t typeCount = 3;

    struct Descriptor {
        std::array<QSocketNotifier *, typeCount> notifiers{};
        /// What epoll has been told; zero when it does not know the descriptor.
        std::uint32_t watched = 0;
        /// What notifiers have wanted without a break since before the last wait: all that its
        /// findings may be delivered for.
        std::uint32_t deliverable = 0;
        bool isChanged = false;
        bool isDoubtful = false;
        bool isAlwaysReady = false;

        [[nodiscard]] std::uint32_t wanted() const;
    };

    void noteChange(int fd);
    void applyChanges();
    void apply(int fd);
    [[nodiscard]] bool watch(int fd, const Descriptor &descriptor) const;
    void refuse(int fd, int reason);
    void forget(int fd);
    void drainWakeUps() const;
    void addAlwaysReady();
    [[nodiscard]] QSocketNotifier *takeNextOf(epoll_event &found) const;

    int m_epoll = -1;
    int m_wakeUp = -1;
    /// By descriptor, which are small numbers.
    std::vector<Descriptor> m_descriptors;
    std::vector<int> m_changed;
    std::vector<int> m_alwaysReady;
    std::vector<epoll_event> m_found;
    std::size_t m_foundCount = 0;
    std::size_t m_nextFound = 0;
};

} // namespace penstock
