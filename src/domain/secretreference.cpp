#include "domain/secretreference.h"

namespace penstock
{

std::optional<SecretReference> SecretReference::parse(std::string_view text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon + 1 == text.size()) {
        return std::nullopt;
    }
    const auto place = valueNamed<SecretPlace>(text.substr(0, colon));
    if (!place) {
        return std::nullopt;
    }
    return SecretReference{*place, std::string(text.substr(colon + 1))};
}

std::string SecretReference::toText() const
{
    return std::string(nameOf(place)) + ':' + location;
}

} // namespace penstock
