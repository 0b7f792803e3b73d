#pragma once

#include "descriptor.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace penstock::bench
{

/// All sockets here are on 127.0.0.1, do not block, and send at once (TCP_NODELAY). `host` is the
/// last number of another address, for an upstream that is many.
[[nodiscard]] Descriptor listenOnLoopback(std::uint16_t port, std::uint8_t host = 1);
[[nodiscard]] std::optional<Descriptor> acceptedFrom(const Descriptor &listener);
[[nodiscard]] Descriptor connectedToLoopback(std::uint16_t port);

/// Whether somebody could listen there now.
[[nodiscard]] bool isFreePort(std::uint16_t port);

/// Closes with RST in place of FIN, as a killed client or a torn line looks.
void closeWithReset(Descriptor &socket);

enum class Sending { Whole, Failed };

/// What this benchmark sends fits into any socket buffer; a socket that does not take it counts as
/// failed, so that nobody needs a queue.
[[nodiscard]] Sending sendWhole(const Descriptor &socket, std::string_view bytes);

/// One buffer to receive into, for all sockets of a thread.
class Inbox final
{
public:
    struct Received {
        std::string_view bytes; ///< valid until the next call
        bool isEnd = false; ///< the peer has closed or reset the connection
    };
    [[nodiscard]] Received receiveFrom(const Descriptor &socket);

private:
    std::array<char, 65536> m_buffer{};
};

} // namespace penstock::bench
