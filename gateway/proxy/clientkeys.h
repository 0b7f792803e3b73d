#pragma once

#include "base/secretstring.h"
#include "domain/clientsettings.h"
#include "wire/requesthead.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace penstock::proxy
{

/// Knows the clients by what their keys hash to. The keys themselves are nowhere.
class ClientKeys final
{
public:
    explicit ClientKeys(const ClientsSettings &settings);

    [[nodiscard]] bool isEmpty() const { return m_keys.empty(); }
    /// Index into ClientsSettings::keys of who has sent this.
    [[nodiscard]] std::optional<std::uint32_t> clientOf(const wire::RequestHead &head) const;

private:
    struct Key {
        SecretString hash; ///< for the way in which it compares
        std::uint32_t client = 0;
    };

    std::vector<Key> m_keys;
};

/// What a request shows as its key, in whichever field; empty: nothing.
[[nodiscard]] std::string_view shownKey(const wire::RequestHead &head);

} // namespace penstock::proxy
