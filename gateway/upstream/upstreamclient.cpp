#include "upstream/upstreamclient.h"

#include "upstream/engine.h"

namespace penstock::upstream
{

namespace
{

/// Holds an engine that is still on the stack until the event loop runs again.
class LateEnd final : public QObject
{
public:
    explicit LateEnd(std::unique_ptr<Engine> engine) : m_engine(std::move(engine)) { }

private:
    std::unique_ptr<Engine> m_engine;
};

} // namespace

class UpstreamClient::Private final
{
public:
    explicit Private(SocketWatch watch) : engine(std::make_unique<Engine>(watch)) { }

    std::unique_ptr<Engine> engine;
};

UpstreamClient::UpstreamClient(SocketWatch watch, QObject *parent)
    : QObject(parent)
    , m_private(std::make_unique<Private>(watch))
{
}

UpstreamClient::~UpstreamClient()
{
    // A receiver may have brought this about.
    if (m_private->engine->isBusy()) {
        m_private->engine->close();
        std::make_unique<LateEnd>(std::move(m_private->engine)).release()->deleteLater();
    }
}

std::unique_ptr<UpstreamCall> UpstreamClient::send(UpstreamRequest request,
                                                   UpstreamReceiver &receiver)
{
    return m_private->engine->send(std::move(request), receiver);
}

void UpstreamClient::dropIdleConnections()
{
    m_private->engine->dropIdleConnections();
}

std::size_t UpstreamClient::liveCalls() const
{
    return m_private->engine->liveCalls();
}

} // namespace penstock::upstream
