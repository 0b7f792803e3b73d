#include "headless/loadoptions.h"

#include "base/files.h"
#include "config/dotenv.h"
#include "config/treebuilder.h"

namespace penstock::headless
{

PreparedLoad prepareLoad(const ParsedOptions &options, const std::string &config,
                         const Console &console)
{
    PreparedLoad prepared;
    config::LoadRequest &request = prepared.request;
    request.config = pathFromUtf8(config);
    request.variables = console.environment;
    if (options.has("env-file")) {
        const std::string name = options.valueOr("env-file", {});
        const auto text = readFile(pathFromUtf8(name), config::mostDocumentBytes);
        if (!text) {
            prepared.problem = text.error().message;
            return prepared;
        }
        config::DotEnv file = config::readDotEnv(*text, name);
        prepared.findings = std::move(file.findings);
        // What the shell sets wins over the file, as with every tool that reads one.
        request.variables.merge(file.variables);
    }
    const auto variable = [&](std::string_view name) {
        return config::valueOf(request.variables, name).value_or("");
    };
    request.environmentName = options.valueOr("env", variable("ENVIRONMENT"));
    const bool takesLegacy = !options.has("no-environment");
    request.legacy = takesLegacy ? config::LegacyVariables::Read : config::LegacyVariables::Ignore;
    request.stateFile = pathFromUtf8(
        options.valueOr("state-file", takesLegacy ? variable("INSTANCE_MANAGER_STATE_FILE") : ""));
    return prepared;
}

} // namespace penstock::headless
