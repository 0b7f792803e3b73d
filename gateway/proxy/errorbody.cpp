#include "proxy/errorbody.h"

#include "http/httpproblem.h"

#include <nlohmann/json.hpp>

namespace penstock::proxy
{

namespace
{

using nlohmann::json;

std::string asText(const json &value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

http::HttpProblem unreadable(int status)
{
    return {status,
            "upstream_error",
            "The upstream answered with status " + std::to_string(status)
                + " and without an explanation that could be read.",
            {}};
}

} // namespace

std::string errorCodeIn(std::string_view text)
{
    const json body = json::parse(text, nullptr, false);
    if (!body.is_object()) {
        return {};
    }
    const auto error = body.find("error");
    if (error == body.end() || !error->is_object()) {
        return {};
    }
    const auto code = error->find("code");
    return code == error->end() || code->is_null() ? std::string() : asText(*code);
}

bool hasErrorObject(std::string_view text)
{
    const json body = json::parse(text, nullptr, false);
    const auto error = body.is_object() ? body.find("error") : body.end();
    return body.is_object() && error != body.end() && error->is_object();
}

std::string normalisedError(std::string_view text, int status)
{
    json body = json::parse(text, nullptr, false);
    if (!body.is_object()) {
        return http::errorBody(unreadable(status));
    }
    auto error = body.find("error");
    json fields = error != body.end() ? *error : body;
    if (fields.is_string()) {
        fields = json{{"message", fields}};
    }
    if (!fields.is_object()) {
        return http::errorBody(unreadable(status));
    }
    const json own = json::parse(http::errorBody(unreadable(status))).at("error");
    for (const char *const key : {"message", "type", "param", "code"}) {
        const auto found = fields.find(key);
        if (found == fields.end() || (found->is_null() && key != std::string_view("param"))) {
            fields[key] = own.at(key);
        }
    }
    for (const char *const key : {"message", "type", "code"}) {
        fields[key] = asText(fields[key]);
    }
    return json{{"error", std::move(fields)}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string errorBodyFor(const StreamError &error)
{
    const json code = error.code.empty() ? json() : json(error.code);
    const json fields
        = {{"message", error.message}, {"type", nullptr}, {"param", nullptr}, {"code", code}};
    return normalisedError(
        json{{"error", fields}}.dump(-1, ' ', false, json::error_handler_t::replace), error.status);
}

} // namespace penstock::proxy
