#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace penstock::service
{

struct PortHolder {
    std::string name;
    int process = 0;
};

/// Who listens on a TCP port of this machine, where the system shows it to this user.
[[nodiscard]] std::optional<PortHolder> portHolder(std::uint16_t port);

} // namespace penstock::service
