#pragma once

#include "mixrequest.h"
#include "support/rawclient.h"
#include "verdict.h"

#include <nlohmann/json_fwd.hpp>

namespace penstock::test
{

enum class Words { OfOpenAi = 1, OfAzureToo };

/// Why it is no `error` that a person and a client could read; empty when it is one.
[[nodiscard]] std::string problemOf(const nlohmann::json &error, Words words);

/// An answer that is no 200.
[[nodiscard]] Verdict judgeError(const RawAnswer &answer, Address address);

} // namespace penstock::test
