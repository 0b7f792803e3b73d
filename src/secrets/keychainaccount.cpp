#include "secrets/keychainaccount.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace penstock
{

namespace
{

constexpr std::size_t mostProfileBytes = 64;
constexpr std::size_t mostBytes = 200;

bool isAccountCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.'
        || c == '-' || c == '_';
}

bool isPart(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, isAccountCharacter);
}

} // namespace

bool isKeychainAccount(std::string_view text)
{
    const std::size_t slash = text.find('/');
    return text.size() <= mostBytes && slash != std::string_view::npos
        && isPart(text.substr(0, slash)) && isPart(text.substr(slash + 1));
}

SecretReference newKeychainReference(std::string_view profile, RandomSource &random)
{
    std::string account(profile.substr(0, mostProfileBytes));
    std::ranges::replace_if(account, [](char c) { return !isAccountCharacter(c); }, '-');
    if (account.empty()) {
        account = "default";
    }
    account += '/';
    // 26 letters and digits: more than a hundred bits, so that nothing is ever overwritten.
    constexpr std::string_view digits = "abcdefghijklmnopqrstuvwxyz234567";
    constexpr int length = 26;
    for (int i = 0; i < length; ++i) {
        account += digits[static_cast<std::size_t>(random.below(digits.size()))];
    }
    return {SecretPlace::Keychain, account};
}

} // namespace penstock
