#pragma once

#include "base/clock.h"
#include "http/httplistener.h"
#include "qtglue/qtwaker.h"
#include "simulator/controlcommand.h"
#include "simulator/instancetable.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace penstock::simulator
{

/// Has the ports of all instances, opens and closes them. Lives in a thread of its own.
class SimulatorHost final : public QObject
{
    Q_OBJECT

public:
    SimulatorHost(const Clock &clock, std::shared_ptr<InstanceTable> table);
    ~SimulatorHost() override;

    /// In place of the scenario before. Instances that keep name and port keep their connections.
    [[nodiscard]] Result<void> load(SimulatorScenario wanted);
    /// An empty name means every instance.
    [[nodiscard]] Result<void> switchOn(const std::string &instance,
                                        const std::vector<Fault> &faults);
    [[nodiscard]] Result<void> clearFaults(const std::string &instance);
    /// Takes nothing new, and calls `done` when nothing is under way any more.
    void drain(std::chrono::milliseconds most, std::function<void()> done);

private:
    enum class Door { Open = 1, Closed };
    struct Site {
        std::string name; ///< of the instance; empty for the control port
        std::uint16_t port = 0;
        Door door = Door::Open;
        std::unique_ptr<http::HttpListener> listener;
    };

    [[nodiscard]] Result<Site> open(const std::string &name, std::uint16_t port);
    [[nodiscard]] Result<std::vector<std::shared_ptr<SimulatedInstance>>>
    named(const std::string &instance) const;
    void obeyCommands();
    [[nodiscard]] Result<void> obey(const ControlCommand &command);
    void followRefusals();

    const Clock &m_clock;
    std::shared_ptr<InstanceTable> m_table;
    QtWaker m_waker;
    CommandBox m_commands;
    std::vector<Site> m_sites;
    Site m_control;
    QTimer m_watch; ///< for ports that close and open at their time
    std::size_t m_undrained = 0;
    bool m_hasDrained = false; ///< and with that closed its ports for good
};

} // namespace penstock::simulator
