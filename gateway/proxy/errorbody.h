#pragma once

#include "proxy/chunkkind.h"

#include <string>
#include <string_view>

namespace penstock::proxy
{

/// `error.code` of an error body; empty when there is none.
[[nodiscard]] std::string errorCodeIn(std::string_view json);

/// Whether a body says in Azure's or OpenAI's way what is wrong.
[[nodiscard]] bool hasErrorObject(std::string_view json);

/// Any upstream's error as clients of OpenAI expect it: `{"error":{message,type,param,code}}` with
/// a textual code; what else was in it is kept. What is no JSON becomes the message.
[[nodiscard]] std::string normalisedError(std::string_view body, int status);

[[nodiscard]] std::string errorBodyFor(const StreamError &error);

} // namespace penstock::proxy
