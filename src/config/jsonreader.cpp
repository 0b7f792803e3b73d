#include "config/jsonreader.h"

#include "config/documenttext.h"
#include "config/plainscalar.h"

#include <nlohmann/json.hpp>

#include <iterator>
#include <limits>

namespace penstock::config
{

namespace
{

/// An iterator that tells how far the parser has read, from which values get their positions.
class CountingIterator final
{
public:
    // NOLINTBEGIN(readability-identifier-naming): the names that std::iterator_traits asks for.
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = const char &;
    // NOLINTEND(readability-identifier-naming)

    CountingIterator(const char *at, const char **furthest) : m_at(at), m_furthest(furthest) { }

    reference operator*() const { return *m_at; }
    CountingIterator &operator++()
    {
        ++m_at;
        *m_furthest = m_at;
        return *this;
    }
    CountingIterator operator++(int)
    {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const CountingIterator &a, const CountingIterator &b)
    {
        return a.m_at == b.m_at;
    }

private:
    const char *m_at;
    const char **m_furthest;
};

/// Follows the offsets of the values forward, so that counting lines costs one pass in all.
class PositionTracker final
{
public:
    explicit PositionTracker(std::string_view text) : m_text(text) { }

    Position tokenAfter(std::size_t offset)
    {
        const std::size_t start = m_text.find_first_not_of(" \t\r\n,:", offset);
        return moveTo(start == std::string_view::npos ? m_text.size() : start);
    }

private:
    Position moveTo(std::size_t offset)
    {
        for (; m_offset < offset; ++m_offset) {
            if (m_text[m_offset] == '\n') {
                ++m_position.line;
                m_position.column = 1;
            } else {
                ++m_position.column;
            }
        }
        return m_position;
    }

    std::string_view m_text;
    std::size_t m_offset = 0;
    Position m_position{1, 1};
};

class SaxReader final : public nlohmann::json_sax<nlohmann::json>
{
public:
    SaxReader(std::string_view text, TreeBuilder &builder)
        : m_text(text)
        , m_builder(builder)
        , m_tracker(text)
        , m_furthest(text.data())
    {
    }

    const char **furthest() { return &m_furthest; }

    bool null() override { return value(Node::null()); }
    bool boolean(bool flag) override { return value(Node::boolean(flag), flag ? "true" : "false"); }
    bool number_integer(std::int64_t number) override
    {
        return value(Node::whole(number), std::to_string(number));
    }
    bool number_unsigned(std::uint64_t number) override
    {
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        return value(number <= most ? Node::whole(static_cast<std::int64_t>(number))
                                    : Node::real(static_cast<double>(number)),
                     std::to_string(number));
    }
    bool number_float(double number, const std::string &spelling) override
    {
        // What YAML takes for a text, such as 1e-400, is one here too.
        return value(parseNumber(spelling) ? Node::real(number) : Node::text(spelling), spelling);
    }
    bool string(std::string &text) override { return value(Node::text(std::move(text))); }
    bool binary(nlohmann::json::binary_t &) override { return false; }

    bool start_object(std::size_t) override
    {
        m_builder.beginMap(next());
        return !m_builder.isStopped();
    }
    bool key(std::string &name) override
    {
        m_builder.key(std::move(name), next());
        return !m_builder.isStopped();
    }
    bool end_object() override { return end(); }
    bool start_array(std::size_t) override
    {
        m_builder.beginList(next());
        return !m_builder.isStopped();
    }
    bool end_array() override { return end(); }

    bool parse_error(std::size_t offset, const std::string &,
                     const nlohmann::json::exception &exception) override
    {
        std::string reason = exception.what();
        // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while
        // ..."
        if (const std::size_t colon = reason.find(": "); colon != std::string::npos) {
            reason.erase(0, colon + 2);
        }
        m_builder.stop("bad_syntax", "is not valid JSON: " + reason + '.',
                       positionAt(m_text, offset > 0 ? offset - 1 : 0));
        return false;
    }

private:
    Position next()
    {
        const Position position = m_tracker.tokenAfter(m_lastEnd);
        m_lastEnd = static_cast<std::size_t>(m_furthest - m_text.data());
        return position;
    }

    /// A simple value keeps its spelling: where the table wants a text, `401` is one.
    bool value(Node node, std::string spelling = {})
    {
        node.position = next();
        node.written = std::move(spelling);
        m_builder.scalar(std::move(node));
        return !m_builder.isStopped();
    }

    bool end()
    {
        m_lastEnd = static_cast<std::size_t>(m_furthest - m_text.data());
        m_builder.end();
        return !m_builder.isStopped();
    }

    std::string_view m_text;
    TreeBuilder &m_builder;
    PositionTracker m_tracker;
    const char *m_furthest;
    std::size_t m_lastEnd = 0;
};

} // namespace

ParsedDocument readJson(std::string_view text, const std::string &source)
{
    if (auto problem = findTextProblem(text, source)) {
        ParsedDocument refused;
        refused.findings.push_back(std::move(*problem));
        return refused;
    }
    const std::string_view content = withoutByteOrderMark(text);
    TreeBuilder builder(source);
    SaxReader reader(content, builder);
    const char *begin = content.data();
    nlohmann::json::sax_parse(CountingIterator(begin, reader.furthest()),
                              CountingIterator(begin + content.size(), reader.furthest()), &reader);
    return builder.take();
}

} // namespace penstock::config
