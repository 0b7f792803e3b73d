#pragma once

#include "headless/console.h"
#include "headless/optionparser.h"

#include <span>
#include <string>
#include <string_view>

namespace penstock::headless
{

/// One verb of the program. A new one is a row in the table of `commandline.cpp` and a file.
struct Command {
    std::string_view name;
    std::string_view arguments; ///< as shown in the help
    std::string_view summary;
    std::string_view explanation;
    std::span<const OptionSpec> options;
    ExitCode (*run)(const ParsedOptions &options, Console &console);
};

[[nodiscard]] const Command &checkCommand();
[[nodiscard]] const Command &exportCommand();
[[nodiscard]] const Command &initCommand();
[[nodiscard]] const Command &simulateCommand();
[[nodiscard]] const Command &serveCommand();
[[nodiscard]] const Command &envCommand();
[[nodiscard]] const Command &runCommand();

/// "penstock-gateway check: ... See penstock-gateway check --help."
[[nodiscard]] ExitCode usageError(const Command &command, std::string_view problem,
                                  Console &console);

} // namespace penstock::headless
