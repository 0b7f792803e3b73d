#include "qtglue/stopsignal.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace penstock
{

namespace
{

// A handler may hardly do anything; it writes a byte for the event loop to find.
std::atomic<int> wakeDescriptor = -1;

void wake(int /*signal*/)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(wakeDescriptor.load(), &byte, 1);
}

} // namespace

class StopSignal::Watch final
{
public:
    explicit Watch(StopSignal &owner)
    {
        if (::pipe(m_pipe.data()) != 0) {
            return;
        }
        for (const int descriptor : m_pipe) {
            ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
            ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
        }
        m_notifier = std::make_unique<QSocketNotifier>(m_pipe[0], QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, &owner, [this, &owner] {
            std::array<char, 16> bytes{};
            [[maybe_unused]] const ssize_t size = ::read(m_pipe[0], bytes.data(), bytes.size());
            Q_EMIT owner.requested();
        });
        wakeDescriptor = m_pipe[1];
        struct sigaction action = {};
        action.sa_handler = wake;
        action.sa_flags = SA_RESTART;
        ::sigaction(SIGTERM, &action, &m_oldTerm);
        ::sigaction(SIGINT, &action, &m_oldInt);
    }

    ~Watch()
    {
        if (!m_notifier) {
            return;
        }
        ::sigaction(SIGTERM, &m_oldTerm, nullptr);
        ::sigaction(SIGINT, &m_oldInt, nullptr);
        wakeDescriptor = -1;
        m_notifier.reset();
        ::close(m_pipe[0]);
        ::close(m_pipe[1]);
    }

private:
    std::array<int, 2> m_pipe{-1, -1};
    std::unique_ptr<QSocketNotifier> m_notifier;
    struct sigaction m_oldTerm = {};
    struct sigaction m_oldInt = {};
};

StopSignal::StopSignal(QObject *parent) : QObject(parent), m_watch(std::make_unique<Watch>(*this))
{
}

StopSignal::~StopSignal() = default;

} // namespace penstock
