#include "config/loader.h"

#include "base/files.h"
#include "config/decode.h"
#include "config/defaults.h"
#include "config/jsonreader.h"
#include "config/legacyenvironment.h"
#include "config/locate.h"
#include "config/semantics.h"
#include "config/unsetvariables.h"
#include "config/yamlreader.h"

#include <algorithm>
#include <array>

namespace penstock::config
{

namespace
{

namespace fs = std::filesystem;

std::optional<fs::path> existing(const fs::path &folder, const std::string &stem)
{
    for (const char *extension : {".yaml", ".yml", ".json"}) {
        std::error_code error;
        fs::path candidate = folder / (stem + extension);
        if (fs::is_regular_file(candidate, error)) {
            return candidate;
        }
    }
    return std::nullopt;
}

class Loader final
{
public:
    explicit Loader(const LoadRequest &request) : m_request(request) { }

    LoadedConfig load()
    {
        if (m_request.legacy == LegacyVariables::Read) {
            LegacyEnvironment legacy = readLegacyEnvironment(m_request.variables);
            m_loaded.adminKey = legacy.adminKey;
            take(std::move(legacy.read));
        }
        readConfig();
        if (!m_request.stateFile.empty()) {
            readFileAs(m_request.stateFile, SourceKind::StateFile);
        }
        if (m_request.store) {
            m_loaded.layers.push_back(*m_request.store);
        }
        combine();
        m_loaded.findings = m_findings.take();
        return std::move(m_loaded);
    }

private:
    void readConfig()
    {
        if (m_request.config.empty()) {
            return;
        }
        std::error_code error;
        if (!fs::is_directory(m_request.config, error)) {
            readFileAs(m_request.config, SourceKind::Yaml);
            return;
        }
        std::optional<fs::path> base = existing(m_request.config, "base");
        if (!base) {
            base = existing(m_request.config, "penstock");
        }
        if (!base) {
            unreadable(m_request.config, "holds neither base.yaml nor penstock.yaml.");
            return;
        }
        readFileAs(*base, SourceKind::Yaml);
        if (!m_request.environmentName.empty()) {
            readOverlay();
        }
    }

    void readOverlay()
    {
        const std::string &name = m_request.environmentName;
        if (name.find_first_of("/\\") != std::string::npos || name == "..") {
            unreadable(m_request.config,
                       "cannot have an overlay named '" + name + "'; a name is no path.");
        } else if (const auto overlay = existing(m_request.config, name)) {
            readFileAs(*overlay, SourceKind::Yaml);
        } else {
            m_findings.add({.severity = Severity::Notice,
                            .code = "no_overlay",
                            .path = {},
                            .message = "has no " + name + ".yaml for the environment '" + name
                                + "'; base.yaml is used alone.",
                            .source = toUtf8(m_request.config),
                            .position = {}});
        }
    }

    void readFileAs(const fs::path &path, SourceKind kind)
    {
        const auto text = readFile(path, mostDocumentBytes);
        if (!text) {
            unreadable({}, text.error().message);
            return;
        }
        const std::string source = toUtf8(path);
        ParsedDocument parsed
            = path.extension() == ".json" ? readJson(*text, source) : readYaml(*text, source);
        const bool isBroken = parsed.hasErrors();
        m_findings.add(std::move(parsed.findings));
        if (!isBroken) {
            take(readLayer(parsed.root,
                           {.kind = kind,
                            .name = source,
                            .folder = fs::absolute(path).parent_path(),
                            .variables = m_request.variables}));
        }
    }

    void unreadable(const fs::path &path, const std::string &message)
    {
        m_loaded.isReadable = false;
        m_findings.add({.severity = Severity::Error,
                        .code = "unreadable",
                        .path = {},
                        .message = message,
                        .source = toUtf8(path),
                        .position = {}});
    }

    void take(ReadLayer read)
    {
        m_findings.add(std::move(read.findings));
        m_loaded.secrets.takeFrom(std::move(read.secrets));
        m_loaded.layers.push_back(std::move(read.layer));
    }

    void combine()
    {
        Merged merged = mergeLayers(m_loaded.layers);
        m_loaded.effective = std::move(merged.document);
        m_loaded.shadows = std::move(merged.shadows);
        Node usable = m_loaded.effective;
        SettledVariables settled = settleUnsetVariables(usable, m_loaded.layers);
        m_findings.add(std::move(settled.findings));
        m_loaded.complete = withDefaults(usable);

        DecodeContext context{.ids = {}, .disabledBecause = std::move(settled.disabledBecause)};
        for (const Layer &layer : m_loaded.layers) {
            if (const auto edits = layer.edits.find("instances"); edits != layer.edits.end()) {
                context.ids.insert(edits->second.ids.begin(), edits->second.ids.end());
            }
        }
        GatewayConfig config = decode(m_loaded.complete, context);
        // What follows would only repeat what is known to be wrong.
        if (m_findings.hasErrors()) {
            return;
        }
        for (SemanticFinding &finding : checkSemantics(config)) {
            report(std::move(finding));
        }
        disableIncomplete(config);
        if (!m_findings.hasErrors()) {
            m_loaded.config = std::make_shared<const GatewayConfig>(std::move(config));
        }
    }

    static void disableIncomplete(GatewayConfig &config)
    {
        for (InstanceSettings &instance : config.instances) {
            const bool lacksKey
                = instance.credential.auth == AuthKind::ApiKey && !instance.credential.apiKey;
            if (instance.disabledBecause.empty() && lacksKey) {
                instance.disabledBecause = "it has no key";
            }
        }
    }

    void report(SemanticFinding finding)
    {
        const Node &at = nearestNode(m_loaded.effective, finding.path);
        m_findings.add({.severity = finding.severity,
                        .code = std::move(finding.code),
                        .path = finding.path.toText(),
                        .message = std::move(finding.message),
                        .source = at.layer < m_loaded.layers.size() ? m_loaded.layers[at.layer].name
                                                                    : std::string(),
                        .position = at.position});
    }

    const LoadRequest &m_request;
    LoadedConfig m_loaded;
    Findings m_findings;
};

} // namespace

LoadedConfig loadConfig(const LoadRequest &request)
{
    return Loader(request).load();
}

std::filesystem::path findConfig(const std::filesystem::path &profile)
{
    for (const fs::path &folder : {fs::path("config"), fs::path("/config"), profile}) {
        if (!folder.empty() && (existing(folder, "base") || existing(folder, "penstock"))) {
            return folder;
        }
    }
    return {};
}

} // namespace penstock::config
