#include "secrets/resolvedsecrets.h"

#include <utility>

namespace penstock
{

ResolvedSecrets::ResolvedSecrets(LocalSecrets local, FromKeychain fromKeychain)
    : m_local(std::move(local))
    , m_fromKeychain(std::move(fromKeychain))
{
}

Result<SecretString> ResolvedSecrets::read(const SecretReference &reference) const
{
    if (reference.place != SecretPlace::Keychain) {
        return m_local.read(reference);
    }
    const auto found = m_fromKeychain.find(reference);
    if (found == m_fromKeychain.end()) {
        return fail(ErrorCode::Unavailable,
                    "The secret '" + reference.toText()
                        + "' has not been read from the keychain; apply the configuration again.");
    }
    if (!found->second) {
        return Failure(found->second.error());
    }
    return found->second->clone();
}

std::vector<ResolvedSecrets::Missing> ResolvedSecrets::missing() const
{
    std::vector<Missing> all;
    for (const auto &[reference, result] : m_fromKeychain) {
        if (!result) {
            all.push_back({reference, result.error()});
        }
    }
    return all;
}

} // namespace penstock
