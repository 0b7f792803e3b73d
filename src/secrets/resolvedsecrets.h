#pragma once

#include "secrets/localsecrets.h"
#include "secrets/secretstore.h"

#include <map>
#include <vector>

namespace penstock
{

/// What the keychain held when it was asked, and LocalSecrets for every other place. Constant once
/// it is built, and so for any thread; wiped with the last that holds it.
class ResolvedSecrets final : public SecretStore
{
public:
    using FromKeychain = std::map<SecretReference, Result<SecretString>>;

    ResolvedSecrets(LocalSecrets local, FromKeychain fromKeychain);

    [[nodiscard]] Result<SecretString> read(const SecretReference &reference) const override;

    struct Missing {
        SecretReference reference;
        Error error;
    };
    /// What the keychain would not give; sorted by reference.
    [[nodiscard]] std::vector<Missing> missing() const;

private:
    LocalSecrets m_local;
    FromKeychain m_fromKeychain;
};

} // namespace penstock
