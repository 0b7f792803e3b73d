#pragma once

#include "base/secretstring.h"
#include "domain/secretreference.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace penstock::config
{

/// The clear texts that were found in documents, by the `memory:` references that replaced them.
class SecretVault final
{
public:
    /// Keeps a secret and answers the reference to write into the document.
    SecretReference add(const std::string &id, SecretString secret);
    [[nodiscard]] const SecretString *find(const SecretReference &reference) const;
    void takeFrom(SecretVault other);

    [[nodiscard]] std::size_t size() const { return m_secrets.size(); }
    [[nodiscard]] std::vector<SecretReference> references() const;

private:
    std::map<std::string, SecretString> m_secrets;
};

} // namespace penstock::config
