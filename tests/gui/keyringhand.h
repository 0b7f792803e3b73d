#pragma once

#include "secrets/memorykeychain.h"

#include <memory>

namespace penstock::gui::test
{

/// The keychain of a console under test: the real one where withkeyring.sh has made one for the
/// test, and one in memory elsewhere.
class KeyringHand final
{
public:
    KeyringHand();

    /// For the Keychain; to be asked for once.
    [[nodiscard]] std::unique_ptr<KeychainBackend> takeBackend();

    [[nodiscard]] bool isReal() const { return m_memory == nullptr; }
    [[nodiscard]] bool lock();
    [[nodiscard]] bool unlock();

private:
    std::unique_ptr<KeychainBackend> m_backend;
    MemoryKeychain *m_memory = nullptr;
};

} // namespace penstock::gui::test
