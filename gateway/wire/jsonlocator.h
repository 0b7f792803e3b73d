#pragma once

#include "wire/jsonnumber.h"
#include "wire/jsontext.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::wire
{

enum class JsonKind { Null = 1, Bool, Number, Text, List, Map };

/// Bytes of a body, from its beginning; `end` is one behind the last.
struct ByteRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    friend bool operator==(const ByteRange &, const ByteRange &) = default;
};

/// One occurrence of a watched key.
struct LocatedValue {
    std::size_t watch = 0; ///< index into the watched names
    ByteRange key; ///< quotes included
    ByteRange value; ///< quotes or brackets included
    JsonKind kind = JsonKind::Null;
    /// A text decoded, any other simple value as it stands; cut at `JsonLocator::mostCaptured`.
    std::string content;
    bool isCut = false;
    bool isEmpty = false; ///< of a list or mapping: nothing is in it
};

struct JsonProblem {
    std::uint64_t offset = 0;
    std::uint64_t line = 1;
    std::uint64_t column = 1; ///< in bytes
    std::string message; ///< "a ':' is missing after the key"
};

/// What a body costs, as far as one can tell without a tokenizer.
struct JsonContent {
    std::uint64_t textBytes = 0; ///< decoded bytes of the texts below the content keys
    std::uint32_t lowDetailImages = 0;
    std::uint32_t otherImages = 0;

    friend bool operator==(const JsonContent &, const JsonContent &) = default;
};

/// Reads a JSON body once, while it arrives, and tells where a few values stand in it, how much
/// text and how many images it holds, and whether it is JSON at all. Keeps none of the bytes.
class JsonLocator final
{
public:
    static constexpr std::size_t mostCaptured = JsonTextReader::mostCaptured;
    static constexpr std::size_t mostDepth = 4096;
    /// Of all watched keys together. A body with more of them is a problem, not a request.
    static constexpr std::size_t mostLocated = 256;

    /// `watched` are keys of the top level (`model`) or one level below
    /// (`stream_options.include_usage`). The names outlive the locator.
    explicit JsonLocator(std::vector<std::string_view> watched);

    /// Takes the next bytes. False from the first problem on.
    bool feed(std::string_view bytes);
    /// The body is complete. False when it is not a whole JSON document.
    bool finish();

    [[nodiscard]] const std::optional<JsonProblem> &problem() const { return m_problem; }
    /// The kind of the document; nothing before its first byte.
    [[nodiscard]] std::optional<JsonKind> rootKind() const { return m_rootKind; }
    /// In the order of their appearance.
    [[nodiscard]] const std::vector<LocatedValue> &located() const { return m_located; }
    /// The last occurrence, which is the one that counts; null when there is none.
    [[nodiscard]] const LocatedValue *last(std::string_view watched) const;
    /// Every occurrence of one watched key.
    [[nodiscard]] std::vector<const LocatedValue *> all(std::string_view watched) const;
    [[nodiscard]] const JsonContent &content() const { return m_content; }
    [[nodiscard]] std::uint64_t size() const { return m_offset; }
    /// Of the document, where it is a mapping or list.
    [[nodiscard]] ByteRange root() const { return m_root; }
    [[nodiscard]] bool isRootEmpty() const { return m_isRootEmpty; }

private:
    enum class State : std::uint8_t {
        Value,
        ValueOrEnd, ///< behind '['
        KeyOrEnd, ///< behind '{'
        Key, ///< behind ',' in a mapping
        Colon,
        CommaOrEnd,
        Text,
        Number,
        Literal,
        Done,
    };
    /// Keys that matter for counting, at any depth.
    enum class KeyRole : std::uint8_t { Plain, ImageUrl, Url, Detail, Payload };

    struct Frame {
        bool isMap = false;
        KeyRole role = KeyRole::Plain; ///< of the key whose value is at hand
        KeyRole openedUnder = KeyRole::Plain;
        bool hasImage = false;
        bool isLowDetail = false;
        bool isEmpty = true;
    };

    static constexpr std::size_t noWatch = static_cast<std::size_t>(-1);

    void step(char byte);
    void beginValue(char byte);
    void openPending();
    /// Whether the keys that are open lead to anything that somebody watches for.
    [[nodiscard]] bool isWatching() const { return m_watch[0] != noWatch || m_watch[1] != noWatch; }
    [[nodiscard]] bool isAwaited() const;
    void beginKey();
    void beginText();
    [[nodiscard]] std::size_t feedText(std::string_view bytes, std::size_t at);
    void endText();
    void endKey();
    void stepNumber(char byte);
    void stepLiteral(char byte);
    void push(bool isMap);
    void pop(char byte);
    void afterValue(JsonKind kind);
    void afterSimple(JsonKind kind, std::string_view content, bool isCut);
    void noteKind(JsonKind kind);
    void noteEmpty();
    void afterSeparator(char byte);
    [[nodiscard]] std::size_t watchFor(std::string_view key) const;
    [[nodiscard]] bool countsText() const;
    void fail(std::string message);
    [[nodiscard]] bool isInMap() const { return !m_stack.empty() && m_stack.back().isMap; }

    std::vector<std::string_view> m_watched;
    bool m_watchesBelow = false; ///< whether one of them is of the second level
    std::vector<LocatedValue> m_located;
    std::optional<JsonProblem> m_problem;
    std::optional<JsonKind> m_rootKind;
    JsonContent m_content;
    ByteRange m_root;
    bool m_isRootEmpty = false;

    std::vector<Frame> m_stack;
    State m_state = State::Value;
    JsonNumberReader m_number;
    JsonTextReader m_text;
    bool m_isKey = false;
    bool m_isTextCounted = false;
    std::string_view m_literal;
    std::size_t m_literalAt = 0;

    std::string m_simple; ///< the number at hand, where somebody wants it
    bool m_isKept = false;
    std::string m_topKey;
    bool m_isContentKey = false; ///< whether the top-level key at hand holds content
    /// Watches that wait for the end of their value: at the top level, and one level below.
    std::array<std::size_t, 2> m_watch = {noWatch, noWatch};
    std::array<std::size_t, 2> m_pending = {noWatch, noWatch}; ///< indexes into m_located
    ByteRange m_keyRange;

    std::uint64_t m_offset = 0;
    std::uint64_t m_line = 1;
    std::uint64_t m_lineStart = 0;
};

} // namespace penstock::wire
