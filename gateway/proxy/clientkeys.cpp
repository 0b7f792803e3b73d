#include "proxy/clientkeys.h"

#include "base/text.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <algorithm>

namespace penstock::proxy
{

namespace
{

constexpr std::array<std::string_view, 3> keyFields
    = {"api-key", "X-API-Key", "Ocp-Apim-Subscription-Key"};

} // namespace

std::string_view shownKey(const wire::RequestHead &head)
{
    static constexpr std::string_view bearer = "Bearer ";
    if (const auto value = head.find("Authorization");
        value && startsWithIgnoreCase(*value, bearer)) {
        return value->substr(bearer.size());
    }
    for (const std::string_view name : keyFields) {
        if (const auto value = head.find(name)) {
            return *value;
        }
    }
    return {};
}

ClientKeys::ClientKeys(const ClientsSettings &settings)
{
    for (std::size_t i = 0; i < settings.keys.size(); ++i) {
        const QByteArray bytes
            = QByteArray::fromHex(QByteArray::fromStdString(settings.keys[i].hash));
        if (static_cast<std::size_t>(bytes.size()) != hashSize) {
            continue; // the configuration's check has said so
        }
        Key key{.client = static_cast<std::uint32_t>(i)};
        std::copy(bytes.begin(), bytes.end(), key.hash.begin());
        m_keys.push_back(key);
    }
}

std::optional<std::uint32_t> ClientKeys::clientOf(const wire::RequestHead &head) const
{
    const std::string_view shown = isEmpty() ? std::string_view() : shownKey(head);
    if (shown.empty()) {
        return std::nullopt;
    }
    const QByteArray hash = QCryptographicHash::hash(
        QByteArray::fromRawData(shown.data(), static_cast<qsizetype>(shown.size())),
        QCryptographicHash::Sha256);
    std::optional<std::uint32_t> client;
    for (const Key &key : m_keys) {
        // All of them and all bytes, so that the time it takes tells nothing.
        unsigned difference = 0;
        for (std::size_t i = 0; i < hashSize; ++i) {
            difference |= static_cast<unsigned>(key.hash[i])
                ^ static_cast<unsigned>(
                              static_cast<unsigned char>(hash[static_cast<qsizetype>(i)]));
        }
        if (difference == 0) {
            client = key.client;
        }
    }
    return client;
}

} // namespace penstock::proxy
