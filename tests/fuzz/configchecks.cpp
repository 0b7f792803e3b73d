#include "fuzz/configchecks.h"

#include "config/decode.h"
#include "config/defaults.h"
#include "config/diff.h"
#include "config/exportform.h"
#include "config/jsonreader.h"
#include "config/jsonwriter.h"
#include "config/layerreader.h"
#include "config/merge.h"
#include "config/mergepatch.h"
#include "config/schema.h"
#include "config/semantics.h"
#include "config/unsetvariables.h"
#include "config/yamlreader.h"
#include "config/yamlwriter.h"
#include "fuzz/require.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

namespace penstock::fuzz
{

using namespace config;

namespace
{

// Aliases make large documents of small inputs; one of them would eat the time of thousands.
constexpr std::size_t mostNodes = 20000;

std::size_t timesSeen(const Node &node, std::string_view needle)
{
    std::size_t times = 0;
    if (node.isText()) {
        times = node.asText().find(needle) != std::string::npos ? 1 : 0;
    } else if (node.isList()) {
        for (const Node &item : node.items()) {
            times += timesSeen(item, needle);
        }
    } else if (node.isMap()) {
        for (const Entry &entry : node.entries()) {
            times += entry.key.find(needle) != std::string::npos ? std::size_t{1} : std::size_t{0};
            times += timesSeen(entry.value, needle);
        }
    }
    return times;
}

/// The clear texts of secrets in a document that has not been held against the table yet.
class SecretFinder final
{
public:
    explicit SecretFinder(const Node &root) : m_root(root)
    {
        find(root, schema());
        // Who makes a name of the variable wants to read it.
        if (m_uses == timesSeen(root, use) && timesSeen(root, "MARKER-of-") == 0) {
            found.push_back(environment().at("SECRET"));
        }
    }

    std::vector<std::string> found;

private:
    void find(const Node &value, const SchemaNode &expected)
    {
        using Shape = SchemaNode::Shape;
        if (expected.is(Shape::Leaf)) {
            leaf(value, expected.setting()->rule.type);
        } else if (value.isMap()) {
            for (const Entry &entry : value.entries()) {
                const SchemaNode *child = expected.child(entry.key);
                child = child != nullptr ? child : expected.element();
                if (child != nullptr) {
                    find(entry.value, *child);
                }
            }
        } else if (value.isList() && expected.element() != nullptr) {
            for (const Node &item : value.items()) {
                find(item, *expected.element());
            }
        }
    }

    void leaf(const Node &value, ValueType type)
    {
        // In `file:/run/${NAME}` it is part of a path, which may be seen.
        if (type == ValueType::Secret && value.isText() && value.asText().starts_with(use)) {
            ++m_uses;
        }
        if (!value.isText() || (type != ValueType::Secret && type != ValueType::ProxyUrl)) {
            return;
        }
        // What says where a secret is may be seen.
        if (SecretReference::parse(value.asText())) {
            return;
        }
        std::string_view text = value.asText();
        if (type == ValueType::ProxyUrl) {
            text = text.substr(0, text.rfind('@') == std::string_view::npos ? 0 : text.rfind('@'));
        }
        text = text.substr(std::min(text.size(), text.find(marker)));
        constexpr std::size_t shortest = 12;
        if (text.size() >= shortest && text.find("${") == std::string_view::npos
            && timesSeen(m_root, text) == 1) {
            found.emplace_back(text);
        }
    }

    static constexpr std::string_view use = "${SECRET";

    const Node &m_root;
    std::size_t m_uses = 0;
};

Node readBack(const std::string &text, bool isYaml, const char *what)
{
    ParsedDocument parsed = isYaml ? readYaml(text, "again") : readJson(text, "again");
    for (const Finding &finding : parsed.findings) {
        require(false, what, finding.toText() + '\n' + text);
    }
    return std::move(parsed.root);
}

Merged merged(const Layer &layer, std::size_t times)
{
    return mergeLayers(std::vector<Layer>(times, layer));
}

void checkMerge(const Layer &layer, const Node &document)
{
    const Merged twice = merged(layer, 2);
    require(twice.document == document, "a layer over itself changes nothing", writeJson(document));
    for (const Shadow &shadow : twice.shadows) {
        require(false, "a layer shadows nothing of itself", shadow.path.toText());
    }
}

void checkChanges(const Node &before, const Node &after)
{
    require(difference(after, after).empty(), "nothing differs from itself");
    require(applied(before, difference(before, after)) == after, "changes can be applied",
            writeJson(before) + '\n' + writeJson(after));
    require(patched(before, patchBetween(before, after)) == after, "a patch gives what it is from",
            writeJson(before) + '\n' + writeJson(after));
}

/// What was exported says the same when it is read again; secrets of this program's memory have
/// become variables.
void checkExport(const Node &document, const LayerContext &context)
{
    const ExportForm form = exportForm(document);
    const std::string yaml = writeYaml(form.document);
    const Node again = readBack(yaml, true, "an export can be read");
    const Node fromJson = readBack(writeJson(form.document), false, "a JSON export can be read");
    const ReadLayer reread = readLayer(again, context);
    for (const Finding &finding : reread.findings) {
        require(finding.severity != Severity::Error, "an export is free of errors",
                finding.toText() + '\n' + yaml);
    }
    const Node reloaded = merged(reread.layer, 1).document;
    require(!form.placeholders.empty() || reloaded == document, "an export means the same",
            writeJson(document) + '\n' + yaml);
    require(writeYaml(exportForm(reloaded).document) == yaml, "a second export is the first one",
            yaml + "---\n" + writeYaml(exportForm(reloaded).document));
    const Node reloadedJson = merged(readLayer(fromJson, context).layer, 1).document;
    require(reloadedJson == reloaded, "both spellings mean the same", yaml);
}

/// Merge, defaults, decoding, semantics: what people get to see of it.
std::string process(const Layer &layer)
{
    Merged effective = merged(layer, 1);
    checkMerge(layer, effective.document);
    const std::array layers{layer};
    SettledVariables settled = settleUnsetVariables(effective.document, layers);
    const Node complete = withDefaults(effective.document);
    require(withDefaults(complete) == complete, "defaults fill in once", writeJson(complete));
    checkChanges(effective.document, complete);

    std::string shown = writeJson(complete) + writeYaml(complete);
    for (const Finding &finding : settled.findings) {
        shown += finding.toText() + '\n';
    }
    const GatewayConfig config
        = decode(complete, {.ids = {}, .disabledBecause = std::move(settled.disabledBecause)});
    for (const SemanticFinding &finding : checkSemantics(config)) {
        require(!finding.code.empty() && !finding.message.empty(), "a finding says something");
        shown += finding.path.toText() + finding.message + '\n';
    }
    return shown;
}

} // namespace

const Environment &environment()
{
    static const Environment variables{
        {"NUMBER", "4000"},
        {"WORD", "failover"},
        {"FLAG", "true"},
        {"ADDRESS", "https://example.test"},
        {"SECRET", "MARKER-of-the-environment"},
        {"EMPTY", ""},
        {"BRACES", "${WORD}"},
    };
    return variables;
}

void checkFindings(const ParsedDocument &parsed, std::string_view text)
{
    const auto lines = static_cast<std::uint32_t>(std::ranges::count(text, '\n') + 1);
    for (const Finding &finding : parsed.findings) {
        require(!finding.code.empty() && !finding.message.empty(), "a finding says something");
        require(finding.position.line <= lines, "a finding points into the text", finding.toText());
    }
    require(!parsed.hasErrors() || parsed.root == Node::map()
                || std::ranges::any_of(parsed.findings,
                                       [](const Finding &f) {
                                           return f.code.starts_with("dup")
                                               || f.code == "bad_merge_key";
                                       }),
            "a broken document is empty");
}

void checkCodecs(const Node &root)
{
    if (root.count() > mostNodes) {
        return;
    }
    const std::string yaml = writeYaml(root);
    require(readBack(yaml, true, "YAML that was written can be read") == root,
            "YAML keeps everything", yaml);
    const std::string json = writeJson(root);
    require(readBack(json, false, "JSON that was written can be read") == root,
            "JSON keeps everything", json);
    require(readBack(writeJson(root, JsonLayout::Indented), false, "indented JSON can be read")
                == root,
            "indented JSON keeps everything", json);
}

void checkLayer(const Node &root)
{
    if (root.count() > mostNodes) {
        return;
    }
    const LayerContext context{
        .kind = SourceKind::Yaml, .name = "input", .folder = {}, .variables = environment()};
    const ReadLayer read = readLayer(root, context);
    std::string shown = process(read.layer);
    for (const Finding &finding : read.findings) {
        require(!finding.code.empty() && !finding.message.empty(), "a finding says something");
        shown += finding.toText() + '\n';
    }
    const Node document = merged(read.layer, 1).document;
    checkExport(document, context);
    shown += writeYaml(document) + writeYaml(exportForm(document).document);

    for (const std::string &secret : SecretFinder(root).found) {
        require(shown.find(secret) == std::string::npos, "no secret shows", secret, shown);
    }
}

} // namespace penstock::fuzz
