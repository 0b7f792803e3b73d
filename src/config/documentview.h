#pragma once

#include "config/node.h"
#include "domain/enumnames.h"
#include "domain/secretreference.h"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::config
{

/// Typed access to one mapping of a document that was held against the settings table. Absent
/// values are empty optionals; `or` is only for those that the table gives no default.
class DocumentView final
{
public:
    explicit DocumentView(const Node *map = nullptr) : m_map(map) { }

    [[nodiscard]] DocumentView child(std::string_view key) const { return DocumentView(find(key)); }
    [[nodiscard]] const Node *find(std::string_view key) const
    {
        return m_map != nullptr ? m_map->find(key) : nullptr;
    }

    [[nodiscard]] std::string text(std::string_view key) const
    {
        const Node *value = find(key);
        return value != nullptr && value->isText() ? value->asText() : std::string();
    }

    [[nodiscard]] std::optional<bool> boolean(std::string_view key) const
    {
        const Node *value = find(key);
        return value != nullptr && value->isBool() ? std::optional(value->asBool()) : std::nullopt;
    }

    [[nodiscard]] std::optional<double> number(std::string_view key) const
    {
        const Node *value = find(key);
        return value != nullptr && value->isNumber() ? std::optional(value->asNumber())
                                                     : std::nullopt;
    }

    template<class T = std::int64_t>
    [[nodiscard]] std::optional<T> whole(std::string_view key) const
    {
        const Node *value = find(key);
        return value != nullptr && value->isWhole()
            ? std::optional(static_cast<T>(value->asWhole()))
            : std::nullopt;
    }

    [[nodiscard]] std::optional<std::chrono::milliseconds> seconds(std::string_view key) const
    {
        constexpr double millisecondsPerSecond = 1000;
        const auto value = number(key);
        if (!value) {
            return std::nullopt;
        }
        return std::chrono::milliseconds(std::llround(*value * millisecondsPerSecond));
    }

    template<class E>
    [[nodiscard]] std::optional<E> choice(std::string_view key) const
    {
        const Node *value = find(key);
        return value != nullptr && value->isText() ? valueNamed<E>(value->asText()) : std::nullopt;
    }

    [[nodiscard]] std::optional<SecretReference> secret(std::string_view key) const
    {
        return SecretReference::parse(text(key));
    }

    /// The elements of a list; none when it is absent.
    [[nodiscard]] const Node::List &items(std::string_view key) const
    {
        static const Node::List none;
        const Node *value = find(key);
        return value != nullptr && value->isList() ? value->items() : none;
    }

    [[nodiscard]] const Node::Map &entries(std::string_view key) const
    {
        static const Node::Map none;
        const Node *value = find(key);
        return value != nullptr && value->isMap() ? value->entries() : none;
    }

    template<class T = std::string>
    [[nodiscard]] std::vector<T> texts(std::string_view key) const
    {
        std::vector<T> all;
        for (const Node &item : items(key)) {
            if (item.isText()) {
                all.emplace_back(item.asText());
            }
        }
        return all;
    }

private:
    const Node *m_map;
};

/// An absent value leaves what is there: `assign(settings.retries, view.whole<int>("retries"))`.
template<class T, class U>
void assign(T &target, std::optional<U> value)
{
    if (value) {
        target = std::move(*value);
    }
}

template<class T>
void assign(std::optional<T> &target, std::optional<T> value)
{
    if (value) {
        target = std::move(value);
    }
}

} // namespace penstock::config
