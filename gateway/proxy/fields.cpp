#include "proxy/fields.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace penstock::proxy
{

namespace
{

constexpr std::array<std::string_view, 15> keptFromUpstream = {"authorization",
                                                               "api-key",
                                                               "x-api-key",
                                                               "ocp-apim-subscription-key",
                                                               "x-admin-api-key",
                                                               "proxy-authorization",
                                                               "cookie",
                                                               "origin",
                                                               "referer",
                                                               "accept-encoding",
                                                               "host",
                                                               "content-length",
                                                               "forwarded",
                                                               "content-encoding",
                                                               "x-backend-instance"};
constexpr std::array<std::string_view, 3> keptPrefixes
    = {"sec-fetch-", "x-forwarded-", "x-penstock-"};

constexpr std::array<std::string_view, 4> keptFromClient
    = {"set-cookie", "strict-transport-security", "alt-svc", "date"};

constexpr std::string_view correlationId = "X-APIM-Correlation-Id";

bool isOneOf(std::string_view name, std::span<const std::string_view> names)
{
    return std::ranges::any_of(
        names, [name](std::string_view other) { return equalsIgnoreCase(name, other); });
}

bool startsWithOneOf(std::string_view name, std::span<const std::string_view> prefixes)
{
    return std::ranges::any_of(
        prefixes, [name](std::string_view prefix) { return startsWithIgnoreCase(name, prefix); });
}

bool isReplaced(std::string_view name, const wire::HeaderFields &by)
{
    return std::ranges::any_of(
        by, [name](const wire::HeaderField &field) { return equalsIgnoreCase(name, field.name); });
}

void addCredential(wire::HeaderFields &fields, const Snapshot::Instance &instance)
{
    if (instance.key.isEmpty()) {
        return;
    }
    const std::string key(instance.key.reveal());
    if (instance.settings->provider == Provider::Generic) {
        fields.push_back({"Authorization", "Bearer " + key});
    } else {
        fields.push_back({"api-key", key});
    }
}

} // namespace

wire::HeaderFields upstreamFields(const wire::RequestHead &head, const Snapshot::Instance &instance,
                                  std::string_view requestId)
{
    wire::HeaderFields fields;
    constexpr std::size_t ours = 4;
    fields.reserve(head.fieldCount() + ours + instance.extraFields.size());
    for (std::size_t i = 0; i < head.fieldCount(); ++i) {
        const auto [name, value] = head.field(i);
        if (!head.isHopByHop(name) && !isOneOf(name, keptFromUpstream)
            && !startsWithOneOf(name, keptPrefixes) && !isReplaced(name, instance.extraFields)) {
            fields.push_back({std::string(name), std::string(value)});
        }
    }
    // Compressed, the usage in it could not be read.
    fields.push_back({"Accept-Encoding", "identity"});
    if (!head.find(correlationId)) {
        fields.push_back({std::string(correlationId), std::string(requestId)});
    }
    fields.push_back({"X-Backend-Instance", instance.settings->name});
    addCredential(fields, instance);
    fields.insert(fields.end(), instance.extraFields.begin(), instance.extraFields.end());
    return fields;
}

wire::HeaderFields ownFields(const Snapshot::Instance &instance)
{
    wire::HeaderFields fields = {{"Accept", "application/json"}};
    addCredential(fields, instance);
    fields.insert(fields.end(), instance.extraFields.begin(), instance.extraFields.end());
    return fields;
}

wire::HeaderFields clientFields(wire::HeaderFields fields)
{
    std::erase_if(fields, [](const wire::HeaderField &field) {
        return isOneOf(field.name, keptFromClient)
            || startsWithIgnoreCase(field.name, "access-control-")
            || startsWithIgnoreCase(field.name, "x-penstock-");
    });
    return fields;
}

void nameAsJson(wire::HeaderFields &fields)
{
    std::erase_if(fields, [](const wire::HeaderField &field) {
        return equalsIgnoreCase(field.name, "content-type")
            || equalsIgnoreCase(field.name, "content-encoding");
    });
    fields.push_back({"Content-Type", "application/json"});
}

} // namespace penstock::proxy
