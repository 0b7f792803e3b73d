#pragma once

#include "config/schema.h"
#include "domain/enumnames.h"

#include <limits>

// The vocabulary in which the rows of the settings table are written. Only the table uses it.
namespace penstock::config
{

inline constexpr double unbounded = std::numeric_limits<double>::infinity();
inline constexpr double mostSeconds = 86400;

constexpr ValueRule ofType(ValueType type)
{
    return {.type = type};
}

constexpr ValueRule text()
{
    return ofType(ValueType::Text);
}

constexpr ValueRule boolean()
{
    return ofType(ValueType::Bool);
}

constexpr ValueRule secret()
{
    return ofType(ValueType::Secret);
}

constexpr ValueRule group()
{
    return ofType(ValueType::Group);
}

constexpr ValueRule whole(double least, double most = unbounded)
{
    return {.type = ValueType::Whole, .least = least, .most = most};
}

constexpr ValueRule number(double least, double most)
{
    return {.type = ValueType::Number, .least = least, .most = most};
}

constexpr ValueRule numberAbove(double least, double most)
{
    return {.type = ValueType::Number, .least = least, .most = most, .aboveLeast = true};
}

/// A time that may be switched off with 0.
constexpr ValueRule secondsOrOff(double most = mostSeconds)
{
    return number(0, most);
}

constexpr ValueRule seconds(double most = mostSeconds)
{
    return numberAbove(0, most);
}

template<class E>
ValueRule choice()
{
    return {.type = ValueType::Choice, .choices = namesOf<E>()};
}

/// The parts of the table; `settingsTable()` puts them together.
[[nodiscard]] std::vector<Setting> listenSettings();
[[nodiscard]] std::vector<Setting> routingSettings();
[[nodiscard]] std::vector<Setting> breakerSettings();
[[nodiscard]] std::vector<Setting> clientSettings();
[[nodiscard]] std::vector<Setting> serviceSettings();
[[nodiscard]] std::vector<Setting> instanceSettings();

} // namespace penstock::config
