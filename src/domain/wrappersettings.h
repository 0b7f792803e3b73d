#pragma once

#include "domain/ids.h"

#include <cstdint>
#include <string>

namespace penstock
{

/// Defaults of `/completion` and `/chat`.
struct WrapperSettings {
    ModelName model; ///< empty: the first model
    std::string prompt = "You are a helpful assistant.";
    std::int64_t maxCompletionTokens = 10000;

    friend bool operator==(const WrapperSettings &, const WrapperSettings &) = default;
};

} // namespace penstock
