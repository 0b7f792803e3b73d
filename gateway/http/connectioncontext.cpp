#include "http/connectioncontext.h"

#include "http/httpconnection.h"

#include <algorithm>

namespace penstock::http
{

void ConnectionRegistry::add(HttpConnection &connection)
{
    connection.setPlace(m_connections.size());
    m_connections.push_back(&connection);
}

void ConnectionRegistry::remove(HttpConnection &connection)
{
    HttpConnection *const last = m_connections.back();
    last->setPlace(connection.place());
    m_connections[connection.place()] = last;
    m_connections.pop_back();
}

std::int64_t ConnectionContext::highWater() const
{
    // The other 8 of 32 MiB are what libcurl holds of the same streams.
    constexpr std::int64_t together = std::int64_t{24} << 20;
    constexpr std::int64_t least = std::int64_t{32} << 10;
    constexpr std::int64_t most = std::int64_t{256} << 10;
    const std::int64_t open = std::max(1, load->exchanges.load(std::memory_order_relaxed));
    // What comes in one piece on top of it has its room, too.
    constexpr std::int64_t usualPiece = std::int64_t{16} << 10;
    return std::clamp(together / open, least, most) - usualPiece;
}

} // namespace penstock::http
