#pragma once

#include "base/result.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTimer>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace penstock::http
{

struct ListenAddress {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: any that is free

    friend bool operator==(const ListenAddress &, const ListenAddress &) = default;
};

/// One listening socket. Takes connections by itself instead of having QTcpServer do it, which
/// stops for ever, or spins, when the process runs out of descriptors.
class Acceptor final : public QObject
{
    Q_OBJECT

public:
    [[nodiscard]] static Result<std::unique_ptr<Acceptor>> listen(const ListenAddress &address);

    /// With the port that it became.
    [[nodiscard]] const ListenAddress &address() const { return m_address; }

Q_SIGNALS:
    /// Whoever hears it owns the descriptor.
    void accepted(qintptr descriptor);
    /// No descriptor is left. Clients wait in the queue of the system until there is one.
    void exhausted();
    void recovered();

private:
    Acceptor() = default;

    void acceptWaiting();
    void pause();

    QTcpServer m_server;
    ListenAddress m_address;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_resume;
    bool m_isExhausted = false;
};

} // namespace penstock::http
