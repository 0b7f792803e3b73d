#include "config/dotenv.h"
#include "config/exportform.h"
#include "config/jsonwriter.h"
#include "config/legacyenvironment.h"
#include "config/merge.h"
#include "fuzz/configchecks.h"
#include "fuzz/require.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace
{

using namespace penstock;
using fuzz::require;

/// The variables as a file that reads back to the same.
std::string asFile(const config::Environment &variables)
{
    std::string text;
    for (const auto &[name, value] : variables) {
        text += "export " + name + "=\"";
        for (const char c : value) {
            const bool needsEscape = c == '"' || c == '\\';
            text += needsEscape ? std::string("\\") + c
                : c == '\n'     ? std::string("\\n")
                : c == '\r'     ? std::string("\\r")
                                : std::string(1, c);
        }
        text += "\"\n";
    }
    return text;
}

bool isSecretVariable(const std::string &name)
{
    return (name.ends_with("API_KEY") && !name.starts_with("MODEL_MAP_")) || name == "REDIS_URL"
        || name == "REDIS_PASSWORD" || name == "FEISHU_WEBHOOK_URL";
}

/// Values that must not show: long enough, and nowhere else in the file.
bool isHidden(const std::string &name, const std::string &value, std::string_view text)
{
    const std::size_t place = text.find(value);
    return isSecretVariable(name) && value.starts_with(fuzz::marker) && value.size() >= 12
        && place != std::string_view::npos && text.find(value, place + 1) == std::string_view::npos;
}

void checkLegacy(const config::Environment &variables, std::string_view text)
{
    const config::LegacyEnvironment legacy = config::readLegacyEnvironment(variables);
    const std::array layers{legacy.read.layer};
    std::string shown
        = config::writeJson(config::exportForm(config::mergeLayers(layers).document).document);
    for (const config::Finding &finding : legacy.read.findings) {
        require(!finding.message.empty() && !finding.code.empty(), "a finding says something");
        shown += '\n' + finding.toText();
    }
    for (const auto &[name, value] : variables) {
        require(!isHidden(name, value, text) || shown.find(value) == std::string::npos,
                "no secret shows", name, shown);
    }
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const config::DotEnv read = config::readDotEnv(text, ".env");
    for (const config::Finding &finding : read.findings) {
        require(!finding.message.empty() && !finding.code.empty(), "a finding says something");
        require(finding.message.find(fuzz::marker) == std::string::npos,
                "a finding does not repeat a line", finding.message);
    }
    const std::string again = asFile(read.variables);
    const config::DotEnv reread = config::readDotEnv(again, ".env");
    require(reread.findings.empty() && reread.variables == read.variables,
            "what was read can be written and read back", again);
    checkLegacy(read.variables, text);
    return 0;
}
