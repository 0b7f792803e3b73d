#pragma once

#include "base/error.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::simulator
{

/// The first problem of a document, told with its place.
struct ReadProblem {
    std::optional<Error> error;

    void set(const std::string &path, const std::string &what);
    [[nodiscard]] bool isSet() const { return error.has_value(); }
};

struct Range {
    double least = 0;
    double most = 0;
};

/// Reads one JSON object: what is missing keeps its value, what is wrong becomes the problem.
class ObjectReader final
{
public:
    /// Complains of every key that is not among `known`.
    ObjectReader(const nlohmann::json &object, std::string path, ReadProblem &problem,
                 std::initializer_list<std::string_view> known);

    [[nodiscard]] bool has(const char *key) const;
    [[nodiscard]] const nlohmann::json &value(const char *key) const;
    [[nodiscard]] std::string path(std::string_view key) const;

    void text(const char *key, std::string &into) const;
    void number(const char *key, double &into, Range range) const;
    /// A whole number.
    [[nodiscard]] std::optional<std::int64_t> integer(const char *key, Range range) const;
    [[nodiscard]] std::optional<double> optionalNumber(const char *key, Range range) const;
    /// The index of one of the words.
    [[nodiscard]] std::optional<std::size_t>
    choice(const char *key, std::initializer_list<std::string_view> words) const;

    void complain(std::string_view key, const std::string &what) const;

private:
    const nlohmann::json &m_object;
    std::string m_path;
    ReadProblem &m_problem;
};

} // namespace penstock::simulator
