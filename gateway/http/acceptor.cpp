#include "http/acceptor.h"

#include "http/socketcalls.h"
#include "qtglue/qttext.h"

#include <QHostAddress>

namespace penstock::http
{

namespace
{

// So that a storm of clients leaves room for what else the thread has to do.
constexpr int mostAtOnce = 64;
constexpr std::chrono::milliseconds exhaustedPause(100);

Failure cannotListen(const ListenAddress &wanted, const QTcpServer &server)
{
    const std::string place = "'" + wanted.address + "' port " + std::to_string(wanted.port);
    std::string detail = toStd(server.errorString());
    switch (server.serverError()) {
    case QAbstractSocket::AddressInUseError:
        return fail(ErrorCode::AlreadyExists,
                    "Another program listens on " + place
                        + " already. End it, or set another 'port'.",
                    std::move(detail));
    case QAbstractSocket::SocketAccessError:
        return fail(ErrorCode::PermissionDenied,
                    "The system does not let this user listen on " + place
                        + ". Choose a port above 1023.",
                    std::move(detail));
    case QAbstractSocket::SocketAddressNotAvailableError:
        return fail(ErrorCode::NotFound, "This machine does not have the address " + place + ".",
                    std::move(detail));
    default:
        return fail(ErrorCode::Unavailable, "The gateway cannot listen on " + place + ".",
                    std::move(detail));
    }
}

} // namespace

Result<std::unique_ptr<Acceptor>> Acceptor::listen(const ListenAddress &wanted)
{
    const QHostAddress host(toQString(wanted.address));
    if (host.isNull()) {
        return fail(ErrorCode::InvalidInput,
                    "'" + wanted.address + "' is no IP address to listen on.");
    }
    std::unique_ptr<Acceptor> acceptor(new Acceptor);
    QTcpServer &server = acceptor->m_server;
    // The queue of the system, for bursts of clients.
    constexpr int mostWaiting = 1024;
    server.setListenBacklogSize(mostWaiting);
    if (!server.listen(host, wanted.port)) {
        return cannotListen(wanted, server);
    }
    server.pauseAccepting();
    acceptor->m_address = {wanted.address, server.serverPort()};
    acceptor->m_notifier
        = std::make_unique<QSocketNotifier>(server.socketDescriptor(), QSocketNotifier::Read);
    connect(acceptor->m_notifier.get(), &QSocketNotifier::activated, acceptor.get(),
            &Acceptor::acceptWaiting);
    acceptor->m_resume.setSingleShot(true);
    acceptor->m_resume.setInterval(exhaustedPause);
    connect(&acceptor->m_resume, &QTimer::timeout, acceptor.get(), &Acceptor::acceptWaiting);
    return acceptor;
}

void Acceptor::acceptWaiting()
{
    m_notifier->setEnabled(true);
    for (int i = 0; i < mostAtOnce; ++i) {
        const AcceptResult result = acceptConnection(m_server.socketDescriptor());
        switch (result.outcome) {
        case AcceptOutcome::Accepted:
            if (std::exchange(m_isExhausted, false)) {
                Q_EMIT recovered();
            }
            Q_EMIT accepted(result.descriptor);
            break;
        case AcceptOutcome::NothingWaits:
            return;
        case AcceptOutcome::OutOfDescriptors:
            pause();
            return;
        case AcceptOutcome::Failed:
            break;
        }
    }
}

// The listening socket stays readable, so that without a pause the thread would do nothing else.
void Acceptor::pause()
{
    m_notifier->setEnabled(false);
    m_resume.start();
    if (!std::exchange(m_isExhausted, true)) {
        Q_EMIT exhausted();
    }
}

} // namespace penstock::http
