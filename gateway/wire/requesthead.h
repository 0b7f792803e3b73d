#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::wire
{

struct HeadLimits {
    std::size_t maxBytes = 65536;
    std::size_t maxFields = 100;
};

/// Why a request cannot be taken: the status to answer with, and a sentence for the body.
struct HeadProblem {
    int status = 400;
    std::string message;

    friend bool operator==(const HeadProblem &, const HeadProblem &) = default;
};

enum class BodyFraming { None = 1, Length, Chunked };
enum class HttpVersion { Http10 = 1, Http11 };

/// The head of one request, held to the letter of RFC 9112: what is ambiguous is refused, because
/// two readers that understand a request differently are how requests are smuggled.
class RequestHead final
{
public:
    /// `block` is everything up to and without the empty line.
    [[nodiscard]] static tl::expected<RequestHead, HeadProblem> parse(std::string block,
                                                                      const HeadLimits &limits);

    [[nodiscard]] std::string_view method() const { return view(m_method); }
    /// As the client wrote it; never normalised.
    [[nodiscard]] std::string_view target() const { return view(m_target); }
    [[nodiscard]] HttpVersion version() const { return m_version; }

    struct Field {
        std::string_view name;
        std::string_view value;
    };
    [[nodiscard]] std::size_t fieldCount() const { return m_fields.size(); }
    [[nodiscard]] Field field(std::size_t index) const;
    /// The first value of a field, whatever the case of its name.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

    [[nodiscard]] BodyFraming framing() const { return m_framing; }
    [[nodiscard]] std::uint64_t contentLength() const { return m_contentLength; }
    [[nodiscard]] bool keepsAlive() const { return m_keepsAlive; }
    [[nodiscard]] bool expectsContinue() const { return m_expectsContinue; }
    /// Whether a field is for this connection only: named by the standard or by `Connection`.
    [[nodiscard]] bool isHopByHop(std::string_view name) const;

private:
    struct Range {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };
    struct FieldRanges {
        Range name;
        Range value;
    };
    struct Framing;

    [[nodiscard]] std::string_view view(Range range) const
    {
        return std::string_view(m_block).substr(range.begin, range.end - range.begin);
    }
    [[nodiscard]] std::optional<HeadProblem> parseRequestLine(std::string_view line);
    [[nodiscard]] std::optional<HeadProblem> parseField(Range line);
    [[nodiscard]] std::optional<HeadProblem> interpret();
    [[nodiscard]] std::optional<HeadProblem> interpretField(const Field &field, Framing &framing);
    [[nodiscard]] std::optional<HeadProblem> interpretLength(std::string_view value,
                                                             Framing &framing);
    void interpretConnection(std::string_view value);

    std::string m_block;
    Range m_method;
    Range m_target;
    HttpVersion m_version = HttpVersion::Http11;
    std::vector<FieldRanges> m_fields;
    std::vector<std::string> m_connectionTokens; ///< in lower case
    BodyFraming m_framing = BodyFraming::None;
    std::uint64_t m_contentLength = 0;
    bool m_keepsAlive = true;
    bool m_expectsContinue = false;
};

} // namespace penstock::wire
