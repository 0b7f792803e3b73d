#pragma once

#include "domain/ids.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace penstock
{

/// One tool or person that uses the gateway, known by the hash of its key.
struct ClientSettings {
    ClientId name;
    std::string hash; ///< SHA-256 of the key in hexadecimal
    std::vector<ModelName> allowedModels; ///< empty: all
    std::optional<std::int64_t> maxTpm;
    std::optional<std::int64_t> dailyTokens;
    std::optional<double> dailyCost;
    std::optional<std::chrono::milliseconds> queueWait;
    std::optional<bool> capture;
    bool strictStatus = false; ///< no soft commit for this client
    bool normalise = true;

    friend bool operator==(const ClientSettings &, const ClientSettings &) = default;
};

struct ClientsSettings {
    bool requireKey = false;
    std::vector<std::string> allowedOrigins;
    std::vector<std::string> allowedHosts;
    std::vector<ClientSettings> keys;

    friend bool operator==(const ClientsSettings &, const ClientsSettings &) = default;
};

} // namespace penstock
