#include "simulator/objectreader.h"

#include "base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace penstock::simulator
{

using Json = nlohmann::json;

namespace
{

std::string shown(double number)
{
    const Json value
        = number == std::floor(number) ? Json(static_cast<std::int64_t>(number)) : Json(number);
    return value.dump();
}

} // namespace

void ReadProblem::set(const std::string &path, const std::string &what)
{
    if (!error) {
        error = Error{ErrorCode::InvalidInput, path.empty() ? what : path + ": " + what, {}};
    }
}

ObjectReader::ObjectReader(const Json &object, std::string path, ReadProblem &problem,
                           std::initializer_list<std::string_view> known)
    : m_object(object)
    , m_path(std::move(path))
    , m_problem(problem)
{
    if (!m_object.is_object()) {
        m_problem.set(m_path,
                      "an object is expected here, not " + std::string(object.type_name()) + ".");
        return;
    }
    const std::vector<std::string_view> names(known);
    for (const auto &[key, value] : m_object.items()) {
        if (std::ranges::find(names, key) == names.end()) {
            const auto near = nearest(std::span<const std::string_view>(names), key);
            complain(key,
                     "there is no such key."
                         + (near ? " Did you mean '" + *near + "'?" : std::string()));
        }
    }
}

bool ObjectReader::has(const char *key) const
{
    return m_object.is_object() && m_object.contains(key) && !m_object.at(key).is_null();
}

const Json &ObjectReader::value(const char *key) const
{
    return m_object.at(key);
}

std::string ObjectReader::path(std::string_view key) const
{
    return m_path.empty() ? std::string(key) : m_path + '.' + std::string(key);
}

void ObjectReader::complain(std::string_view key, const std::string &what) const
{
    m_problem.set(path(key), what);
}

void ObjectReader::text(const char *key, std::string &into) const
{
    if (!has(key)) {
        return;
    }
    if (!value(key).is_string()) {
        complain(key, "a text is expected here.");
        return;
    }
    into = value(key).get<std::string>();
}

std::optional<double> ObjectReader::optionalNumber(const char *key, Range range) const
{
    if (!has(key)) {
        return std::nullopt;
    }
    const Json &found = value(key);
    const double number = found.is_number() ? found.get<double>() : range.least - 1;
    if (number < range.least || number > range.most) {
        complain(key,
                 "a number from " + shown(range.least) + " to " + shown(range.most)
                     + " is expected here.");
        return std::nullopt;
    }
    return number;
}

void ObjectReader::number(const char *key, double &into, Range range) const
{
    into = optionalNumber(key, range).value_or(into);
}

std::optional<std::int64_t> ObjectReader::integer(const char *key, Range range) const
{
    if (has(key) && value(key).is_number() && !value(key).is_number_integer()) {
        complain(key, "a whole number is expected here.");
        return std::nullopt;
    }
    const auto number = optionalNumber(key, range);
    return number ? std::optional(value(key).get<std::int64_t>()) : std::nullopt;
}

std::optional<std::size_t> ObjectReader::choice(const char *key,
                                                std::initializer_list<std::string_view> words) const
{
    std::string word;
    text(key, word);
    if (!has(key) || m_problem.isSet()) {
        return std::nullopt;
    }
    std::string all;
    std::size_t index = 0;
    for (const std::string_view possible : words) {
        if (possible == word) {
            return index;
        }
        all += (all.empty() ? "" : ", ") + std::string(possible);
        ++index;
    }
    complain(key, "'" + word + "' is none of: " + all + ".");
    return std::nullopt;
}

} // namespace penstock::simulator
