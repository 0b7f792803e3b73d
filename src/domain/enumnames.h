#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace penstock
{

/// How an enumerator is spelled in configuration, in logs and over the API.
template<class E>
struct EnumName {
    E value;
    std::string_view name;
};

/// Specialised beside each enum; the only place where its spellings stand.
template<class E>
inline constexpr std::array<EnumName<E>, 0> enumNames{};

template<class E>
[[nodiscard]] constexpr std::string_view nameOf(E value)
{
    for (const auto &entry : enumNames<E>) {
        if (entry.value == value) {
            return entry.name;
        }
    }
    return {};
}

template<class E>
[[nodiscard]] constexpr std::optional<E> valueNamed(std::string_view name)
{
    for (const auto &entry : enumNames<E>) {
        if (entry.name == name) {
            return entry.value;
        }
    }
    return std::nullopt;
}

/// All spellings, in declaration order, as the settings table wants them.
template<class E>
[[nodiscard]] std::span<const std::string_view> namesOf()
{
    static constexpr auto names = [] {
        std::array<std::string_view, enumNames<E>.size()> all{};
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i] = enumNames<E>[i].name;
        }
        return all;
    }();
    return names;
}

} // namespace penstock
