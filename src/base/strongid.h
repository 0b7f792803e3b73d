#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>

namespace penstock
{

/// A text that names one kind of thing and cannot be mistaken for another kind's:
/// `using InstanceId = StrongId<struct InstanceIdTag>;`
template<class Tag>
class StrongId final
{
public:
    StrongId() = default;
    explicit StrongId(std::string value) : m_value(std::move(value)) { }

    [[nodiscard]] const std::string &value() const { return m_value; }
    [[nodiscard]] bool isEmpty() const { return m_value.empty(); }

    friend auto operator<=>(const StrongId &, const StrongId &) = default;
    friend bool operator==(const StrongId &, const StrongId &) = default;

private:
    std::string m_value;
};

} // namespace penstock

template<class Tag>
struct std::hash<penstock::StrongId<Tag>> {
    std::size_t operator()(const penstock::StrongId<Tag> &id) const noexcept
    {
        return std::hash<std::string>{}(id.value());
    }
};
