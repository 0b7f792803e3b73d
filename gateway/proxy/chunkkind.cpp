#include "proxy/chunkkind.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace penstock::proxy
{

namespace
{

using nlohmann::json;

std::string textAt(const json &object, const char *key)
{
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) {
        return {};
    }
    return found->is_string() ? found->get<std::string>() : found->dump();
}

int equivalentStatus(const json &error)
{
    const std::string code = textAt(error, "code");
    const std::string type = textAt(error, "type");
    const auto is = [&](std::string_view word) { return code == word || type == word; };
    if (is("rate_limit_exceeded") || is("too_many_requests") || is("429")) {
        return 429;
    }
    if (is("content_filter") || is("invalid_request_error")) {
        return 400;
    }
    return 500;
}

bool isFilled(const json &value)
{
    return !value.is_null() && !(value.is_string() && value.get_ref<const std::string &>().empty())
        && !((value.is_array() || value.is_object()) && value.empty());
}

bool hasContent(const json &choice)
{
    if (const auto finish = choice.find("finish_reason");
        finish != choice.end() && !finish->is_null()) {
        return true;
    }
    if (const auto text = choice.find("text"); text != choice.end() && isFilled(*text)) {
        return true;
    }
    const auto delta = choice.find("delta");
    if (delta == choice.end() || !delta->is_object()) {
        return false; // an annotation of the content filter
    }
    return std::ranges::any_of(delta->items(), [](const auto &member) {
        return member.key() != "role" && isFilled(member.value());
    });
}

ChunkVerdict errorVerdict(const json &error)
{
    if (error.is_string()) {
        return {.kind = ChunkKind::Error,
                .error = {.code = {}, .message = error.get<std::string>()}};
    }
    return {.kind = ChunkKind::Error,
            .error = {equivalentStatus(error), textAt(error, "code"), textAt(error, "message")}};
}

} // namespace

ChunkVerdict judgeChunk(std::string_view text, std::string_view eventName)
{
    const json chunk = json::parse(text, nullptr, false);
    if (!chunk.is_object()) {
        return {.kind = ChunkKind::Content, .error = {}};
    }
    if (const auto error = chunk.find("error");
        error != chunk.end() && (error->is_object() || error->is_string())) {
        return errorVerdict(*error);
    }
    if (eventName == "error") {
        return errorVerdict(chunk);
    }
    const auto choices = chunk.find("choices");
    if (choices == chunk.end() || !choices->is_array()) {
        return {.kind = ChunkKind::Content, .error = {}};
    }
    const bool says = std::ranges::any_of(*choices, hasContent);
    return {.kind = says ? ChunkKind::Content : ChunkKind::Startup, .error = {}};
}

bool isWholeChunk(std::string_view text)
{
    return json::accept(text);
}

} // namespace penstock::proxy
