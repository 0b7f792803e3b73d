// How long a large configuration takes, step by step, and how that compares with the YAML parser
// alone on the same text in the same run.

#include "config/decode.h"
#include "config/defaults.h"
#include "config/layerreader.h"
#include "config/merge.h"
#include "config/semantics.h"
#include "config/unsetvariables.h"
#include "config/yamlreader.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace penstock;
using namespace penstock::config;

constexpr int instances = 1000;
constexpr int defaultRounds = 15;

/// About 350 KB: what a large company might write, each instance with its deployments.
std::string largeDocument()
{
    std::string text = "port: 3010\nrouting: {strategy: headroom, retries: 3}\ninstances:\n";
    for (int i = 0; i < instances; ++i) {
        const std::string number = std::to_string(i);
        text += "  - name: instance-" + number + "\n    api_base: https://resource-" + number
            + ".openai.azure.com\n    api_version: 2024-10-21\n    api_key: ${AZURE_KEY_" + number
            + "}\n    priority: " + std::to_string(i % 5)
            + "\n    weight: 100\n    max_tpm: 240000\n    region: westeurope\n"
              "    supported_models: [gpt-4o, gpt-4o-mini, o3]\n"
              "    model_deployments:\n"
              "      gpt-4o: gpt4o\n"
              "      gpt-4o-mini: {deployment: gpt4omini, max_tpm: 100000, max_rpm: 600}\n";
    }
    return text;
}

Environment keysOfAll()
{
    Environment variables;
    for (int i = 0; i < instances; ++i) {
        variables.emplace("AZURE_KEY_" + std::to_string(i), "key");
    }
    return variables;
}

class Stopwatch final
{
public:
    /// Milliseconds since the last call.
    double lap()
    {
        const auto now = std::chrono::steady_clock::now();
        const std::chrono::duration<double, std::milli> passed = now - m_last;
        m_last = now;
        return passed.count();
    }

private:
    std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
};

enum Step { Parser, Read, Check, Merge, Decode, Semantics, Total, Steps };
constexpr std::array<const char *, Steps> names
    = {"yaml-cpp alone", "read", "check", "merge", "defaults and decode", "semantics", "total"};

using Times = std::array<double, Steps>;

Times measure(const std::string &text, const LayerContext &context)
{
    Times times{};
    Stopwatch watch;
    const YAML::Node plain = YAML::Load(text);
    times[Parser] = watch.lap();
    if (!plain["instances"]) {
        std::abort();
    }

    watch.lap();
    const ParsedDocument parsed = readYaml(text, "bench.yaml");
    times[Read] = watch.lap();
    const ReadLayer read = readLayer(parsed.root, context);
    times[Check] = watch.lap();
    const std::array layers{read.layer};
    Merged merged = mergeLayers(layers);
    times[Merge] = watch.lap();
    SettledVariables settled = settleUnsetVariables(merged.document, layers);
    const GatewayConfig config
        = decode(withDefaults(merged.document), {.ids = {}, .disabledBecause = {}});
    times[Decode] = watch.lap();
    const std::vector<SemanticFinding> findings = checkSemantics(config);
    times[Semantics] = watch.lap();
    for (int step = Read; step < Total; ++step) {
        times[Total] += times[static_cast<std::size_t>(step)];
    }
    if (parsed.hasErrors() || !read.findings.empty() || !settled.findings.empty()
        || config.instances.size() != instances) {
        std::fprintf(stderr, "The document of this benchmark does not load.\n");
        std::exit(1);
    }
    return times;
}

double best(const std::vector<double> &values)
{
    return *std::ranges::min_element(values);
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    const int wanted = argc > 1 ? std::atoi(argv[1]) : defaultRounds;
    const std::string text = largeDocument();
    const LayerContext context{
        .kind = SourceKind::Yaml, .name = "bench.yaml", .folder = {}, .variables = keysOfAll()};

    std::array<std::vector<double>, Steps> all;
    for (int round = 0; round < std::max(wanted, 1); ++round) {
        const Times times = measure(text, context);
        for (std::size_t step = 0; step < Steps; ++step) {
            all[step].push_back(times[step]);
        }
    }
    const double parser = median(all[Parser]);
    std::printf("%d instances, %zu KB, median of %d rounds\n", instances, text.size() / 1000,
                std::max(wanted, 1));
    for (std::size_t step = 0; step < Steps; ++step) {
        const double time = median(all[step]);
        std::printf("  %-20s %8.2f ms, best %8.2f ms, %5.2f x the parser alone\n", names[step],
                    time, best(all[step]), time / parser);
    }
    return 0;
}
