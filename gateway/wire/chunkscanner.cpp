#include "wire/chunkscanner.h"

namespace penstock::wire
{

namespace
{

std::size_t pastBlanks(std::string_view json, std::size_t at)
{
    const std::size_t next = json.find_first_not_of(" \t\r\n", at);
    return next == std::string_view::npos ? json.size() : next;
}

/// Whether the quoted word that ends at `end` is a key with a value other than null.
bool hasValue(std::string_view json, std::size_t end)
{
    const std::size_t colon = pastBlanks(json, end);
    if (colon == json.size() || json[colon] != ':') {
        return false;
    }
    const std::size_t value = pastBlanks(json, colon + 1);
    return value < json.size() && json[value] != 'n';
}

/// Where the quote stands that closes the one at `begin`.
std::size_t endOfText(std::string_view json, std::size_t begin)
{
    std::size_t end = json.find('"', begin + 1);
    while (end != std::string_view::npos) {
        std::size_t escapes = end;
        while (escapes > begin + 1 && json[escapes - 1] == '\\') {
            --escapes;
        }
        if ((end - escapes) % 2 == 0) {
            return end;
        }
        end = json.find('"', end + 1);
    }
    return end;
}

} // namespace

ChunkMarks scanChunk(std::string_view json)
{
    static constexpr std::string_view usage = "\"usage\"";
    static constexpr std::string_view error = "\"error\"";
    static constexpr std::string_view finishReason = "\"finish_reason\"";
    ChunkMarks marks;
    for (std::size_t at = json.find('"'); at != std::string_view::npos;
         at = json.find('"', at + 1)) {
        const std::string_view rest = json.substr(at);
        // The second character tells nearly all words apart from the three.
        const char first = rest.size() > 1 ? rest[1] : '\0';
        if (first == 'u' && rest.starts_with(usage)) {
            marks.hasUsage = marks.hasUsage || hasValue(json, at + usage.size());
        } else if (first == 'e' && rest.starts_with(error)) {
            marks.hasError = marks.hasError || hasValue(json, at + error.size());
        } else if (first == 'f' && rest.starts_with(finishReason)) {
            marks.hasFinishReason
                = marks.hasFinishReason || hasValue(json, at + finishReason.size());
        }
    }
    return marks;
}

bool isClosed(std::string_view json)
{
    std::ptrdiff_t depth = 0;
    for (std::size_t at = 0; at < json.size(); ++at) {
        const char c = json[at];
        if (c == '"') {
            at = endOfText(json, at);
            if (at == std::string_view::npos) {
                return false;
            }
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return depth == 0;
}

} // namespace penstock::wire
