#include "base/files.h"
#include "base/redaction.h"
#include "config/loader.h"
#include "headless/checkreport.h"
#include "headless/commands.h"
#include "headless/loadoptions.h"
#include "qtglue/qtlogbridge.h"
#include "qtglue/stopsignal.h"
#include "secrets/localsecrets.h"
#include "service/gatewayhost.h"

#include <QCoreApplication>

#include <charconv>
#include <ostream>

namespace penstock::headless
{

namespace
{

constexpr LogCategory gatewayLog{"gateway"};
constexpr std::chrono::seconds drainTime(20);

constexpr auto options = withLoadOptions(std::array<OptionSpec, 5>{{
    {"config", "FILE", "a file or folder with the configuration; else ./config, then the profile"},
    {"profile", "DIR", "the folder of this installation's data; else the current folder"},
    {"port", "N", "instead of the configured port; 0 takes any that is free"},
    {"listen", "ADDR", "instead of the configured addresses"},
    {"log-level", "L", "debug, info, warning or error"},
}});

Result<std::uint16_t> parsePort(const std::string &text)
{
    std::uint16_t port = 0;
    const char *const end = text.data() + text.size();
    const auto [at, problem] = std::from_chars(text.data(), end, port);
    if (problem != std::errc() || at != end) {
        return fail(ErrorCode::InvalidInput, "'" + text + "' is no port; it has to be 0 to 65535.");
    }
    return port;
}

/// The configuration with what the command line says instead.
Result<std::shared_ptr<const GatewayConfig>> withOverrides(const GatewayConfig &loaded,
                                                           const ParsedOptions &parsed)
{
    auto config = std::make_shared<GatewayConfig>(loaded);
    if (parsed.has("port")) {
        const auto port = parsePort(parsed.valueOr("port", {}));
        if (!port) {
            return Failure(port.error());
        }
        config->listen.port = *port;
    }
    if (parsed.has("listen")) {
        config->listen.addresses = {parsed.valueOr("listen", {})};
    }
    return std::shared_ptr<const GatewayConfig>(std::move(config));
}

LogLevel levelFor(const GatewayConfig &config, const ParsedOptions &parsed)
{
    const std::string name = parsed.valueOr("log-level", std::string(nameOf(config.logging.level)));
    return parseLogLevel(name).value_or(LogLevel::Info);
}

void printAddresses(const service::GatewayHost &host, std::ostream &out)
{
    for (const http::ListenAddress &listening : host.addresses()) {
        const bool isIpv6 = listening.address.find(':') != std::string::npos;
        out << "Listening on http://"
            << (isIpv6 ? "[" + listening.address + "]" : listening.address) << ':' << listening.port
            << "/v1\n";
    }
    out.flush();
}

int serve(service::GatewayHost &host, Logger &logger, std::ostream &out)
{
    // Whoever reads the addresses may ask for the end at once.
    StopSignal stop;
    QObject::connect(&stop, &StopSignal::requested, &host, [&host, &logger] {
        logger.info(gatewayLog, "Stopping: requests under way have up to 20 s.");
        host.stop(drainTime);
    });
    QObject::connect(&host, &service::GatewayHost::stopped, &host,
                     [] { QCoreApplication::quit(); });
    printAddresses(host, out);
    return QCoreApplication::exec();
}

/// Null: nobody can act as an operator.
std::shared_ptr<const SecretString> adminKey(const config::LoadedConfig &loaded,
                                             const SecretStore &secrets)
{
    auto key = loaded.adminKey ? secrets.read(*loaded.adminKey) : Result<SecretString>();
    return key ? std::make_shared<const SecretString>(std::move(*key)) : nullptr;
}

ExitCode serveConfig(const LoadOutcome &outcome, std::shared_ptr<const GatewayConfig> config,
                     const ParsedOptions &parsed, Console &console)
{
    int argumentCount = 1;
    std::string program = "penstock-gateway";
    std::array<char *, 2> arguments = {program.data(), nullptr};
    const QCoreApplication application(argumentCount, arguments.data());

    const SystemClock clock;
    Redactor redactor;
    LogSinks sinks;
    sinks.push_back(std::make_unique<StreamSink>(console.err, config->logging.format));
    Logger logger(clock, redactor, std::move(sinks));
    logger.setLevel(levelFor(*config, parsed));
    const QtLogBridge bridge(logger);
    const LocalSecrets secrets(outcome.variables, [&](const SecretReference &reference) {
        return outcome.loaded.secrets.find(reference);
    });
    service::GatewayHost host({.version = std::string(console.version),
                               .clock = &clock,
                               .logger = &logger,
                               .redactor = &redactor,
                               .adminKey = adminKey(outcome.loaded, secrets)});
    if (const auto started = host.start(std::move(config), secrets); !started) {
        console.err << "penstock-gateway serve: " << started.error().message << '\n';
        return ExitCode::Environment;
    }
    return serve(host, logger, console.out) == 0 ? ExitCode::Ok : ExitCode::Negative;
}

ExitCode run(const ParsedOptions &parsed, Console &console)
{
    if (!parsed.arguments.empty()) {
        return usageError(serveCommand(),
                          "it takes options only; name the configuration with --config.", console);
    }
    if (parsed.has("log-level") && !parseLogLevel(parsed.valueOr("log-level", {}))) {
        return usageError(serveCommand(), "the level has to be debug, info, warning or error.",
                          console);
    }
    const std::string source = parsed.has("config")
        ? parsed.valueOr("config", {})
        : toUtf8(config::findConfig(pathFromUtf8(parsed.valueOr("profile", "."))));
    const auto outcome = loadWithOptions(parsed, source, console);
    if (!outcome) {
        console.err << "penstock-gateway serve: " << outcome.error().message << '\n';
        return ExitCode::Environment;
    }
    if (outcome->loaded.hasErrors()) {
        console.err << checkReportText(outcome->loaded);
        return outcome->loaded.isReadable ? ExitCode::Negative : ExitCode::Environment;
    }
    auto config = withOverrides(*outcome->loaded.config, parsed);
    if (!config) {
        return usageError(serveCommand(), config.error().message, console);
    }
    return serveConfig(*outcome, std::move(*config), parsed, console);
}

} // namespace

const Command &serveCommand()
{
    static constexpr Command command = {
        .name = "serve",
        .arguments = "[OPTIONS]",
        .summary = "Runs the gateway until it is told to stop.",
        .explanation = "Clients reach it at http://127.0.0.1:3010/v1, or at the configured port. "
                       "SIGTERM and Ctrl+C\n"
                       "let running requests end, for up to 20 s. Exits with 1 when the "
                       "configuration has errors,\n"
                       "3 when it cannot be read or the port is not to be had.",
        .options = options,
        .run = run,
    };
    return command;
}

} // namespace penstock::headless
