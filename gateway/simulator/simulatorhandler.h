#pragma once

#include "http/httphandler.h"
#include "simulator/controlapi.h"
#include "simulator/instancetable.h"

#include <QObject>

#include <memory>
#include <string>

namespace penstock::simulator
{

/// Behind one port: an instance of the table, and the control API beside it.
class SimulatorHandler final : public http::HttpHandler
{
public:
    /// Without a name there is the control API alone.
    SimulatorHandler(std::string instance, const std::shared_ptr<const InstanceTable> &table,
                     CommandBox commands);
    ~SimulatorHandler() override;

    void handle(http::HttpRequest request, std::unique_ptr<http::HttpExchange> exchange) override;

private:
    std::string m_instance;
    std::shared_ptr<const InstanceTable> m_table;
    ControlApi m_control;
    QObject m_players; ///< parent of the replies under way
};

} // namespace penstock::simulator
