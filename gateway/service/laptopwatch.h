#pragma once

#include "proxy/networkepoch.h"

#include <functional>
#include <set>
#include <string>

namespace penstock::service
{

/// The addresses of this machine, as far as they lead anywhere.
struct NetworkView {
    bool isUp = false; ///< it has an address that is not its own loopback
    /// What a connection to the world could stand on, as "interface address".
    std::set<std::string> addresses;

    friend bool operator==(const NetworkView &, const NetworkView &) = default;
};

[[nodiscard]] NetworkView networkView();

/// Notices what happens to laptops: they sleep, and wander from network to network.
class LaptopWatch final
{
public:
    struct Change {
        Duration slept{0}; ///< zero: it has been awake
        bool hasOtherAddresses = false;
        bool hasGoneOffline = false;
        bool isBackOnline = false;

        /// Connections that stood before may be dead.
        [[nodiscard]] bool breaksConnections() const
        {
            return slept > Duration::zero() || hasOtherAddresses || isBackOnline;
        }
    };

    /// `epoch` outlives the watch.
    LaptopWatch(const proxy::NetworkEpoch &epoch, std::function<NetworkView()> view);

    [[nodiscard]] bool isOffline() const { return !m_network.isUp; }
    /// What has happened since it last looked.
    [[nodiscard]] Change look();

private:
    const proxy::NetworkEpoch &m_epoch;
    std::function<NetworkView()> m_view;
    proxy::NetworkEpoch::Mark m_awakeAt;
    NetworkView m_network;
};

} // namespace penstock::service
