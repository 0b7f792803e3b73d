#include "config/yamlreader.h"

#include "config/documenttext.h"
#include "config/plainscalar.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <utility>

namespace penstock::config
{

namespace
{

Position positionOf(const YAML::Mark &mark)
{
    return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

constexpr std::string_view standardTag = "tag:yaml.org,2002:";

class EventReader final : public YAML::EventHandler
{
public:
    explicit EventReader(TreeBuilder &builder) : m_builder(builder) { }

    void OnDocumentStart(const YAML::Mark &mark) override
    {
        const Position position = positionOf(mark);
        if (++m_documents == 1) {
            m_start = position;
        } else if (position == m_start) {
            m_builder.stop("bad_syntax", "this sign stands where no value can begin.", position);
        } else {
            m_builder.stop("several_documents",
                           "a second YAML document starts here; a configuration is one document.",
                           position);
        }
    }
    void OnDocumentEnd() override { }

    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        value(Node::null(), mark, anchor);
    }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        m_builder.alias(anchor, positionOf(mark));
    }

    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &text) override
    {
        const bool quoted = tag == "!";
        if (quoted) {
            m_lastQuoted = positionOf(mark);
        }
        if (m_builder.expectsKey()) {
            if (text == "<<" && !quoted) {
                m_builder.mergeKey(positionOf(mark));
            } else {
                m_builder.key(text, positionOf(mark), anchor);
            }
            return;
        }
        if (quoted || tag == std::string(standardTag) + "str") {
            value(Node::text(text), mark, anchor);
        } else if (tag == "?" || tag.empty() || tag.starts_with(standardTag)) {
            value(resolvePlain(text), mark, anchor);
        } else {
            m_builder.stop("unknown_tag",
                           "the tag '" + tag + "' means nothing here; write the value without it.",
                           positionOf(mark));
        }
    }

    void OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        m_builder.beginList(positionOf(mark), anchor);
    }
    void OnSequenceEnd() override { m_builder.end(); }
    void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        m_builder.beginMap(positionOf(mark), anchor);
    }
    void OnMapEnd() override { m_builder.end(); }

    [[nodiscard]] Position lastQuoted() const { return m_lastQuoted; }

private:
    void value(Node node, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (m_builder.expectsKey()) {
            m_builder.stop("bad_key", "a key is missing before the ':'.", positionOf(mark));
            return;
        }
        node.position = positionOf(mark);
        m_builder.scalar(std::move(node), anchor);
    }

    TreeBuilder &m_builder;
    Position m_lastQuoted;
    Position m_start;
    int m_documents = 0;
};

// The parser's own words are for people who write parsers.
std::string explained(const std::string &message, std::string_view content)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> known{{
        {"illegal tab", "a tab stands where YAML wants spaces; indent with spaces only."},
        {"end of map not found", "the indentation does not fit the lines above."},
        {"end of sequence not found", "the indentation does not fit the lines above."},
        {"end of sequence flow not found",
         "a list that was opened with '[' is not closed with ']'."},
        {"end of map flow not found", "a mapping that was opened with '{' is not closed with '}'."},
        {"illegal map value",
         "a ':' stands where none can; check the indentation, or put the text in quotes."},
        {"bad file", "is nested too deep."},
        {"referenced anchor is not defined",
         "an alias (*name) is used, but no anchor (&name) before it defines it."},
    }};
    for (const auto &[part, sentence] : known) {
        if (message.find(part) != std::string::npos) {
            const bool mayBeVariable = part.find("flow") != std::string_view::npos
                && content.find("${") != std::string_view::npos;
            return std::string(sentence)
                + (mayBeVariable ? " Between brackets and braces, ${NAME} has to stand in quotes."
                                 : "");
        }
    }
    return "is not valid YAML: " + message + '.';
}

std::size_t offsetOf(std::string_view text, Position position)
{
    std::size_t offset = 0;
    for (std::uint32_t line = 1; line < position.line; ++line) {
        const std::size_t next = text.find('\n', offset);
        if (next == std::string_view::npos) {
            return text.size();
        }
        offset = next + 1;
    }
    return std::min(text.size(), offset + position.column - 1);
}

/// A tab in the indentation of a line, which the parser stumbles over only later.
std::optional<Position> tabBefore(std::string_view text, Position position)
{
    const std::size_t end = offsetOf(text, position);
    const std::size_t start = text.rfind('\n', end == 0 ? 0 : end - 1);
    const std::size_t line = start == std::string_view::npos || end == 0 ? 0 : start + 1;
    const std::string_view before = text.substr(line, end - line);
    const std::size_t tab = before.find('\t');
    if (tab == std::string_view::npos || before.find_first_not_of(" -\t") < tab) {
        return std::nullopt;
    }
    return Position{position.line, static_cast<std::uint32_t>(tab + 1)};
}

// yaml-cpp takes a quoted text that the end of the file cuts off for a complete one.
bool isQuoteClosed(std::string_view text, Position start)
{
    std::size_t i = offsetOf(text, start);
    i = text.find_first_of("\"'", i);
    if (i == std::string_view::npos) {
        return true;
    }
    const char quote = text[i];
    for (++i; i < text.size(); ++i) {
        if (quote == '"' && text[i] == '\\') {
            ++i;
        } else if (text[i] == quote) {
            if (quote == '\'' && i + 1 < text.size() && text[i + 1] == '\'') {
                ++i;
                continue;
            }
            return true;
        }
    }
    return false;
}

// The parser keeps every sign of an outermost bracket in memory until it closes, 240 bytes each.
// A document within the limit of values has fewer than three for each of them.
bool hasTooManySigns(std::string_view text)
{
    constexpr std::string_view signs = "[]{},:?";
    constexpr std::ptrdiff_t most = 4000000;
    const auto isSign = [signs](char c) { return signs.find(c) != std::string_view::npos; };
    return std::ranges::count_if(text, isSign) > most;
}

} // namespace

ParsedDocument readYaml(std::string_view text, const std::string &source)
{
    TreeBuilder builder(source);
    if (auto problem = findTextProblem(text, source)) {
        ParsedDocument refused;
        refused.findings.push_back(std::move(*problem));
        return refused;
    }
    if (hasTooManySigns(text)) {
        builder.stop("too_many_values", "holds too many brackets and commas for a configuration.",
                     {});
        return builder.take();
    }
    const std::string_view content = withoutByteOrderMark(text);
    std::istringstream stream{std::string(content)};
    EventReader reader(builder);
    try {
        YAML::Parser parser(stream);
        // The parser never gets past some signs, such as a ',' outside of brackets.
        while (!builder.isStopped() && parser.HandleNextDocument(reader)) { }
        if (reader.lastQuoted().isKnown() && !isQuoteClosed(content, reader.lastQuoted())) {
            builder.stop("bad_syntax", "a text that starts here with a quote has no closing quote.",
                         reader.lastQuoted());
        }
    } catch (const YAML::Exception &exception) {
        const Position position = positionOf(exception.mark);
        const auto tab = tabBefore(content, position);
        builder.syntaxError(explained(tab ? "illegal tab" : exception.msg, content),
                            tab.value_or(position));
    }
    return builder.take();
}

} // namespace penstock::config
