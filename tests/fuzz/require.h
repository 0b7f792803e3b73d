#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace penstock::fuzz
{

/// What has to hold for every input. Stops the program where it does not, which both libFuzzer and
/// CTest take for a finding.
inline void require(bool holds, const char *what, const std::string &detail = {},
                    const std::string &more = {})
{
    if (!holds) {
        std::fprintf(stderr, "does not hold: %s\n%s\n%s\n", what, detail.c_str(), more.c_str());
        std::abort();
    }
}

} // namespace penstock::fuzz
