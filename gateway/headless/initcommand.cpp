#include "base/files.h"
#include "config/sampleconfig.h"
#include "headless/commands.h"

#include <array>
#include <filesystem>
#include <ostream>

namespace penstock::headless
{

namespace
{

namespace fs = std::filesystem;

constexpr std::array<OptionSpec, 1> options = {{
    {"force", "", "replace files that are there; the old ones are kept as .bak"},
}};

ExitCode run(const ParsedOptions &parsed, Console &console)
{
    if (parsed.arguments.size() > 1) {
        return usageError(initCommand(), "name one folder only.", console);
    }
    const fs::path folder
        = parsed.arguments.empty() ? fs::path(".") : pathFromUtf8(parsed.arguments.front());
    const fs::path config = folder / "penstock.yaml";
    const fs::path variables = folder / ".env.example";
    for (const fs::path &file : {config, variables}) {
        std::error_code error;
        if (fs::exists(file, error) && !parsed.has("force")) {
            console.err << "penstock-gateway init: " << toUtf8(file)
                        << " is already there; nothing was written. "
                        << "Use --force to replace it.\n";
            return ExitCode::Negative;
        }
    }
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        console.err << "penstock-gateway init: the folder " << toUtf8(folder)
                    << " cannot be made: " << error.message() << ".\n";
        return ExitCode::Environment;
    }
    const WriteOptions write{.access = FileAccess::Owner, .keepBackup = parsed.has("force")};
    for (const auto &[file, text] : {std::pair(config, config::sampleConfig()),
                                     std::pair(variables, config::sampleDotEnv())}) {
        if (const auto written = writeFileAtomically(file, text, write); !written) {
            console.err << "penstock-gateway init: " << written.error().message << '\n';
            return ExitCode::Environment;
        }
        console.out << "Wrote " << toUtf8(file) << ".\n";
    }
    console.out << "\nNext: put your resources into " << toUtf8(config) << ", copy "
                << toUtf8(variables) << " to " << toUtf8(folder / ".env")
                << " and fill in the keys, then run\n  penstock-gateway check " << toUtf8(config)
                << " --env-file " << toUtf8(folder / ".env") << '\n';
    return ExitCode::Ok;
}

} // namespace

const Command &initCommand()
{
    static constexpr Command command = {
        .name = "init",
        .arguments = "[DIR] [OPTIONS]",
        .summary = "Writes a commented penstock.yaml and .env.example to start from.",
        .explanation
        = "DIR is made if it is not there; without it the files go into the current folder.",
        .options = options,
        .run = run,
    };
    return command;
}

} // namespace penstock::headless
