#include "base/text.h"
#include "headless/clientenvironment.h"
#include "headless/commands.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

#include <array>
#include <charconv>
#include <ostream>

namespace penstock::headless
{

namespace
{

constexpr std::uint16_t usualPort = 3010;

constexpr std::array<OptionSpec, 2> envOptions = {{
    {"shell", "NAME", "sh (the default), fish, powershell or cmd"},
    {"port", "N", "where the gateway listens; else 3010"},
}};
constexpr std::array<OptionSpec, 1> runOptions = {{
    {"port", "N", "where the gateway listens; else 3010"},
}};

std::optional<std::uint16_t> portOf(const ParsedOptions &parsed)
{
    const std::string text = parsed.valueOr("port", std::to_string(usualPort));
    std::uint16_t port = 0;
    const char *const end = text.data() + text.size();
    const auto [at, problem] = std::from_chars(text.data(), end, port);
    return problem == std::errc() && at == end && port > 0 ? std::optional(port) : std::nullopt;
}

ExitCode printEnvironment(const ParsedOptions &parsed, Console &console)
{
    const auto port = portOf(parsed);
    if (!port || !parsed.arguments.empty()) {
        return usageError(envCommand(),
                          port ? "it takes options only." : "the port has to be 1 to 65535.",
                          console);
    }
    const std::string shell = toLower(parsed.valueOr("shell", "sh"));
    for (const auto &[name, value] : clientVariables(*port)) {
        const std::string line = exportLine(shell, name, value);
        if (line.empty()) {
            return usageError(envCommand(), "the shell has to be sh, fish, powershell or cmd.",
                              console);
        }
        console.out << line << '\n';
    }
    return ExitCode::Ok;
}

ExitCode runTool(const ParsedOptions &parsed, Console &console)
{
    const auto port = portOf(parsed);
    if (!port) {
        return usageError(runCommand(), "the port has to be 1 to 65535.", console);
    }
    if (parsed.arguments.empty()) {
        return usageError(runCommand(), "name the command after '--'.", console);
    }
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const auto &[name, value] : clientVariables(*port)) {
        environment.insert(QString::fromStdString(name), QString::fromStdString(value));
    }
    QStringList arguments;
    for (std::size_t i = 1; i < parsed.arguments.size(); ++i) {
        arguments.append(QString::fromStdString(parsed.arguments[i]));
    }
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    process.setInputChannelMode(QProcess::ForwardedInputChannel);
    process.start(QString::fromStdString(parsed.arguments.front()), arguments);
    if (!process.waitForStarted(-1)) {
        console.err << "penstock-gateway run: '" << parsed.arguments.front()
                    << "' cannot be started: " << process.errorString().toStdString() << ".\n";
        return ExitCode::Environment;
    }
    process.waitForFinished(-1);
    // A tool's own result is what its caller asks for.
    return static_cast<ExitCode>(process.exitStatus() == QProcess::NormalExit ? process.exitCode()
                                                                              : 1);
}

} // namespace

const Command &envCommand()
{
    static constexpr Command command = {
        .name = "env",
        .arguments = "[OPTIONS]",
        .summary = "Prints the variables that point clients at the gateway.",
        .explanation = "For example: eval \"$(penstock-gateway env)\". Any text is a key as long "
                       "as the gateway\n"
                       "asks for none, which on loopback it does not.",
        .options = envOptions,
        .run = printEnvironment,
    };
    return command;
}

const Command &runCommand()
{
    static constexpr Command command = {
        .name = "run",
        .arguments = "[OPTIONS] -- COMMAND [ARGUMENTS]",
        .summary = "Starts a tool that uses the gateway.",
        .explanation
        = "COMMAND gets the variables that 'env' prints. Exits with what COMMAND exits with.",
        .options = runOptions,
        .run = runTool,
    };
    return command;
}

} // namespace penstock::headless
