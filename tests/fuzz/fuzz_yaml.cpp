#include "config/yamlreader.h"
#include "fuzz/configchecks.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const penstock::config::ParsedDocument parsed = penstock::config::readYaml(text, "input.yaml");
    penstock::fuzz::checkFindings(parsed, text);
    if (!parsed.hasErrors()) {
        penstock::fuzz::checkCodecs(parsed.root);
        penstock::fuzz::checkLayer(parsed.root);
    }
    return 0;
}
