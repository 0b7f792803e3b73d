#include "headless/loadoptions.h"

#include "base/files.h"
#include "config/dotenv.h"
#include "config/treebuilder.h"

#include <utility>

namespace penstock::headless
{

Result<LoadOutcome> loadWithOptions(const ParsedOptions &options, const std::string &config,
                                    const Console &console)
{
    config::LoadRequest request;
    std::vector<config::Finding> fileFindings;
    request.config = pathFromUtf8(config);
    request.variables = console.environment;
    if (options.has("env-file")) {
        const std::string name = options.valueOr("env-file", {});
        const auto text = readFile(pathFromUtf8(name), config::mostDocumentBytes);
        if (!text) {
            return Failure(text.error());
        }
        config::DotEnv file = config::readDotEnv(*text, name);
        fileFindings = std::move(file.findings);
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

    config::LoadedConfig loaded = config::loadConfig(request);
    if (!fileFindings.empty()) {
        loaded.findings.insert(loaded.findings.begin(), fileFindings.begin(), fileFindings.end());
        loaded.config.reset();
    }
    return LoadOutcome{std::move(loaded), std::move(request.variables)};
}

} // namespace penstock::headless
