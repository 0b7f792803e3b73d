#include "upstream/socketwatcher.h"

#include <QSocketNotifier>

#include <array>
#include <unordered_map>

namespace penstock::upstream
{

namespace
{

class NotifierWatcher final : public SocketWatcher
{
public:
    explicit NotifierWatcher(Ready ready) : m_ready(std::move(ready)) { }

    void watch(curl_socket_t socket, int events) override
    {
        if (events == CURL_POLL_REMOVE) {
            forget(socket);
            return;
        }
        const auto wanted = static_cast<unsigned>(events);
        Notifiers &notifiers = m_sockets[socket];
        const bool wantsOut = (wanted & unsigned{CURL_POLL_OUT}) != 0;
        set(notifiers[0], socket, QSocketNotifier::Read, (wanted & unsigned{CURL_POLL_IN}) != 0);
        set(notifiers[1], socket, QSocketNotifier::Write, wantsOut);
#if defined(Q_OS_WIN)
        // A connection that was refused is told there as an exception, and in no other way.
        set(notifiers[2], socket, QSocketNotifier::Exception, wantsOut);
#endif
    }

    void forget(curl_socket_t socket) override
    {
        const auto found = m_sockets.find(socket);
        if (found == m_sockets.end()) {
            return;
        }
        for (QSocketNotifier *notifier : found->second) {
            if (notifier != nullptr) {
                // It may be the one that is just telling.
                notifier->setEnabled(false);
                notifier->deleteLater();
            }
        }
        m_sockets.erase(found);
    }

private:
    using Notifiers = std::array<QSocketNotifier *, 3>;

    void set(QSocketNotifier *&notifier, curl_socket_t socket, QSocketNotifier::Type type,
             bool isWanted)
    {
        if (notifier == nullptr) {
            if (!isWanted) {
                return;
            }
            notifier = new QSocketNotifier(static_cast<qintptr>(socket), type, &m_owner);
            QObject::connect(notifier, &QSocketNotifier::activated, &m_owner,
                             [this, socket, type] { tell(socket, type); });
        }
        if (notifier->isEnabled() != isWanted) {
            notifier->setEnabled(isWanted);
        }
    }

    void tell(curl_socket_t socket, QSocketNotifier::Type type)
    {
        const int event = type == QSocketNotifier::Read ? CURL_CSELECT_IN
            : type == QSocketNotifier::Write            ? CURL_CSELECT_OUT
                                                        : CURL_CSELECT_ERR;
        const ReadySocket ready{socket, event};
        m_ready(std::span(&ready, 1));
    }

    Ready m_ready;
    QObject m_owner;
    std::unordered_map<curl_socket_t, Notifiers> m_sockets;
};

} // namespace

std::unique_ptr<SocketWatcher> makeNotifierWatcher(SocketWatcher::Ready ready)
{
    return std::make_unique<NotifierWatcher>(std::move(ready));
}

} // namespace penstock::upstream
