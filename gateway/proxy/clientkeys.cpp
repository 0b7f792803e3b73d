#include "proxy/clientkeys.h"

#include "base/text.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <array>

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
        constexpr qsizetype hashSize = 32;
        if (bytes.size() != hashSize) {
            continue; // the configuration's check has said so
        }
        m_keys.push_back({SecretString(bytes.toStdString()), static_cast<std::uint32_t>(i)});
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
    const std::string_view digest(hash.constData(), static_cast<std::size_t>(hash.size()));
    std::optional<std::uint32_t> client;
    for (const Key &key : m_keys) { // all of them, so that the time it takes tells nothing
        if (key.hash.matches(digest)) {
            client = key.client;
        }
    }
    return client;
}

} // namespace penstock::proxy
