#include "wire/splice.h"

#include "wire/characters.h"

#include <algorithm>
#include <array>

namespace penstock::wire
{

void Splice::replace(ByteRange range, std::string by)
{
    const auto place = std::ranges::upper_bound(m_edits, range.begin, {},
                                                [](const Edit &edit) { return edit.range.begin; });
    m_edits.insert(place, {range, std::move(by)});
}

std::vector<BodyPiece> Splice::pieces(std::uint64_t originalSize) const
{
    std::vector<BodyPiece> pieces;
    std::uint64_t at = 0;
    for (const Edit &edit : m_edits) {
        if (edit.range.begin > at) {
            pieces.emplace_back(ByteRange{at, edit.range.begin});
        }
        if (!edit.by.empty()) {
            pieces.emplace_back(edit.by);
        }
        at = edit.range.end;
    }
    if (at < originalSize) {
        pieces.emplace_back(ByteRange{at, originalSize});
    }
    return pieces;
}

std::uint64_t Splice::size(std::uint64_t originalSize) const
{
    std::uint64_t total = originalSize;
    for (const Edit &edit : m_edits) {
        total = total - (edit.range.end - edit.range.begin) + edit.by.size();
    }
    return total;
}

std::string jsonText(std::string_view text)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string json = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (byte < 0x20U) {
            json += "\\u00";
            json += digits[byte >> 4U];
            json += digits[byte & 0x0FU];
        } else {
            json += c;
        }
    }
    return json + '"';
}

void replaceAll(Splice &splice, const JsonLocator &locator, std::string_view watched,
                std::string_view jsonValue)
{
    for (const LocatedValue *value : locator.all(watched)) {
        splice.replace(value->value, std::string(jsonValue));
    }
}

void askForUsage(Splice &splice, const JsonLocator &locator)
{
    static constexpr std::string_view key = R"("include_usage":true)";
    if (locator.rootKind() != JsonKind::Map) {
        return;
    }
    const auto options = locator.all("stream_options");
    if (options.empty()) {
        const bool isAlone = locator.isRootEmpty();
        const std::uint64_t behindBrace = locator.root().begin + 1;
        splice.replace({behindBrace, behindBrace},
                       "\"stream_options\":{" + std::string(key) + '}' + (isAlone ? "" : ","));
        return;
    }
    for (const LocatedValue *option : options) {
        if (option->kind != JsonKind::Map) {
            // A null asks for nothing; anything else is for the upstream to refuse.
            if (option->kind == JsonKind::Null) {
                splice.replace(option->value, '{' + std::string(key) + '}');
            }
            continue;
        }
        bool isSet = false;
        for (const LocatedValue *include : locator.all("stream_options.include_usage")) {
            if (include->value.begin > option->value.begin
                && include->value.end < option->value.end) {
                isSet = true;
                if (include->content != "true") {
                    splice.replace(include->value, "true");
                }
            }
        }
        if (!isSet) {
            const std::uint64_t behindBrace = option->value.begin + 1;
            splice.replace({behindBrace, behindBrace},
                           std::string(key) + (option->isEmpty ? "" : ","));
        }
    }
}

} // namespace penstock::wire
