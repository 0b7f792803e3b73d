#pragma once

#include "wire/headerfield.h"
#include "wire/requesthead.h"

#include <string>
#include <string_view>

namespace penstock::http
{

/// An answer that tells the client what is wrong: always JSON, always one English sentence.
struct HttpProblem {
    int status = 400;
    std::string code; ///< for programs, such as "body_too_large"
    std::string message; ///< for the person
    wire::HeaderFields fields; ///< besides the content type, such as Retry-After
};

/// What the reading of the request itself has found.
[[nodiscard]] HttpProblem fromWire(const wire::HeadProblem &problem);

/// `{"error":{"message","type","param","code"}}`
[[nodiscard]] std::string errorBody(const HttpProblem &problem);

[[nodiscard]] std::string_view reasonPhrase(int status);

} // namespace penstock::http
