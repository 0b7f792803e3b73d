#include "simulator/bodyreading.h"

#include "wire/jsonlocator.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace penstock::simulator
{

using Json = nlohmann::json;

Json parsedObject(std::string_view body)
{
    // Walking through a document takes stack, which the locator's limit of depth saves.
    wire::JsonLocator locator({});
    if (!locator.feed(body) || !locator.finish() || locator.rootKind() != wire::JsonKind::Map) {
        // Braces would make a list of it.
        Json nothing(Json::value_t::discarded);
        return nothing;
    }
    return Json::parse(body, nullptr, false);
}

std::int64_t tokensOf(std::uint64_t bytes)
{
    return static_cast<std::int64_t>((bytes + 3) / 4);
}

std::uint64_t textBytes(const Json &value, std::int64_t &imageTokens)
{
    constexpr int tokensOfImage = 765;
    constexpr int tokensOfSmallImage = 85;
    if (value.is_string()) {
        return value.get_ref<const std::string &>().size();
    }
    if (value.is_object() && value.contains("image_url")) {
        const Json &image = value["image_url"];
        imageTokens += image.is_object() && textOf(image, "detail") == "low" ? tokensOfSmallImage
                                                                             : tokensOfImage;
        return 0;
    }
    std::uint64_t bytes = 0;
    if (value.is_structured()) {
        for (const Json &part : value) {
            bytes += textBytes(part, imageTokens);
        }
    }
    return bytes;
}

std::optional<std::vector<TextInput>> textInputs(const Json &value)
{
    const auto isToken = [](const Json &part) { return part.is_number_unsigned(); };
    const auto isTokens = [&](const Json &list) {
        return list.is_array() && !list.empty() && std::ranges::all_of(list, isToken);
    };
    const auto input = [](const Json &part) {
        const auto size = static_cast<std::int64_t>(part.size());
        return part.is_string() ? TextInput{part.get<std::string>(),
                                            tokensOf(part.get_ref<const std::string &>().size())}
                                : TextInput{part.dump(), size};
    };
    if (value.is_string() || isTokens(value)) {
        return std::vector{input(value)};
    }
    const auto isInput = [&](const Json &part) { return part.is_string() || isTokens(part); };
    if (!value.is_array() || !std::ranges::all_of(value, isInput)) {
        return std::nullopt;
    }
    std::vector<TextInput> inputs;
    std::ranges::transform(value, std::back_inserter(inputs), input);
    return inputs;
}

AzureError wrongType(std::string_view param, std::string_view wanted, const Json &value)
{
    std::string found = value.type_name();
    if (value.is_number_integer()) {
        found = "integer";
    } else if (value.is_number()) {
        found = "decimal";
    }
    return invalidRequest("Invalid type for '" + std::string(param) + "': expected "
                              + std::string(wanted) + ", but got " + found + " instead.",
                          param, "invalid_type");
}

AzureError missingParameter(std::string_view param)
{
    return invalidRequest("Missing required parameter: '" + std::string(param) + "'.", param,
                          "missing_required_parameter");
}

AzureError unsupportedParameter(std::string_view param, std::string_view advice)
{
    return invalidRequest("Unsupported parameter: '" + std::string(param)
                              + "' is not supported with this model."
                              + (advice.empty() ? "" : ' ' + std::string(advice)),
                          param, "unsupported_parameter");
}

const Json *find(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && !found->is_null() ? &*found : nullptr;
}

std::string textOf(const Json &object, const char *key)
{
    const Json *const value = find(object, key);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

Problem readInteger(const Json &body, const char *key, std::int64_t least, std::int64_t most,
                    std::int64_t &into)
{
    const Json *const value = find(body, key);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_number_integer()) {
        return wrongType(key, "an integer", *value);
    }
    into = value->get<std::int64_t>();
    if (into < least || into > most) {
        const bool isBelow = into < least;
        return invalidRequest("Invalid '" + std::string(key) + "': integer "
                                  + (isBelow ? "below minimum" : "above maximum")
                                  + " value. Expected a value " + (isBelow ? ">= " : "<= ")
                                  + std::to_string(isBelow ? least : most) + ", but got "
                                  + std::to_string(into) + " instead.",
                              key, isBelow ? "integer_below_min_value" : "integer_above_max_value");
    }
    return std::nullopt;
}

Problem readNumber(const Json &body, const char *key, double least, double most)
{
    const Json *const value = find(body, key);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (!value->is_number()) {
        return wrongType(key, "a decimal", *value);
    }
    const auto number = value->get<double>();
    if (number < least || number > most) {
        const bool isBelow = number < least;
        return invalidRequest("Invalid '" + std::string(key) + "': decimal "
                                  + (isBelow ? "below minimum" : "above maximum") + " value.",
                              key, isBelow ? "decimal_below_min_value" : "decimal_above_max_value");
    }
    return std::nullopt;
}

Problem readSwitch(const Json &object, const char *key, const std::string &path,
                   std::optional<bool> &into)
{
    if (const Json *const value = find(object, key)) {
        if (!value->is_boolean()) {
            return wrongType(path, "a boolean", *value);
        }
        into = value->get<bool>();
    }
    return std::nullopt;
}

} // namespace penstock::simulator
