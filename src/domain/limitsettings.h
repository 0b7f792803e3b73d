#pragma once

#include "domain/enumnames.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace penstock
{

enum class LimitMode {
    Enforce = 1, ///< a full target is skipped
    Advise, ///< a full target comes last
};

template<>
inline constexpr auto enumNames<LimitMode> = std::to_array<EnumName<LimitMode>>({
    {LimitMode::Enforce, "enforce"},
    {LimitMode::Advise, "advise"},
});

struct LimitSettings {
    LimitMode mode = LimitMode::Enforce;
    double headroom = 1.0;
    bool learnFromHeaders = true;
    std::int64_t defaultMaxTpm = 0; ///< of instances that set none; zero: not limited

    friend bool operator==(const LimitSettings &, const LimitSettings &) = default;
};

/// Per million tokens.
struct ModelPrice {
    std::optional<double> input;
    std::optional<double> cachedInput;
    std::optional<double> output;
    std::string currency;

    friend bool operator==(const ModelPrice &, const ModelPrice &) = default;
};

} // namespace penstock
