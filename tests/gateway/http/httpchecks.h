#pragma once

#include "support/rawclient.h"

#include <string>

namespace penstock::test
{

/// What is wrong with an error of the gateway's own: status, JSON envelope, sentence, request id.
/// Empty when nothing is.
[[nodiscard]] std::string faultOf(const RawAnswer &answer, int status);

/// What is wrong with an answer that should be whole, 200 and have this body.
[[nodiscard]] std::string faultOf(const RawAnswer &answer, const std::string &body);

} // namespace penstock::test
