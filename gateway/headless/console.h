#pragma once

#include "config/variables.h"

#include <iosfwd>
#include <string_view>

namespace penstock::headless
{

/// What a command may touch of the world around it; tests hand in their own.
struct Console {
    std::ostream &out;
    std::ostream &err;
    config::Environment environment;
    std::string_view version = {};
};

/// Exit codes, the same for every command.
enum class ExitCode {
    Ok = 0,
    Negative = 1, ///< the answer is no: the configuration has errors, the instance does not work
    Usage = 2,
    Environment = 3, ///< a file, folder, port or service is not as needed
};

} // namespace penstock::headless
