#include "config/reference.h"

#include "base/text.h"
#include "config/jsonwriter.h"
#include "config/presets.h"
#include "config/schema.h"
#include "config/valuerules.h"

#include <array>
#include <set>

namespace penstock::config
{

namespace
{

constexpr std::string_view introduction = R"(# Configuration reference

Every setting, generated from the settings table of the program by `penstock-gateway export --reference`.
`[]` stands for the elements of a list, `*` for a name of your choice. A change takes effect: **L** live,
**N** for new connections, **R** at the next start.

A value may be a variable: `${NAME}` or `${NAME:-default}`; `$${` is a plain `${`. An unset variable without a
default disables its instance, or switches off the feature that asked for it. Unknown keys are left out with a
warning; a wrong value is an error, and nothing is applied. `null` takes away what a lower source set.

Sources, highest first: the store (console and API), the state file, YAML (`base.yaml`, then the overlay of the
environment), environment variables of the older forms, the defaults below. Files have at most 8 MiB.

A secret is written as `${VARIABLE}`, `env:VARIABLE`, `file:/path`, `keychain:profile/id` or `systemd:name`.
Clear text is taken too, but moves out of the document at once and is never written anywhere.

The console keeps its settings in `penstock.yaml` in the folder of its profile, which can be edited by hand as
well. It writes the file anew at every change: comments and unknown keys are lost, relative paths become absolute,
and keys go to the keychain, with `keychain:profile/id` in the file. The former file is kept as
`penstock.yaml.bak`, without the keys that stood in it in clear. When another program has changed the file, or it
has errors, the console says so and does not write.
)";

std::string section(const Setting &setting)
{
    const std::size_t end = setting.key.find_first_of(".[");
    if (setting.key.starts_with("instances[].circuit_breaker")) {
        return "instances[].circuit_breaker";
    }
    return end == std::string_view::npos || setting.key.starts_with("listen")
            || setting.key.starts_with("also_listen")
        ? "General"
        : std::string(setting.key.substr(0, end));
}

std::string escaped(std::string text)
{
    for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) {
        text.insert(at, 1, '\\');
    }
    return text;
}

std::string defaultText(const Setting &setting)
{
    if (setting.fallback.empty()) {
        return "-";
    }
    const std::string value = '`' + std::string(setting.fallback) + '`';
    return setting.has(ByPreset) ? value + " (by preset)" : value;
}

std::string formText(const Setting &setting)
{
    if (!setting.shorthand.empty()) {
        return "a text or a mapping";
    }
    const bool isList = setting.key.ends_with("[]");
    if (setting.rule.type == ValueType::Group) {
        return isList ? "a list of mappings" : "a mapping";
    }
    return (isList ? "list; each " : "") + describeRule(setting);
}

std::string row(const Setting &setting)
{
    static constexpr std::array<char, 4> reloadLetters = {'?', 'L', 'N', 'R'};
    const std::string form = formText(setting);
    return "| `" + std::string(setting.key) + "` | " + escaped(form) + " | "
        + escaped(defaultText(setting)) + " | "
        + reloadLetters[static_cast<std::size_t>(setting.reload)] + " | "
        + escaped(std::string(setting.help)) + " |\n";
}

std::string presets()
{
    std::string text = "\n## Presets of the circuit breaker\n\nWhere a preset says nothing, the "
                       "default holds.\n\n"
                       "| setting | apim_v1 | apim_v2 |\n|---|---|---|\n";
    const auto cell = [](BreakerPreset preset, std::string_view key) {
        const Node *value = presetValue(preset, key);
        return value != nullptr ? '`' + writeJson(*value) + '`' : std::string("-");
    };
    for (const Setting &setting : settingsTable()) {
        std::string_view key = setting.key;
        if (key.ends_with("[]")) {
            key.remove_suffix(2);
        }
        const std::string first = cell(BreakerPreset::ApimV1, key);
        const std::string second = cell(BreakerPreset::ApimV2, key);
        if (first != "-" || second != "-") {
            text.append("| `").append(key).append("` | ").append(first);
            text.append(" | ").append(second).append(" |\n");
        }
    }
    return text;
}

} // namespace

std::string settingsReference()
{
    std::string text(introduction);
    std::string current;
    for (const Setting &setting : settingsTable()) {
        if (const std::string name = section(setting); name != current) {
            current = name;
            text += "\n## " + name
                + "\n\n| key | value | default | change | meaning |\n|---|---|---|---|---|\n";
        }
        text += row(setting);
    }
    return text + presets();
}

} // namespace penstock::config
