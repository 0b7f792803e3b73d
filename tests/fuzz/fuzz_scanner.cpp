#include "fuzz/require.h"
#include "wire/chunkscanner.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using penstock::fuzz::require;
using namespace penstock::wire;

namespace
{

using Json = nlohmann::json;

std::string_view withoutBlanks(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

/// The scanner does not look at what stands before a quote: it also takes a key that ends with an
/// escaped quote and the word. That costs a needless parse, of a key that nobody writes.
bool isTakenFor(std::string_view word, std::string_view key)
{
    return word == key
        || (word.ends_with(key) && word.substr(0, word.size() - key.size()).ends_with('"'));
}

/// Of a valid document: string by string, so that no word inside a string can be taken for a key.
ChunkMarks marksByStrings(std::string_view text)
{
    ChunkMarks marks;
    for (std::size_t begin = text.find('"'); begin != std::string_view::npos;
         begin = text.find('"')) {
        std::size_t end = begin + 1;
        while (text.at(end) != '"') {
            end += text[end] == '\\' ? 2U : 1U;
        }
        const std::string_view word = text.substr(begin + 1, end - begin - 1);
        text.remove_prefix(end + 1);
        const std::string_view rest = withoutBlanks(text);
        if (!rest.starts_with(':') || withoutBlanks(rest.substr(1)).starts_with("null")) {
            continue;
        }
        marks.hasUsage = marks.hasUsage || isTakenFor(word, "usage");
        marks.hasError = marks.hasError || isTakenFor(word, "error");
        marks.hasFinishReason = marks.hasFinishReason || isTakenFor(word, "finish_reason");
    }
    return marks;
}

bool hasValue(const Json &object, const char *key)
{
    return object.is_object() && object.contains(key) && !object.at(key).is_null();
}

/// What the gateway asks the marks for, at the places where the API puts it.
ChunkMarks marksByMeaning(const Json &document)
{
    ChunkMarks marks;
    marks.hasUsage = hasValue(document, "usage") && document.at("usage").is_object();
    marks.hasError = hasValue(document, "error");
    if (hasValue(document, "choices") && document.at("choices").is_array()) {
        for (const Json &choice : document.at("choices")) {
            marks.hasFinishReason = marks.hasFinishReason || hasValue(choice, "finish_reason");
        }
    }
    return marks;
}

bool covers(const ChunkMarks &marks, const ChunkMarks &needed)
{
    return (marks.hasUsage || !needed.hasUsage) && (marks.hasError || !needed.hasError)
        && (marks.hasFinishReason || !needed.hasFinishReason);
}

void requireReasons(const ChunkMarks &marks, const std::string &chunk)
{
    const auto has = [&chunk](const char *word) { return chunk.find(word) != std::string::npos; };
    require(!marks.hasUsage || has("\"usage\""), "the mark of usage has a reason", chunk);
    require(!marks.hasError || has("\"error\""), "the mark of an error has a reason", chunk);
    require(!marks.hasFinishReason || has("\"finish_reason\""), "the mark of an end has a reason",
            chunk);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string chunk(reinterpret_cast<const char *>(data), size);
    const ChunkMarks marks = scanChunk(chunk);
    requireReasons(marks, chunk);
    require(covers(marks, scanChunk(std::string_view(chunk).substr(0, size / 2))),
            "more bytes take no mark away", chunk);

    const Json document = Json::parse(chunk, nullptr, false);
    // nlohmann takes a zero byte for the end, and whatever follows for nothing.
    if (document.is_discarded() || chunk.find('\0') != std::string::npos) {
        return 0;
    }
    require(marks == marksByStrings(chunk), "a mark stands for a key with a value", chunk);
    // Keys are compared as they are written: nobody escapes a letter of these three.
    if (chunk.find('\\') == std::string::npos) {
        require(covers(marks, marksByMeaning(document)), "no value that matters is missed", chunk);
    }
    return 0;
}
