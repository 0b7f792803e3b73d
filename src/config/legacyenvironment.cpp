#include "config/legacyenvironment.h"

#include "base/text.h"
#include "config/textforms.h"
#include "domain/instancesettings.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace penstock::config
{

namespace
{

constexpr std::string_view mapPrefix = "MODEL_MAP_";
constexpr std::string_view instancePrefix = "AZURE_INSTANCE_";

/// `a-b` reads AZURE_INSTANCE_A_B_...
std::string variablePart(std::string_view name)
{
    std::string part = toUpper(name);
    std::ranges::replace(part, '-', '_');
    std::ranges::replace(part, '.', '_');
    return part;
}

Node textNode(std::string_view text)
{
    return Node::text(std::string(text));
}

class Composer final
{
public:
    explicit Composer(const Environment &environment) : m_environment(environment) { }

    Node compose()
    {
        for (const auto &[variable, key] : plainSettings) {
            setPlain(variable, key);
        }
        if (valueOf(m_environment, "FEISHU_WEBHOOK_URL")) {
            setAt("logging.feishu_webhook", secretNode("FEISHU_WEBHOOK_URL"));
        }
        instances();
        wrapper();
        agent();
        redis();
        return std::move(m_document);
    }

    std::vector<Finding> takeFindings() { return std::move(m_findings); }

    /// Messages about a value name the variable that it came from.
    void nameVariables(std::vector<Finding> &findings) const
    {
        for (Finding &finding : findings) {
            if (const auto origin = m_origins.find(finding.path); origin != m_origins.end()) {
                finding.source = "environment variable " + origin->second;
            }
        }
    }

private:
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> plainSettings{{
        {"AZURE_ROUTING_STRATEGY", "routing.strategy"},
        {"PORT", "port"},
        {"LOG_LEVEL", "logging.level"},
        {"TOKEN_RATE_LIMIT", "limits.default_max_tpm"},
        {"OPENAI_PROMPT", "wrapper.prompt"},
        {"OPENAI_MODEL_DEPLOYMENT_NAME", "wrapper.model"},
    }};

    /// A secret is named, never copied.
    static Node secretNode(std::string_view variable)
    {
        return textNode("${" + std::string(variable) + '}');
    }

    void setAt(std::string_view key, Node value)
    {
        const std::size_t dot = key.find('.');
        if (dot == std::string_view::npos) {
            m_document.set(key, std::move(value));
            return;
        }
        Node *group = m_document.find(key.substr(0, dot));
        if (group == nullptr) {
            group = &m_document.set(key.substr(0, dot), Node::map());
        }
        group->set(key.substr(dot + 1), std::move(value));
    }

    void setPlain(std::string_view variable, std::string_view key)
    {
        if (const auto value = valueOf(m_environment, variable)) {
            setAt(key, literal(*value));
            m_origins.insert_or_assign(std::string(key), std::string(variable));
        }
    }

    /// The content of a variable is final: a `${` in it is no reference.
    static Node literal(const std::string &value)
    {
        std::string escaped;
        for (std::size_t i = 0; i < value.size(); ++i) {
            escaped += value.compare(i, 2, "${") == 0 ? "$$" : std::string(1, value[i]);
        }
        return Node::text(std::move(escaped));
    }

    void instances()
    {
        if (const auto names = valueOf(m_environment, "AZURE_INSTANCES")) {
            for (const std::string_view part : split(*names, ',')) {
                if (const std::string_view name = trimmed(part); !name.empty()) {
                    listedInstance(name);
                }
            }
        }
        reportUnlisted();
        single("default", "AZURE_OPENAI_API_BASE", "AZURE_OPENAI_API_KEY",
               "AZURE_OPENAI_API_VERSION", {});
        // OPENAI_API_KEY alone is on many machines for another purpose.
        single("openai", "OPENAI_ENDPOINT", "OPENAI_API_KEY", "OPENAI_API_VERSION",
               valueOf(m_environment, "OPENAI_MODEL_DEPLOYMENT_NAME").value_or(""));
        if (!m_instances.items().empty()) {
            m_document.set("instances", std::move(m_instances));
        }
    }

    void listedInstance(std::string_view name)
    {
        const std::string prefix = std::string(instancePrefix) + variablePart(name) + '_';
        if (!valueOf(m_environment, prefix + "API_BASE")) {
            warn("AZURE_INSTANCES names '" + std::string(name) + "', but " + prefix
                 + "API_BASE is not set; this instance is left out.");
            return;
        }
        Node instance = newInstance(name);
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> plain{{
            {"API_BASE", "api_base"},
            {"API_VERSION", "api_version"},
            {"PRIORITY", "priority"},
            {"WEIGHT", "weight"},
            {"MAX_TPM", "max_tpm"},
        }};
        for (const auto &[suffix, key] : plain) {
            const std::string variable = prefix + std::string(suffix);
            if (const auto value = valueOf(m_environment, variable)) {
                instance.set(key, literal(*value));
                noteInstanceOrigin(key, variable);
            }
        }
        instance.set("api_key", secretNode(prefix + "API_KEY"));
        m_instances.append(std::move(instance));
    }

    void single(std::string_view name, std::string_view base, std::string_view key,
                std::string_view version, const std::string &model)
    {
        const auto address = valueOf(m_environment, base);
        if (!address) {
            return;
        }
        Node instance = newInstance(name);
        instance.set("api_base", literal(*address));
        noteInstanceOrigin("api_base", base);
        if (const auto value = valueOf(m_environment, version)) {
            instance.set("api_version", literal(*value));
            noteInstanceOrigin("api_version", version);
        }
        instance.set("api_key", secretNode(key));
        if (!model.empty()) {
            Node models = Node::list();
            models.append(literal(model));
            instance.set("supported_models", std::move(models));
        }
        m_instances.append(std::move(instance));
    }

    /// Of the instance that is being put together.
    void noteInstanceOrigin(std::string_view key, std::string_view variable)
    {
        const std::string place = std::to_string(m_instances.items().size());
        m_origins.insert_or_assign("instances[" + place + "]." + std::string(key),
                                   std::string(variable));
    }

    Node newInstance(std::string_view name)
    {
        Node instance = Node::map();
        instance.set("name", literal(std::string(name)));
        Node folded = Node::map();
        for (auto at = m_environment.lower_bound(mapPrefix);
             at != m_environment.end() && at->first.starts_with(mapPrefix); ++at) {
            const std::string model = foldedModelName(at->first.substr(mapPrefix.size()));
            if (!model.empty() && !at->second.empty()) {
                folded.set(model, literal(at->second));
            }
        }
        if (!folded.entries().empty()) {
            instance.set("folded_model_deployments", std::move(folded));
        }
        return instance;
    }

    /// Variables of an instance that AZURE_INSTANCES does not name are a mistake worth a word.
    void reportUnlisted()
    {
        constexpr std::string_view suffix = "_API_BASE";
        for (auto at = m_environment.lower_bound(instancePrefix);
             at != m_environment.end() && at->first.starts_with(instancePrefix); ++at) {
            const std::string_view variable = at->first;
            if (!variable.ends_with(suffix) || at->second.empty()) {
                continue;
            }
            const std::string_view part = variable.substr(
                instancePrefix.size(),
                variable.size() - instancePrefix.size()
                    - std::min(suffix.size(), variable.size() - instancePrefix.size()));
            const bool isListed = std::ranges::any_of(
                m_instances.isList() ? m_instances.items() : Node::List{},
                [part](const Node &instance) {
                    return variablePart(instance.find("name")->asText()) == part;
                });
            if (!isListed) {
                warn(std::string(variable) + " is set, but AZURE_INSTANCES does not name '"
                     + toLower(part) + "'.");
            }
        }
    }

    void wrapper()
    {
        if (valueOf(m_environment, "OPENAI_MODEL_DEPLOYMENT_NAME")
            && !valueOf(m_environment, "OPENAI_ENDPOINT")) {
            warn("OPENAI_MODEL_DEPLOYMENT_NAME is set without OPENAI_ENDPOINT.");
        }
    }

    void agent()
    {
        const auto endpoint = valueOf(m_environment, "AZURE_AI_PROJECT_ENDPOINT");
        const auto id = valueOf(m_environment, "AZURE_AI_AGENT_ID");
        if (!endpoint || !id) {
            return;
        }
        Node agent = Node::map();
        agent.set("name", textNode("bing-grounding"));
        agent.set("kind", textNode("azure_agent"));
        agent.set("endpoint", literal(*endpoint));
        agent.set("agent_id", literal(*id));
        Node list = Node::list();
        list.append(std::move(agent));
        m_document.set("agents", std::move(list));
        m_origins.insert_or_assign("agents[0].endpoint", "AZURE_AI_PROJECT_ENDPOINT");
        m_origins.insert_or_assign("agents[0].agent_id", "AZURE_AI_AGENT_ID");
    }

    void redis()
    {
        const std::string use
            = toLower(valueOf(m_environment, "USE_REDIS_RATE_LIMITER").value_or(""));
        const auto url = valueOf(m_environment, "REDIS_URL");
        if (!(use == "true" || use == "1" || use == "yes" || use == "on")) {
            return;
        }
        if (!url) {
            warn("USE_REDIS_RATE_LIMITER is on, but REDIS_URL is not set; limits are not shared.");
            return;
        }
        const auto password = valueOf(m_environment, "REDIS_PASSWORD");
        const std::size_t scheme = url->find("://");
        if (!password || hasUserInformation(*url) || scheme == std::string::npos) {
            setAt("shared_state.redis_url", secretNode("REDIS_URL"));
            return;
        }
        // Two variables make one secret; it leaves the document when the layer is read.
        setAt("shared_state.redis_url",
              literal(url->substr(0, scheme + 3) + ':' + percentEncoded(*password) + '@'
                      + url->substr(scheme + 3)));
    }

    void warn(std::string message)
    {
        m_findings.push_back({.severity = Severity::Warning,
                              .code = "environment",
                              .path = {},
                              .message = std::move(message),
                              .source = "environment",
                              .position = {}});
    }

    const Environment &m_environment;
    Node m_document = Node::map();
    Node m_instances = Node::list();
    std::vector<Finding> m_findings;
    std::map<std::string, std::string> m_origins; ///< path to variable
};

} // namespace

LegacyEnvironment readLegacyEnvironment(const Environment &environment)
{
    Composer composer(environment);
    LegacyEnvironment result;
    result.read = readLayer(composer.compose(),
                            {.kind = SourceKind::Variables,
                             .name = "environment",
                             .folder = {},
                             .variables = environment});
    composer.nameVariables(result.read.findings);
    std::vector<Finding> findings = composer.takeFindings();
    result.read.findings.insert(result.read.findings.begin(), findings.begin(), findings.end());
    if (valueOf(environment, "ADMIN_API_KEY")) {
        result.adminKey = SecretReference{SecretPlace::Environment, "ADMIN_API_KEY"};
    }
    return result;
}

} // namespace penstock::config
