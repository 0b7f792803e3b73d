#pragma once

#include "secrets/keychain.h"

#include <QObject>

#include <optional>
#include <utility>

namespace penstock::test
{

inline SecretReference entry(const char *account)
{
    return {SecretPlace::Keychain, account};
}

/// Calls a keychain and keeps what comes back, and how often something does.
class KeychainCalls final
{
public:
    explicit KeychainCalls(Keychain &keychain) : m_keychain(keychain) { }

    void read(const SecretReference &reference)
    {
        m_keychain.read(reference, &receiver, [this](Result<SecretString> result) {
            ++count;
            text = result ? std::string(result->reveal()) : std::string();
            error = result ? std::nullopt : std::optional(result.error());
        });
    }

    void write(const SecretReference &reference, const char *secret)
    {
        m_keychain.write(reference, SecretString::copyOf(secret), &receiver, heard());
    }

    void remove(const SecretReference &reference)
    {
        m_keychain.remove(reference, &receiver, heard());
    }

    void probe()
    {
        m_keychain.probe(&receiver, [this](const KeychainStatus &seen) {
            ++count;
            status = seen;
        });
    }

    int count = 0;
    std::string text; ///< of the last read
    std::optional<Error> error; ///< of the last operation; nothing when it went well
    std::optional<KeychainStatus> status; ///< of the last probe
    QObject receiver;

private:
    Keychain::Done heard()
    {
        return [this](const Result<void> &result) {
            ++count;
            error = result ? std::nullopt : std::optional(result.error());
        };
    }

    Keychain &m_keychain;
};

} // namespace penstock::test
