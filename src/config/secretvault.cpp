#include "config/secretvault.h"

namespace penstock::config
{

SecretReference SecretVault::add(const std::string &id, SecretString secret)
{
    m_secrets.insert_or_assign(id, std::move(secret));
    return {SecretPlace::Memory, id};
}

const SecretString *SecretVault::find(const SecretReference &reference) const
{
    if (reference.place != SecretPlace::Memory) {
        return nullptr;
    }
    const auto found = m_secrets.find(reference.location);
    return found != m_secrets.end() ? &found->second : nullptr;
}

void SecretVault::takeFrom(SecretVault other)
{
    for (auto &[id, secret] : other.m_secrets) {
        m_secrets.insert_or_assign(id, std::move(secret));
    }
}

std::vector<SecretReference> SecretVault::references() const
{
    std::vector<SecretReference> all;
    for (const auto &[id, secret] : m_secrets) {
        all.push_back({SecretPlace::Memory, id});
    }
    return all;
}

} // namespace penstock::config
