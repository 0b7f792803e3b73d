#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace penstock
{

/// What the gateway takes from its clients, and for how long it waits for it.
struct InboundLimits {
    int maxHeaderKib = 64;
    int maxHeaderFields = 100;
    int maxJsonMib = 32;
    int maxMultipartMib = 512;
    int spoolAboveMib = 1;
    int maxBufferedMib = 64;
    std::chrono::milliseconds head = std::chrono::seconds(10);
    std::chrono::milliseconds bodyIdle = std::chrono::seconds(15);
    std::chrono::milliseconds keepAlive = std::chrono::seconds(60);
    std::chrono::milliseconds stalledClient = std::chrono::seconds(60);
    int maxConnections = 2048;
    int maxInFlight = 1024;

    friend bool operator==(const InboundLimits &, const InboundLimits &) = default;
};

struct ListenSettings {
    std::vector<std::string> addresses = {"loopback"};
    std::uint16_t port = 3010;
    std::vector<std::uint16_t> alsoListen;
    bool allowPlainLan = false;
    std::string tlsCertificate;
    std::string tlsKey;
    int workers = 0; ///< zero: as many as suit the place, one in the console
    InboundLimits inbound;

    friend bool operator==(const ListenSettings &, const ListenSettings &) = default;
};

} // namespace penstock
