#pragma once

#include "app/demosimulation.h"
#include "app/demotraffic.h"
#include "app/portreservation.h"
#include "app/temporaryprofile.h"
#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace penstock::app
{

/// Everything behind `--demo` but the gateway itself: simulated instances, a profile that leads to
/// them, and a team that works. Order of events: begin(), releasePort() and Gateway::start() with
/// order(), then accompany(); at the end the gateway stops first.
class DemoSession final
{
public:
    static constexpr std::uint16_t usualPort = 3010;

    explicit DemoSession(DemoSetup setup);

    /// Blocks for some milliseconds. `from` is the first port to be tried.
    [[nodiscard]] Result<void> begin(std::uint16_t from = usualPort);
    /// Ends the traffic at once and the instances soon.
    void end();

    // What follows is there after begin().
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] const TemporaryProfile &profile() const { return *m_profile; }
    [[nodiscard]] Result<service::RunOrder> order() const { return m_profile->order(); }
    void releasePort() { m_reservation.reset(); }
    void accompany(service::Gateway &gateway) { m_traffic.follow(gateway); }
    /// For the terminal: where it can be reached, and what it is.
    [[nodiscard]] std::string announcement() const;

    [[nodiscard]] DemoSimulation &simulation() { return m_simulation; }
    [[nodiscard]] const DemoCounts &counts() const { return m_traffic.counts(); }

private:
    DemoSimulation m_simulation;
    std::optional<PortReservation> m_reservation;
    std::uint16_t m_port = 0;
    std::unique_ptr<TemporaryProfile> m_profile;
    DemoTraffic m_traffic;
};

} // namespace penstock::app
