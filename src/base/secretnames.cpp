#include "base/secretnames.h"

#include "base/redaction.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace penstock
{

namespace
{

struct Ending {
    std::string_view text; ///< in lower case, without '-' and '_'
    SecretName kind = SecretName::Key;
};

constexpr std::array endings{
    Ending{"token"}, // also access_token, refresh_token, id_token
    Ending{"apikey"}, // also x-api-key, x-admin-api-key
    Ending{"apikeynext"},
    Ending{"secret"},
    Ending{"accesskey"},
    Ending{"accountkey"},
    Ending{"adminkey"},
    Ending{"clientassertion"},
    Ending{"devicecode"},
    Ending{"functionskey"},
    Ending{"instrumentationkey"},
    Ending{"privatekey"},
    Ending{"sharedaccesssignature"},
    Ending{"subscriptionkey"},
    Ending{"password", SecretName::Phrase},
    Ending{"passwd", SecretName::Phrase},
    Ending{"passphrase", SecretName::Phrase},
    Ending{"pwd", SecretName::Phrase},
    Ending{"authorization", SecretName::Header},
    Ending{"cookie", SecretName::Header},
};

// Nearly every word of a log line ends in another one.
constexpr auto lastCharacters = [] {
    std::array<bool, 256> table{};
    for (const Ending &ending : endings) {
        table[static_cast<unsigned char>(ending.text.back())] = true;
    }
    table['1'] = true; // of key1 and key2
    table['2'] = true;
    return table;
}();

bool isJoint(char character)
{
    return character == '-' || character == '_';
}

bool isUpper(char character)
{
    return character >= 'A' && character <= 'Z';
}

// "client_secret", "client-secret" and "clientSecret" end in "secret", "Nosecret" does not.
bool endsIn(std::string_view name, std::string_view ending)
{
    std::size_t start = name.size();
    for (std::size_t left = ending.size(); left > 0; --left) {
        while (left < ending.size() && start > 0 && isJoint(name[start - 1])) {
            --start;
        }
        if (start == 0 || toLower(name[start - 1]) != ending[left - 1]) {
            return false;
        }
        --start;
    }
    return start == 0 || isJoint(name[start - 1])
        || (isUpper(name[start]) && !isUpper(name[start - 1]));
}

} // namespace

SecretName secretName(std::string_view name)
{
    if (name.empty() || !lastCharacters[static_cast<unsigned char>(toLower(name.back()))]) {
        return SecretName::No;
    }
    const char last = toLower(name.back());
    for (const Ending &ending : endings) {
        if (ending.text.back() == last && endsIn(name, ending.text)) {
            return ending.kind;
        }
    }
    // What Azure calls the two keys of a resource when it lists them.
    const bool isListed = equalsIgnoreCase(name, "key1") || equalsIgnoreCase(name, "key2");
    return isListed ? SecretName::QuotedKey : SecretName::No;
}

bool isSecretParameter(std::string_view name)
{
    constexpr std::array<std::string_view, 4> shortNames{"key", "sig", "signature", "code"};
    const bool isShort = std::any_of(shortNames.begin(), shortNames.end(),
                                     [name](auto one) { return equalsIgnoreCase(name, one); });
    return isShort || isSecretName(name);
}

bool isSecretName(std::string_view name)
{
    const SecretName kind = secretName(name);
    return kind != SecretName::No && kind != SecretName::QuotedKey;
}

} // namespace penstock
