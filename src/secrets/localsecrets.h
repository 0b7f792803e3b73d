#pragma once

#include "secrets/secretstore.h"

#include <functional>
#include <map>
#include <string>

namespace penstock
{

/// Secrets that need no keychain: variables, files, credentials of the service manager, and clear
/// texts that were moved out of a document.
class LocalSecrets final : public SecretStore
{
public:
    using Variables = std::map<std::string, std::string, std::less<>>;
    /// Null for what is not there.
    using MemoryLookup = std::function<const SecretString *(const SecretReference &)>;

    LocalSecrets(Variables variables, MemoryLookup memory);

    [[nodiscard]] Result<SecretString> read(const SecretReference &reference) const override;

private:
    [[nodiscard]] Result<SecretString> readVariable(const std::string &name) const;
    [[nodiscard]] Result<SecretString> readCredential(const std::string &name) const;
    [[nodiscard]] Result<SecretString> readMemory(const SecretReference &reference) const;

    Variables m_variables;
    MemoryLookup m_memory;
};

} // namespace penstock
