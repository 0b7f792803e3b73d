#include "base/files.h"
#include "config/exportform.h"
#include "config/jsonschema.h"
#include "config/jsonwriter.h"
#include "config/reference.h"
#include "config/yamlwriter.h"
#include "headless/checkreport.h"
#include "headless/commands.h"
#include "headless/loadoptions.h"

#include <ostream>

namespace penstock::headless
{

namespace
{

constexpr auto options = withLoadOptions(std::array<OptionSpec, 7>{{
    {"config", "FILE_OR_DIR", "the configuration; else ./config, /config"},
    {"format", "yaml|json", "form of the output; yaml unless told otherwise"},
    {"json", "", "the same as --format json"},
    {"complete", "", "write every default too"},
    {"out", "FILE", "write to a file instead of standard output"},
    {"schema", "", "write the JSON Schema of the configuration instead"},
    {"reference", "", "write the documentation of all settings instead"},
}});

ExitCode write(const std::string &text, const ParsedOptions &parsed, Console &console)
{
    if (!parsed.has("out")) {
        console.out << text;
        return ExitCode::Ok;
    }
    const auto written = writeFileAtomically(pathFromUtf8(parsed.valueOr("out", {})), text);
    if (!written) {
        console.err << "penstock-gateway export: " << written.error().message << '\n';
        return ExitCode::Environment;
    }
    return ExitCode::Ok;
}

void announcePlaceholders(const config::ExportForm &form, Console &console)
{
    for (const std::string &name : form.placeholders) {
        console.err << "note: a secret in clear text is not exported; the file refers to ${" << name
                    << "} instead.\n";
    }
}

ExitCode exportConfig(const ParsedOptions &parsed, const std::string &format, Console &console)
{
    std::string source
        = !parsed.arguments.empty() ? parsed.arguments.front() : parsed.valueOr("config", {});
    if (source.empty()) {
        source = toUtf8(config::findConfig({}));
    }
    if (source.empty()) {
        return usageError(exportCommand(),
                          "no configuration was named, and there is none in ./config or /config.",
                          console);
    }
    const auto result = loadWithOptions(parsed, source, console);
    if (!result) {
        console.err << "penstock-gateway export: " << result.error().message << '\n';
        return ExitCode::Environment;
    }
    const config::LoadedConfig &loaded = result->loaded;
    if (loaded.hasErrors()) {
        console.err << checkReportText(loaded);
        return loaded.isReadable ? ExitCode::Negative : ExitCode::Environment;
    }
    const config::ExportForm form
        = config::exportForm(parsed.has("complete") ? loaded.complete : loaded.effective);
    announcePlaceholders(form, console);
    return write(format == "json"
                     ? config::writeJson(form.document, config::JsonLayout::Indented) + '\n'
                     : config::writeYaml(form.document),
                 parsed, console);
}

ExitCode run(const ParsedOptions &parsed, Console &console)
{
    const std::string format = parsed.valueOr("format", parsed.has("json") ? "json" : "yaml");
    if (format != "yaml" && format != "json") {
        return usageError(exportCommand(), "--format is yaml or json, not '" + format + "'.",
                          console);
    }
    if (parsed.arguments.size() > 1) {
        return usageError(exportCommand(), "name one file or folder only.", console);
    }
    if (parsed.has("schema")) {
        return write(config::jsonSchema(), parsed, console);
    }
    if (parsed.has("reference")) {
        return write(config::settingsReference(), parsed, console);
    }
    return exportConfig(parsed, format, console);
}

} // namespace

const Command &exportCommand()
{
    static constexpr Command command = {
        .name = "export",
        .arguments = "[FILE_OR_DIR] [OPTIONS]",
        .summary = "Writes the effective configuration, without secrets.",
        .explanation = "All sources are read and merged as the gateway would do it. References "
                       "such as ${NAME} are\n"
                       "written as they are; secrets in clear text never are.",
        .options = options,
        .run = run,
    };
    return command;
}

} // namespace penstock::headless
