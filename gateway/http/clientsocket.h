#pragma once

#include "http/httphandler.h"

#include <cstdint>

class QTcpSocket;

namespace penstock::http
{

/// Who is at the other end, and where.
[[nodiscard]] Peer peerOf(const QTcpSocket &socket, Transport transport);

/// What still waits inside the process, encrypted or not.
[[nodiscard]] std::int64_t unsentBytes(const QTcpSocket &socket);

} // namespace penstock::http
