#include "fatal.h"

#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <string>
#include <system_error>

namespace penstock::bench
{

void fail(std::string_view sentence)
{
    std::cerr << sentence << '\n';
    std::exit(1);
}

void failedTo(std::string_view what)
{
    const std::string reason = std::generic_category().message(errno);
    fail("Cannot " + std::string(what) + ": " + reason + ".");
}

} // namespace penstock::bench
