#include "rowdocument.h"

#include "base/text.h"
#include "config/yamlreader.h"

namespace penstock::config::test
{

namespace
{

/// What an element of a list cannot do without, followed by a comma where the key comes.
std::string siblings(std::string_view key, std::string_view list, std::string_view leaf)
{
    if (list == "alerts") {
        return leaf == "url" ? "" : R"("url":"env:SOME_SECRET")";
    }
    // The name of an element is what it is known by, and needs no second one.
    return leaf == "name" && key.ends_with("[].name") ? "" : R"("name":"one")";
}

class Writer final
{
public:
    RowDocument write(std::string_view key, std::string_view json)
    {
        m_key = key;
        m_json = json;
        group(split(key, '.'), 0);
        m_document.text = std::move(m_text);
        return std::move(m_document);
    }

private:
    using Steps = std::vector<std::string_view>;

    void group(const Steps &steps, std::size_t at)
    {
        m_text += '{';
        members(steps, at);
        m_text += '}';
    }

    void members(const Steps &steps, std::size_t at)
    {
        std::string_view name = steps[at];
        const bool isLast = at + 1 == steps.size();
        const bool isList = name.ends_with("[]");
        if (isList) {
            name.remove_suffix(2);
        }
        if (isLast && m_json.empty()) {
            return;
        }
        if (name == "*") {
            name = "m1";
        }
        m_document.path = m_document.path.key(name);
        m_text += '"' + std::string(name) + "\":";
        if (isLast) {
            m_document.column = static_cast<std::uint32_t>(m_text.size() + 1);
            m_text += m_json;
        } else if (isList) {
            element(steps, at + 1, name);
        } else {
            group(steps, at + 1);
        }
    }

    void element(const Steps &steps, std::size_t at, std::string_view list)
    {
        m_document.path = m_document.path.index(0);
        m_text += "[{" + siblings(m_key, list, steps.back());
        const std::size_t before = m_text.size();
        if (m_text.back() != '{') {
            m_text += ',';
        }
        const std::size_t start = m_text.size();
        members(steps, at);
        if (m_text.size() == start) {
            m_text.resize(before);
        }
        m_text += "}]";
    }

    std::string_view m_key;
    std::string_view m_json;
    std::string m_text;
    RowDocument m_document;
};

} // namespace

RowDocument rowDocument(std::string_view key, std::string_view json)
{
    // The bare document of a name is one with another name.
    if (json.empty() && key.ends_with("[].name")) {
        return rowDocument(key, R"("one")");
    }
    return Writer().write(key, json);
}

ReadLayer readRow(const RowDocument &document)
{
    const ParsedDocument parsed = readYaml(document.text, "row.yaml");
    ReadLayer read
        = readLayer(parsed.root,
                    {.kind = SourceKind::Yaml,
                     .name = "row.yaml",
                     .folder = {},
                     .variables = {{std::string(rowVariable), "the content of the variable"}}});
    read.findings.insert(read.findings.begin(), parsed.findings.begin(), parsed.findings.end());
    return read;
}

} // namespace penstock::config::test
