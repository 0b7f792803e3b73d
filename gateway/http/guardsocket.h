#pragma once

#include "http/httpconnection.h"

#include <QByteArrayView>
#include <QTcpSocket>

#include <memory>

namespace penstock::http
{

/// What Qt's server takes for a client: a socket without an engine of its own that owns the real
/// one. Qt's server sees complete requests only, one at a time, and each of them as the same few
/// bytes, since whatever its parser would make of the real ones is not what we have understood.
/// What it writes goes nowhere; answers go from the exchange to the real socket.
class GuardSocket final : public QTcpSocket
{
    Q_OBJECT

public:
    GuardSocket(std::unique_ptr<QTcpSocket> socket, Transport transport, Counted counted,
                ConnectionContext &context, QObject *parent);
    ~GuardSocket() override;

    [[nodiscard]] HttpConnection &connection() { return m_connection; }

    /// Has Qt's server call its handler, from inside this call.
    void offerRequest();
    /// The guard whose request Qt's server is handling just now, in this thread.
    [[nodiscard]] static GuardSocket *current();

    void connectionLost();

    [[nodiscard]] qint64 bytesAvailable() const override;
    [[nodiscard]] qint64 bytesToWrite() const override;
    [[nodiscard]] bool isSequential() const override { return true; }
    void disconnectFromHost() override;
    void close() override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    void reportLoss();

    HttpConnection m_connection;
    QByteArrayView m_offered; ///< what Qt's server has not read yet
    bool m_isOffering = false;
};

} // namespace penstock::http
