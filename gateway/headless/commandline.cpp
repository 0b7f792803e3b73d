#include "headless/commandline.h"

#include "base/text.h"
#include "headless/commands.h"

#include <algorithm>
#include <ostream>
#include <vector>

namespace penstock::headless
{

namespace
{

constexpr std::string_view program = "penstock-gateway";

std::vector<const Command *> allCommands()
{
    return {&serveCommand(), &initCommand(), &checkCommand(),   &exportCommand(),
            &envCommand(),   &runCommand(),  &simulateCommand()};
}

void printOverview(std::ostream &out)
{
    constexpr std::size_t column = 10;
    out << "Usage: " << program
        << " COMMAND [ARGUMENTS]\n\nThe local gateway of Penstock for Azure OpenAI.\n\nCommands:\n";
    for (const Command *command : allCommands()) {
        std::string name(command->name);
        name.resize(std::max(name.size() + 2, column), ' ');
        out << "  " << name << command->summary << '\n';
    }
    out << "\n"
        << program << " COMMAND --help explains a command; " << program
        << " --version tells the version.\n"
        << "Exit codes: 0 ok, 1 negative result, 2 wrong usage, 3 a file or service is not as "
           "needed.\n";
}

void printHelp(const Command &command, std::ostream &out)
{
    out << "Usage: " << program << ' ' << command.name << ' ' << command.arguments << "\n\n"
        << command.summary << "\n\n"
        << command.explanation << "\n\nOptions:\n"
        << optionHelp(command.options) << "  --help                  this text\n";
}

ExitCode unknownCommand(const std::string &word, Console &console)
{
    std::vector<std::string_view> names;
    for (const Command *command : allCommands()) {
        names.push_back(command->name);
    }
    const auto near = nearest(std::span<const std::string_view>(names), word);
    console.err << program << ": there is no command '" << word << "'."
                << (near ? " Did you mean '" + *near + "'?" : std::string()) << " See " << program
                << " --help.\n";
    return ExitCode::Usage;
}

ExitCode execute(const Command &command, std::span<const std::string> words, Console &console)
{
    // What stands behind the dashes is another tool's.
    const std::span<const std::string> own(words.begin(), std::ranges::find(words, "--"));
    if (std::ranges::find(own, "--help") != own.end()
        || std::ranges::find(own, "-h") != own.end()) {
        printHelp(command, console.out);
        return ExitCode::Ok;
    }
    const ParsedOptions options = parseOptions(words, command.options);
    if (!options.problem.empty()) {
        return usageError(command, options.problem, console);
    }
    return command.run(options, console);
}

} // namespace

ExitCode usageError(const Command &command, std::string_view problem, Console &console)
{
    console.err << program << ' ' << command.name << ": " << problem << " See " << program << ' '
                << command.name << " --help.\n";
    return ExitCode::Usage;
}

ExitCode runCommandLine(std::span<const std::string> words, std::string_view version,
                        Console &console)
{
    if (words.empty()) {
        printOverview(console.err);
        return ExitCode::Usage;
    }
    const std::string &first = words.front();
    if (first == "--help" || first == "-h" || first == "help") {
        printOverview(console.out);
        return ExitCode::Ok;
    }
    console.version = version;
    if (first == "--version") {
        console.out << program << ' ' << version << '\n';
        return ExitCode::Ok;
    }
    for (const Command *command : allCommands()) {
        if (command->name == first) {
            return execute(*command, words.subspan(1), console);
        }
    }
    return unknownCommand(first, console);
}

} // namespace penstock::headless
