#include "config/yamlwriter.h"

#include "config/jsonwriter.h"
#include "config/plainscalar.h"

#include <algorithm>
#include <array>

namespace penstock::config
{

namespace
{

constexpr std::size_t indentWidth = 2;
constexpr std::size_t mostFlowColumns = 80;
/// YAML wants longer keys to be announced by a '?'.
constexpr std::size_t mostPlainKey = 1000;

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isWordOfYaml(std::string_view text)
{
    // PyYAML and other YAML 1.1 readers see more words as something else than text.
    static constexpr std::array<std::string_view, 6> words = {"y", "n", "yes", "no", "on", "off"};
    return !resolvePlain(text).isText()
        || std::ranges::any_of(words, [text](std::string_view word) {
               return std::ranges::equal(text, word, {}, [](char c) {
                   return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
               });
           });
}

bool isPlainSafe(std::string_view text)
{
    static constexpr std::string_view safe
        = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./@+-:${} ";
    // What starts with a digit may be a number or, to YAML 1.1, a date or a time.
    if (text.empty()
        || !(isLetter(text.front()) || text.front() == '_' || text.front() == '/'
             || text.starts_with("${"))) {
        return false;
    }
    return text.find_first_not_of(safe) == std::string_view::npos
        && text.find(": ") == std::string_view::npos && text.back() != ':' && text.back() != ' '
        && !isWordOfYaml(text);
}

std::string leafText(const Node &node)
{
    if (!node.written.empty()) {
        // The spelling of a number or bool stands as it was; that of a text may need quotes.
        const bool isPlain = node.isNumber() || node.isBool();
        return isPlain && node.written.find('$') == std::string::npos ? node.written
                                                                      : yamlScalar(node.written);
    }
    if (node.isText()) {
        return yamlScalar(node.asText());
    }
    if (node.isUnset() && !node.unsetVariable().empty()) {
        return "${" + node.unsetVariable() + '}';
    }
    return writeJson(node);
}

/// Short lists of simple values read better on one line. Texts with `${` keep to block style,
/// because a brace ends a plain scalar inside brackets.
std::string flowList(const Node &node)
{
    std::string line = "[";
    for (const Node &item : node.items()) {
        if (!item.isLeaf()) {
            return {};
        }
        std::string text = leafText(item);
        if (text.front() != '"' && text.find_first_of("{},[]") != std::string::npos) {
            return {};
        }
        line += (line.size() > 1 ? ", " : "") + text;
    }
    line += ']';
    return line.size() <= mostFlowColumns ? line : std::string();
}

class Writer final
{
public:
    void map(const Node &node, std::size_t indent)
    {
        for (const Entry &entry : node.entries()) {
            out.append(indent, ' ');
            keyAndValue(entry, indent);
        }
    }

    std::string out;

private:
    void keyAndValue(const Entry &entry, std::size_t indent)
    {
        const std::string key = yamlScalar(entry.key);
        if (key.size() > mostPlainKey) {
            out += "? " + key + '\n';
            out.append(indent, ' ');
        } else {
            out += key;
        }
        out += ':';
        value(entry.value, indent);
    }

    void value(const Node &node, std::size_t indent)
    {
        if (node.isMap() && !node.entries().empty()) {
            out += '\n';
            map(node, indent + indentWidth);
        } else if (node.isList() && !node.items().empty()) {
            list(node, indent + indentWidth);
        } else {
            out += ' ' + (node.isMap() ? "{}" : node.isList() ? "[]" : leafText(node)) + '\n';
        }
    }

    void list(const Node &node, std::size_t indent)
    {
        if (const std::string line = flowList(node); !line.empty()) {
            out += ' ' + line + '\n';
            return;
        }
        out += '\n';
        for (const Node &item : node.items()) {
            out.append(indent, ' ');
            out += '-';
            if (item.isMap() && !item.entries().empty()) {
                out += ' ';
                firstEntryInline(item, indent + indentWidth);
            } else {
                value(item, indent);
            }
        }
    }

    void firstEntryInline(const Node &item, std::size_t indent)
    {
        for (std::size_t i = 0; i < item.entries().size(); ++i) {
            if (i > 0) {
                out.append(indent, ' ');
            }
            keyAndValue(item.entries()[i], indent);
        }
    }
};

} // namespace

std::string yamlScalar(std::string_view text)
{
    return isPlainSafe(text) ? std::string(text) : writeJson(Node::text(std::string(text)));
}

std::string writeYaml(const Node &document)
{
    Writer writer;
    if (document.isMap() && !document.entries().empty()) {
        writer.map(document, 0);
        return writer.out;
    }
    return document.isMap() ? "{}\n" : leafText(document) + '\n';
}

} // namespace penstock::config
