#include "base/redaction.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <utility>

namespace penstock
{

namespace
{

std::size_t beginningHash(std::string_view text)
{
    std::uint32_t hash = 2166136261U;
    for (const char byte : text.substr(0, Redactor::shortestKnown)) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
    }
    return (hash ^ (hash >> 16U)) % 4096;
}

} // namespace

void Redactor::add(SecretString secret)
{
    const std::string_view text = secret.reveal();
    if (text.size() < shortestKnown) {
        return;
    }
    const std::unique_lock lock(m_mutex);
    const auto place
        = std::find_if(m_known.begin(), m_known.end(), [text](const SecretString &known) {
              return known.reveal().size() <= text.size();
          });
    const bool isKnown = std::any_of(
        place, m_known.end(), [text](const SecretString &known) { return known.reveal() == text; });
    if (!isKnown) {
        m_firstBytes.set(static_cast<unsigned char>(text.front()));
        m_beginnings.set(beginningHash(text));
        m_known.insert(place, std::move(secret));
    }
}

std::string Redactor::redacted(std::string_view text) const
{
    return redactedByPattern(withoutKnown(text));
}

std::size_t Redactor::knownLengthAt(std::string_view text) const
{
    if (!m_beginnings.test(beginningHash(text))) {
        return 0;
    }
    for (const SecretString &known : m_known) {
        if (text.substr(0, known.reveal().size()) == known.reveal()) {
            return known.reveal().size();
        }
    }
    return 0;
}

std::string Redactor::withoutKnown(std::string_view text) const
{
    std::string clean;
    clean.reserve(text.size());
    const std::shared_lock lock(m_mutex);
    while (!m_known.empty() && text.size() >= shortestKnown) {
        const auto first = std::find_if(text.begin(), text.end(), [this](char byte) {
            return m_firstBytes[static_cast<unsigned char>(byte)];
        });
        const auto passed = static_cast<std::size_t>(first - text.begin());
        clean += text.substr(0, passed);
        text.remove_prefix(passed);
        if (text.empty()) {
            break;
        }
        if (const std::size_t length = knownLengthAt(text); length > 0) {
            clean += redactionMask;
            text.remove_prefix(length);
        } else {
            clean += text.front();
            text.remove_prefix(1);
        }
    }
    clean += text;
    return clean;
}

} // namespace penstock
