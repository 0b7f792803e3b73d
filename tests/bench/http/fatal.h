#pragma once

#include <string_view>

namespace penstock::bench
{

/// Says the sentence and ends the program with status 1: a benchmark that limps measures nothing.
[[noreturn]] void fail(std::string_view sentence);

/// The same for a system call that failed, with the reason that errno gives.
[[noreturn]] void failedTo(std::string_view what);

} // namespace penstock::bench
