#pragma once

#include "http/httpexchange.h"
#include "simulator/controlcommand.h"
#include "simulator/instancetable.h"

#include <QObject>

#include <memory>
#include <string>
#include <string_view>

namespace penstock::simulator
{

/// Everything below /_sim. Changes are made by the host, and answered when they are in force.
class ControlApi final
{
public:
    ControlApi(std::shared_ptr<const InstanceTable> table, CommandBox commands);

    [[nodiscard]] static bool concerns(std::string_view target);
    void handle(std::string_view method, std::string_view target, std::string_view body,
                std::unique_ptr<http::HttpExchange> exchange);

private:
    void show(std::string_view instance, http::HttpExchange &exchange) const;
    /// `instance` is what the answer shows; all of them where it is empty.
    void order(ControlCommand command, const std::string &instance,
               std::unique_ptr<http::HttpExchange> exchange);

    std::shared_ptr<const InstanceTable> m_table;
    CommandBox m_commands;
    QObject m_pending; ///< parent of the answers that wait for the host
};

} // namespace penstock::simulator
