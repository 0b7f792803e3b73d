#include "secrets/localsecrets.h"

#include "base/files.h"
#include "base/text.h"

#include <filesystem>
#include <utility>

namespace penstock
{

namespace
{

namespace fs = std::filesystem;

constexpr std::uint64_t mostSecretBytes = 64 * 1024;

enum class Readers { OwnerOnly = 1, Anybody };

bool othersCanRead(const fs::path &path)
{
#ifdef _WIN32
    (void)path; // folders of a profile are closed to others there, and files inherit that
    return false;
#else
    std::error_code error;
    const fs::perms mode = fs::status(path, error).permissions();
    return !error && (mode & (fs::perms::group_read | fs::perms::others_read)) != fs::perms::none;
#endif
}

Result<SecretString> readSecretFile(const fs::path &path, Readers readers)
{
    if (readers == Readers::OwnerOnly && othersCanRead(path)) {
        return fail(ErrorCode::PermissionDenied,
                    "Other users can read the secret in '" + toUtf8(path)
                        + "'. Take that right away (chmod 600).");
    }
    auto text = readFile(path, mostSecretBytes);
    if (!text) {
        return Failure(std::move(text.error()));
    }
    // Editors end a file with a line end, and no key has blanks around it.
    SecretString whole(std::move(*text));
    SecretString secret = SecretString::copyOf(trimmed(whole.reveal()));
    if (secret.isEmpty()) {
        return fail(ErrorCode::InvalidInput, "The file '" + toUtf8(path) + "' holds no secret.");
    }
    return secret;
}

} // namespace

LocalSecrets::LocalSecrets(Variables variables, MemoryLookup memory)
    : m_variables(std::move(variables))
    , m_memory(std::move(memory))
{
}

Result<SecretString> LocalSecrets::read(const SecretReference &reference) const
{
    switch (reference.place) {
    case SecretPlace::Environment:
        return readVariable(reference.location);
    case SecretPlace::File:
        return readSecretFile(pathFromUtf8(reference.location), Readers::OwnerOnly);
    case SecretPlace::Systemd:
        return readCredential(reference.location);
    case SecretPlace::Memory:
        return readMemory(reference);
    case SecretPlace::Keychain:
        break;
    }
    return fail(ErrorCode::Unavailable,
                "The secret '" + reference.toText()
                    + "' is in a keychain, which only the console can open. Use env:NAME or "
                      "file:/path for this program.");
}

Result<SecretString> LocalSecrets::readVariable(const std::string &name) const
{
    const auto found = m_variables.find(name);
    if (found == m_variables.end() || trimmed(found->second).empty()) {
        return fail(ErrorCode::NotFound,
                    "The variable '" + name + "' that holds a secret is not set.");
    }
    return SecretString::copyOf(trimmed(found->second));
}

Result<SecretString> LocalSecrets::readCredential(const std::string &name) const
{
    const auto folder = m_variables.find("CREDENTIALS_DIRECTORY");
    if (folder == m_variables.end() || folder->second.empty()) {
        return fail(ErrorCode::NotFound,
                    "The secret 'systemd:" + name
                        + "' comes from the service manager, which has not started this program.");
    }
    // The service manager itself sees to who can read these.
    return readSecretFile(pathFromUtf8(folder->second) / pathFromUtf8(name), Readers::Anybody);
}

Result<SecretString> LocalSecrets::readMemory(const SecretReference &reference) const
{
    const SecretString *const secret = m_memory ? m_memory(reference) : nullptr;
    if (secret == nullptr) {
        return fail(ErrorCode::NotFound,
                    "The secret '" + reference.toText() + "' has not been entered.");
    }
    return secret->clone();
}

} // namespace penstock
