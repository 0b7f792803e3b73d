#include "app/demosession.h"

#include <utility>

namespace penstock::app
{

DemoSession::DemoSession(DemoSetup setup) : m_simulation(setup), m_traffic(setup) { }

Result<void> DemoSession::begin(std::uint16_t from)
{
    if (auto started = m_simulation.start(); !started) {
        return started;
    }
    auto reservation = PortReservation::firstFree(from);
    if (!reservation) {
        return Failure(std::move(reservation.error()));
    }
    m_port = reservation->port();
    m_reservation = std::move(*reservation);
    const auto instances = m_simulation.simulator().addresses();
    auto profile
        = TemporaryProfile::create(demoDocument(instances, m_port), demoVariables(instances));
    if (!profile) {
        return Failure(std::move(profile.error()));
    }
    m_profile = std::move(*profile);
    return {};
}

void DemoSession::end()
{
    constexpr std::chrono::milliseconds most(500);
    m_traffic.stop();
    m_simulation.stop(most);
}

std::string DemoSession::announcement() const
{
    return "Demo: three simulated Azure instances, none of which is real, and a team at work.\n"
           "Clients reach it at http://127.0.0.1:"
        + std::to_string(m_port)
        + "/v1; the profile is thrown away at the end.\n"
          "Break one of them for a minute, and watch the others take over:\n"
          "  curl -X PUT http://127.0.0.1:"
        + std::to_string(m_simulation.simulator().controlPort())
        + "/_sim/swedencentral/fault -d "
          "'{\"kind\":\"server_error\",\"status\":503,\"seconds\":60}'\n";
}

} // namespace penstock::app
