#include "config/secretreader.h"

#include "base/files.h"
#include "config/textforms.h"

#include <algorithm>

namespace penstock::config
{

namespace
{

Node placed(Node node, const Node &original)
{
    node.position = original.position;
    return node;
}

Node referenceNode(const SecretReference &reference, const Node &original, std::string written)
{
    Node node = placed(Node::text(reference.toText()), original);
    node.written = std::move(written);
    return node;
}

constexpr std::string_view pemStart = "-----BEGIN";

/// The spelling of `${NAME:-default}` as it may be kept: a default that is itself the secret goes.
std::string withoutClearDefault(const Setting &setting, const std::string &text,
                                const std::string &variable)
{
    const std::string sole = "${" + variable;
    const std::string rest = text.substr(std::min(text.size(), sole.size()));
    constexpr std::string_view mark = ":-";
    if (!rest.starts_with(mark) || rest == ":-}") {
        return text;
    }
    const std::string fallback = rest.substr(mark.size(), rest.size() - mark.size() - 1);
    const bool isPath = setting.rule.type == ValueType::SecretFile
        && fallback.find(pemStart) == std::string::npos;
    return isPath || SecretReference::parse(fallback) ? text : sole + '}';
}

} // namespace

SecretReader::SecretReader(const LayerContext &context, SecretVault &vault, Findings &findings)
    : m_context(context)
    , m_vault(vault)
    , m_findings(findings)
{
}

std::optional<Node> SecretReader::read(const Setting &setting, const Node &value,
                                       const Trail &trail)
{
    const std::string &text = value.asText();
    const Expansion expansion = expandVariables(text, m_context.variables);
    if (!expansion.problem.empty()) {
        m_findings.add(
            {.severity = Severity::Error,
             .code = "bad_variable",
             .path = trail.toText(),
             .message = "holds a '${' that is not understood; write ${NAME} or ${NAME:-default}.",
             .source = m_context.name,
             .position = value.position});
        return std::nullopt;
    }
    if (!expansion.unset.empty()) {
        Node node = placed(Node::unset(expansion.unset.front()), value);
        node.written = expansion.soleVariable.empty() ? std::string() : text;
        return node;
    }
    if (!expansion.soleVariable.empty() && isSet(expansion.soleVariable)) {
        return referenceNode({SecretPlace::Environment, expansion.soleVariable}, value,
                             withoutClearDefault(setting, text, expansion.soleVariable));
    }
    return referenceOrClear(setting, expansion.text, value, trail);
}

std::optional<Node> SecretReader::referenceOrClear(const Setting &setting, const std::string &text,
                                                   const Node &value, const Trail &trail)
{
    if (text.empty()) {
        return std::nullopt;
    }
    if (const auto reference = SecretReference::parse(text)) {
        return fromReference(*reference, value, trail);
    }
    if (setting.rule.type == ValueType::SecretFile && text.find(pemStart) == std::string::npos) {
        return referenceNode({SecretPlace::File, resolvedPath(text, m_context)}, value, {});
    }
    return keepClear(text, value, trail);
}

std::optional<Node> SecretReader::fromReference(const SecretReference &reference, const Node &value,
                                                const Trail &trail)
{
    switch (reference.place) {
    case SecretPlace::Environment:
        if (!isSet(reference.location)) {
            Node node = placed(Node::unset(reference.location), value);
            node.written = reference.toText();
            return node;
        }
        return referenceNode(reference, value, {});
    case SecretPlace::File: {
        // `file:${FOLDER}/key` is no secret, and an export writes it as it was written.
        const std::string &text = value.asText();
        const bool isSpelled = text.starts_with("file:") && text.find("${") != std::string::npos;
        return referenceNode({SecretPlace::File, resolvedPath(reference.location, m_context)},
                             value, isSpelled ? text : std::string());
    }
    case SecretPlace::Keychain:
    case SecretPlace::Systemd:
        return referenceNode(reference, value, {});
    case SecretPlace::Memory:
        break;
    }
    m_findings.add(
        {.severity = Severity::Warning,
         .code = "lost_secret",
         .path = trail.toText(),
         .message
         = "refers to a secret that only another run of the program had in memory; enter it again.",
         .source = m_context.name,
         .position = value.position});
    // As good as an unset variable, whose name nobody knows.
    return placed(Node::unset({}), value);
}

Node SecretReader::keepClear(std::string text, const Node &value, const Trail &trail)
{
    if (m_context.kind == SourceKind::Yaml || m_context.kind == SourceKind::StateFile) {
        m_findings.add({.severity = Severity::Notice,
                        .code = "clear_secret",
                        .path = trail.toText(),
                        .message
                        = "stands here in clear text. It is kept in memory only and never written; "
                          "better name it as ${VARIABLE} or file:/path.",
                        .source = m_context.name,
                        .position = value.position});
    }
    const std::string id = m_context.name + '/' + trail.toIdentity();
    return referenceNode(m_vault.add(id, SecretString(std::move(text))), value, {});
}

bool SecretReader::isSet(const std::string &variable) const
{
    return valueOf(m_context.variables, variable).has_value();
}

std::string resolvedPath(const std::string &path, const LayerContext &context)
{
    const std::filesystem::path own = pathFromUtf8(path);
    if (path.empty() || own.is_absolute() || context.folder.empty()) {
        return path;
    }
    return toUtf8((context.folder / own).lexically_normal());
}

} // namespace penstock::config
