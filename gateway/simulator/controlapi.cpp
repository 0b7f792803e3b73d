#include "simulator/controlapi.h"

#include "base/text.h"
#include "qtglue/qtwaker.h"
#include "simulator/statetext.h"
#include "wire/percent.h"

#include <vector>

namespace penstock::simulator
{

namespace
{

constexpr std::string_view root = "/_sim";

http::HttpProblem problemOf(const Error &error)
{
    switch (error.code) {
    case ErrorCode::NotFound:
        return {404, "not_found", error.message, {}};
    case ErrorCode::AlreadyExists:
        return {409, "port_in_use", error.message, {}};
    case ErrorCode::InvalidInput:
        return {400, "invalid_input", error.message, {}};
    default:
        return {500, "internal_error", error.message, {}};
    }
}

http::HttpProblem wrongMethod(std::string allowed)
{
    std::string message = "This address of the control API takes " + allowed + " only.";
    return {405, "method_not_allowed", std::move(message), {{"Allow", std::move(allowed)}}};
}

http::HttpProblem noSuchAddress()
{
    return {404,
            "not_found",
            "The control API has /_sim, /_sim/{instance}, /_sim/{instance}/fault and "
            "/_sim/scenario.",
            {}};
}

http::HttpProblem noSuchInstance(std::string_view name)
{
    return {404, "not_found", "There is no instance '" + std::string(name) + "'.", {}};
}

/// Holds an exchange until the host has done what was asked.
class PendingAnswer final : public QObject
{
public:
    PendingAnswer(std::unique_ptr<http::HttpExchange> exchange,
                  std::shared_ptr<const InstanceTable> table, std::string instance, QObject *parent)
        : QObject(parent)
        , m_exchange(std::move(exchange))
        , m_table(std::move(table))
        , m_instance(std::move(instance))
        , m_waker([this] { answer(); })
        , m_outcome(std::make_shared<Mailbox<Result<void>>>(m_waker.wake()))
    {
        connect(m_exchange.get(), &http::HttpExchange::closed, this, &QObject::deleteLater);
    }

    [[nodiscard]] std::function<void(Result<void>)> done() const
    {
        return [outcome = m_outcome](Result<void> result) { outcome->post(std::move(result)); };
    }

private:
    void answer()
    {
        for (const Result<void> &result : m_outcome->drain()) {
            if (!result) {
                m_exchange->refuse(problemOf(result.error()));
            } else {
                const auto instance = m_table->state(m_instance);
                m_exchange->reply({.fields = {{"Content-Type", "application/json"}}},
                                  instance ? stateJson(*instance) : stateJson(m_table->state()));
            }
            deleteLater();
            return;
        }
    }

    std::unique_ptr<http::HttpExchange> m_exchange;
    std::shared_ptr<const InstanceTable> m_table;
    std::string m_instance;
    QtWaker m_waker;
    std::shared_ptr<Mailbox<Result<void>>> m_outcome;
};

} // namespace

ControlApi::ControlApi(std::shared_ptr<const InstanceTable> table, CommandBox commands)
    : m_table(std::move(table))
    , m_commands(std::move(commands))
{
}

bool ControlApi::concerns(std::string_view target)
{
    const std::string_view path = target.substr(0, target.find('?'));
    return path == root || (path.starts_with(root) && path[root.size()] == '/');
}

void ControlApi::handle(std::string_view method, std::string_view target, std::string_view body,
                        std::unique_ptr<http::HttpExchange> exchange)
{
    std::vector<std::string> parts;
    for (const std::string_view part : split(target.substr(0, target.find('?')), '/')) {
        if (!part.empty()) {
            parts.push_back(wire::percentDecoded(part));
        }
    }
    parts.erase(parts.begin());
    if (parts.size() == 1 && parts[0] == "scenario" && m_table->find("scenario") == nullptr) {
        if (method != "POST") {
            exchange->refuse(wrongMethod("POST"));
            return;
        }
        auto scenario = parseScenario(body);
        if (!scenario) {
            exchange->refuse(problemOf(scenario.error()));
            return;
        }
        order({LoadScenario{std::move(*scenario)}, {}}, {}, std::move(exchange));
        return;
    }
    if (parts.size() <= 1) {
        if (method != "GET") {
            exchange->refuse(wrongMethod("GET"));
            return;
        }
        show(parts.empty() ? std::string_view() : std::string_view(parts[0]), *exchange);
        return;
    }
    if (parts.size() != 2 || (parts[1] != "fault" && parts[1] != "faults")) {
        exchange->refuse(noSuchAddress());
        return;
    }
    if (method == "DELETE") {
        order({ClearFaults{parts[0]}, {}}, parts[0], std::move(exchange));
        return;
    }
    if (method != "PUT") {
        exchange->refuse(wrongMethod("PUT, DELETE"));
        return;
    }
    auto faults = parseFaults(body);
    if (!faults) {
        exchange->refuse(problemOf(faults.error()));
        return;
    }
    order({SwitchOnFaults{parts[0], std::move(*faults)}, {}}, parts[0], std::move(exchange));
}

void ControlApi::show(std::string_view instance, http::HttpExchange &exchange) const
{
    std::string body;
    if (instance.empty()) {
        body = stateJson(m_table->state());
    } else if (const auto found = m_table->state(instance)) {
        body = stateJson(*found);
    } else {
        exchange.refuse(noSuchInstance(instance));
        return;
    }
    exchange.reply({.fields = {{"Content-Type", "application/json"}}}, body);
}

void ControlApi::order(ControlCommand command, const std::string &instance,
                       std::unique_ptr<http::HttpExchange> exchange)
{
    auto *const pending = new PendingAnswer(std::move(exchange), m_table, instance, &m_pending);
    command.done = pending->done();
    m_commands->post(std::move(command));
}

} // namespace penstock::simulator
