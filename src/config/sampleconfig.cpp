#include "config/sampleconfig.h"

#include "config/jsonwriter.h"
#include "config/schema.h"

#include <vector>

namespace penstock::config
{

namespace
{

constexpr std::string_view opening = R"(## Configuration of Penstock.
##
## Lines with ## explain. Lines with a single # are settings with their defaults: take the # and the
## space away to change one. Check this file with: penstock-gateway check FILE
## All settings in one table: penstock-gateway export --reference

## The Azure OpenAI resources that requests go to. Keys are named, not written: ${NAME} is read from
## the environment, or from the file given with --env-file.
instances:
  - name: westeurope
    api_base: https://example-westeurope.openai.azure.com
    api_version: "2024-10-21"
    api_key: ${AZURE_KEY_WESTEUROPE}
    ## Lower numbers are tried first.
    priority: 1
    ## Tokens per minute that this resource was given.
    max_tpm: 240000
    ## The model that clients ask for, and the deployment that serves it here.
    model_deployments:
      gpt-4o: gpt-4o
      gpt-4o-mini: {deployment: gpt-4o-mini, max_tpm: 100000, max_rpm: 600}
  - name: swedencentral
    api_base: https://example-swedencentral.openai.azure.com
    api_version: "2024-10-21"
    api_key: ${AZURE_KEY_SWEDENCENTRAL}
    priority: 2
    max_tpm: 120000
    supported_models: [gpt-4o, gpt-4o-mini]
)";

constexpr std::size_t commentWidth = 96;

/// A sentence as comment lines that end before the margin.
std::string wrapped(std::string_view text, std::size_t indent)
{
    const std::string start = std::string(indent, ' ') + "##";
    std::string result;
    std::string line = start;
    while (!text.empty()) {
        const std::size_t space = text.find(' ');
        const std::string_view word = text.substr(0, space);
        if (line.size() + 1 + word.size() > commentWidth) {
            result += line + '\n';
            line = start;
        }
        line += ' ' + std::string(word);
        text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    }
    return result + line + '\n';
}

void writeChildren(const SchemaNode &group, std::size_t indent, std::string &out);

void writeNode(std::string_view key, const SchemaNode &node, std::size_t indent, std::string &out)
{
    if (node.has(InputOnly) || key == "instances") {
        return;
    }
    const std::string start = "# " + std::string(indent, ' ') + std::string(key) + ':';
    if (node.is(SchemaNode::Shape::Group)) {
        out += start + '\n';
        writeChildren(node, indent + 2, out);
        return;
    }
    if (node.setting() != nullptr) {
        out += wrapped(node.setting()->help, 0);
    }
    // A path would start at this file if it stood here; the default starts at the profile.
    const bool hasValue
        = node.fallback() != nullptr && node.setting()->rule.type != ValueType::File;
    const std::string value = hasValue ? ' ' + writeJson(*node.fallback()) : std::string();
    out += start + value + '\n';
}

void writeChildren(const SchemaNode &group, std::size_t indent, std::string &out)
{
    for (const auto &child : group.children()) {
        writeNode(child.key, *child.node, indent, out);
    }
}

} // namespace

std::string sampleConfig()
{
    std::string text(opening);
    for (const auto &child : schema().children()) {
        std::string part;
        writeNode(child.key, *child.node, 0, part);
        if (!part.empty()) {
            text += '\n' + part;
        }
    }
    return text;
}

std::string sampleDotEnv()
{
    return "# Copy this file to .env, fill in the keys, and keep it out of version control.\n"
           "# penstock-gateway check penstock.yaml --env-file .env\n"
           "AZURE_KEY_WESTEUROPE=\n"
           "AZURE_KEY_SWEDENCENTRAL=\n";
}

} // namespace penstock::config
