#pragma once

#include <iosfwd>
#include <string_view>

namespace penstock::app
{

/// Whether this installation works at all: fonts and icons are there, the gateway starts on a free
/// port and ends again. Prints a line a step; the exit code is ExitCode's. Needs a QApplication.
[[nodiscard]] int runSelfTest(std::string_view version, std::ostream &out);

} // namespace penstock::app
