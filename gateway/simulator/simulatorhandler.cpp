#include "simulator/simulatorhandler.h"

#include "base/text.h"
#include "simulator/armlisting.h"
#include "simulator/replyplayer.h"

#include <algorithm>

namespace penstock::simulator
{

namespace
{

std::string bodyText(const http::HttpRequest &request)
{
    if (!request.body) {
        return {};
    }
    if (!request.body->isSpooled()) {
        return std::string(request.body->memory());
    }
    std::string text(static_cast<std::size_t>(request.body->size()), '\0');
    std::size_t filled = 0;
    while (filled < text.size()) {
        const auto size = request.body->read(filled, std::span(text).subspan(filled));
        if (!size || *size == 0) {
            return {};
        }
        filled += *size;
    }
    return text;
}

std::string fieldText(const http::HttpRequest &request, std::string_view name)
{
    return std::string(request.head.find(name).value_or(std::string_view()));
}

/// Who sends a field twice is understood as having sent a list, as on the way into the service.
std::string joinedField(const http::HttpRequest &request, std::string_view name)
{
    std::string joined;
    for (std::size_t i = 0; i < request.head.fieldCount(); ++i) {
        const auto field = request.head.field(i);
        if (equalsIgnoreCase(field.name, name)) {
            joined += (joined.empty() ? "" : ",") + std::string(field.value);
        }
    }
    return joined;
}

} // namespace

SimulatorHandler::SimulatorHandler(std::string instance,
                                   const std::shared_ptr<const InstanceTable> &table,
                                   CommandBox commands)
    : m_instance(std::move(instance))
    , m_table(table)
    , m_control(table, std::move(commands))
{
}

SimulatorHandler::~SimulatorHandler() = default;

void SimulatorHandler::handle(http::HttpRequest request,
                              std::unique_ptr<http::HttpExchange> exchange)
{
    const std::string_view target = request.head.target();
    if (ControlApi::concerns(target)) {
        m_control.handle(request.head.method(), target, bodyText(request), std::move(exchange));
        return;
    }
    if (isArmAddress(target)) {
        const auto listing = armListing(request.head.method(), target,
                                        fieldText(request, "authorization"), *m_table);
        const int status = listing ? 200 : listing.error().status;
        exchange->reply({.status = status, .fields = {{"Content-Type", "application/json"}}},
                        listing ? *listing : listing.error().body);
        return;
    }
    const auto instance = m_table->find(m_instance);
    if (instance == nullptr) {
        exchange->refuse(
            {404, "not_found", "This is the control port of the simulated Azure. See /_sim.", {}});
        return;
    }
    Reply reply = instance->serve({.method = std::string(request.head.method()),
                                   .target = std::string(target),
                                   .apiKey = fieldText(request, "api-key"),
                                   .authorization = fieldText(request, "authorization"),
                                   .clientRequestId = fieldText(request, "x-ms-client-request-id"),
                                   .body = bodyText(request),
                                   .contentType = joinedField(request, "content-type"),
                                   .spillover = fieldText(request, "x-ms-spillover-deployment")});
    auto *const player
        = new ReplyPlayer(instance, std::move(reply), std::move(exchange), &m_players);
    player->start();
}

} // namespace penstock::simulator
