#include "headless/checkreport.h"
#include "headless/commands.h"
#include "headless/loadoptions.h"

#include <algorithm>
#include <ostream>

namespace penstock::headless
{

namespace
{

constexpr auto options = withLoadOptions(std::array<OptionSpec, 1>{{
    {"json", "", "print the result as JSON"},
}});

ExitCode run(const ParsedOptions &parsed, Console &console)
{
    if (parsed.arguments.size() != 1) {
        return usageError(checkCommand(),
                          parsed.arguments.empty() ? "name a file or a folder."
                                                   : "name one file or folder only.",
                          console);
    }
    if (parsed.arguments.front().empty()) {
        return usageError(checkCommand(), "the name of the file or folder is empty.", console);
    }
    const auto result = loadWithOptions(parsed, parsed.arguments.front(), console);
    if (!result) {
        console.err << "penstock-gateway check: " << result.error().message << '\n';
        return ExitCode::Environment;
    }
    const config::LoadedConfig &loaded = result->loaded;
    console.out << (parsed.has("json") ? checkReportJson(loaded) : checkReportText(loaded));
    if (!loaded.isReadable) {
        return ExitCode::Environment;
    }
    return loaded.hasErrors() ? ExitCode::Negative : ExitCode::Ok;
}

} // namespace

const Command &checkCommand()
{
    static constexpr Command command = {
        .name = "check",
        .arguments = "FILE_OR_DIR [OPTIONS]",
        .summary = "Checks a configuration and says what it would do.",
        .explanation
        = "FILE_OR_DIR is a YAML or JSON file, or a folder with base.yaml (and an overlay such as\n"
          "production.yaml) or penstock.yaml. Errors name file, line and column; nothing is "
          "changed.\n"
          "Exits with 0 when the configuration can be used, 1 when it has errors, 3 when it cannot "
          "be read.",
        .options = options,
        .run = run,
    };
    return command;
}

} // namespace penstock::headless
