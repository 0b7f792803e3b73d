#include "http/sendbatch.h"

#include "http/httpconnection.h"

#include <algorithm>

namespace penstock::http
{

SendBatch::SendBatch()
{
    m_endOfTurn.setSingleShot(true);
    m_endOfTurn.setInterval(0);
    QObject::connect(&m_endOfTurn, &QTimer::timeout, &m_endOfTurn, [this] { send(); });
}

bool SendBatch::hold(HttpConnection &connection)
{
    if (!m_endOfTurn.isActive()) {
        m_endOfTurn.start();
        return false;
    }
    m_waiting.push_back(&connection);
    return true;
}

void SendBatch::remove(HttpConnection &connection)
{
    std::erase(m_waiting, &connection);
}

void SendBatch::send()
{
    while (!m_waiting.empty()) {
        HttpConnection &next = *m_waiting.front();
        m_waiting.pop_front();
        next.sendHeld();
    }
}

} // namespace penstock::http
