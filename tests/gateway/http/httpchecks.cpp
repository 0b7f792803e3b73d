#include "gateway/http/httpchecks.h"

#include <nlohmann/json.hpp>

#include <set>

namespace penstock::test
{

namespace
{

std::string faultOfEnvelope(const std::string &body)
{
    const auto json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object() || json.size() != 1 || !json.contains("error")) {
        return "no error envelope: " + body;
    }
    const auto &error = json["error"];
    std::set<std::string> keys;
    for (const auto &[key, value] : error.items()) {
        keys.insert(key);
    }
    if (keys != std::set<std::string>{"message", "type", "param", "code"}) {
        return "not the keys of an error: " + body;
    }
    if (!error["message"].is_string() || error["message"].get<std::string>().size() < 10
        || !error["message"].get<std::string>().ends_with('.')) {
        return "no sentence: " + body;
    }
    if (!error["type"].is_string() || !error["code"].is_string() || !error["param"].is_null()) {
        return "not the types of an error: " + body;
    }
    return {};
}

} // namespace

std::string faultOf(const RawAnswer &answer, int status)
{
    if (!answer.isWhole()) {
        return answer.problem + " (status " + std::to_string(answer.status) + ")";
    }
    if (answer.status != status) {
        return "status " + std::to_string(answer.status) + ": " + answer.body;
    }
    if (answer.field("content-type") != "application/json") {
        return "content type '" + answer.field("content-type") + "'";
    }
    if (answer.count("x-penstock-request-id") != 1
        || answer.field("x-penstock-request-id").size() < 8) {
        return "no request id";
    }
    return faultOfEnvelope(answer.body);
}

std::string faultOf(const RawAnswer &answer, const std::string &body)
{
    if (!answer.isWhole()) {
        return answer.problem + " (status " + std::to_string(answer.status) + ")";
    }
    if (answer.status != 200) {
        return "status " + std::to_string(answer.status) + ": " + answer.body;
    }
    return answer.body == body ? std::string() : "body '" + answer.body.substr(0, 200) + "'";
}

} // namespace penstock::test
