#pragma once

#include "base/result.h"
#include "base/secretstring.h"
#include "domain/secretreference.h"

namespace penstock
{

/// Where the key behind a reference comes from.
class SecretStore
{
public:
    virtual ~SecretStore() = default;

    /// May block; not for a thread that serves requests.
    [[nodiscard]] virtual Result<SecretString> read(const SecretReference &reference) const = 0;

protected:
    SecretStore() = default;
    SecretStore(const SecretStore &) = default;
    SecretStore &operator=(const SecretStore &) = default;
};

} // namespace penstock
