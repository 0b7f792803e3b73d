#include "secrets/keychaintexts.h"

namespace penstock::keychaintexts
{

namespace
{

std::string secondsText(std::chrono::milliseconds time)
{
    constexpr std::chrono::milliseconds second{1000};
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    if (time < second) {
        return std::to_string(time.count()) + " milliseconds";
    }
    return std::to_string(whole) + (whole == 1 ? " second" : " seconds");
}

} // namespace

KeychainStatus ready(const std::string &name)
{
    return {KeychainState::Ready, name, "Keys are kept in " + name + ".", {}};
}

KeychainStatus locked(const std::string &name, const std::string &detail)
{
    return {KeychainState::Locked, name,
            "Keys in " + name + " cannot be reached because it is locked; unlock it and try again.",
            detail};
}

KeychainStatus noService(const std::string &name, const std::string &detail)
{
    return {
        KeychainState::Absent, name,
        "No keychain runs in this session; start one, such as GNOME Keyring or KWallet, or name "
        "keys as ${VARIABLE} or file:/path.",
        detail};
}

KeychainStatus noKeyring(const std::string &name, const std::string &detail)
{
    return {KeychainState::Absent, name,
            "No place for keys has been made in " + name
                + " yet; it offers to make one when a first key is kept, or make one in its own "
                  "program.",
            detail};
}

KeychainStatus failing(const std::string &name, const std::string &detail)
{
    return {KeychainState::Failing, name,
            "Keys cannot be kept in " + name
                + " because it fails; restart it, or name keys as ${VARIABLE} or file:/path.",
            detail};
}

KeychainStatus silent(const std::string &name)
{
    return {KeychainState::Failing,
            name,
            "No answer comes from " + name
                + "; it may be waiting to be unlocked, so look for its window, or restart it.",
            {}};
}

Error notReady(const KeychainStatus &status)
{
    return {ErrorCode::Unavailable, status.message, status.detail};
}

Error noAnswer(const std::string &name, std::chrono::milliseconds waited)
{
    return {ErrorCode::Unavailable,
            "Still waiting for " + name + " to be unlocked after " + secondsText(waited)
                + "; look for its window, unlock it and try again.",
            {}};
}

Error missing(const SecretReference &reference)
{
    return {ErrorCode::NotFound,
            "The keychain has no entry for '" + reference.toText() + "'; enter the secret again.",
            {}};
}

Error badReference(const SecretReference &reference)
{
    return {ErrorCode::InvalidInput,
            "The reference '" + reference.toText()
                + "' names no entry of a keychain; write it as keychain:profile/id.",
            {}};
}

Error failed(const KeychainStatus &status, const std::string &detail)
{
    // The keychain works; this one operation did not.
    return {ErrorCode::Io,
            "The operation failed in " + status.name + ", which is ready otherwise; try again.",
            detail};
}

} // namespace penstock::keychaintexts
