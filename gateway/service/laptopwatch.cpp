#include "service/laptopwatch.h"

#include <QNetworkInterface>

#include <algorithm>
#include <array>
#include <utility>

namespace penstock::service
{

namespace
{

// Bridges and cables inside this machine. They come and go with containers, and no upstream is
// reached through them but those that run here.
bool isInside(const QString &name)
{
    static constexpr std::array<const char *, 11> starts
        = {"docker", "veth",    "br-",  "virbr", "lxdbr",  "lxcbr",
           "podman", "flannel", "cali", "vmnet", "vboxnet"};
    return std::ranges::any_of(
        starts, [&](const char *start) { return name.startsWith(QLatin1String(start)); });
}

bool isInUse(const QNetworkInterface &interface)
{
    const QNetworkInterface::InterfaceFlags flags = interface.flags();
    return flags.testFlag(QNetworkInterface::IsUp) && flags.testFlag(QNetworkInterface::IsRunning)
        && !flags.testFlag(QNetworkInterface::IsLoopBack);
}

} // namespace

NetworkView networkView()
{
    NetworkView view;
    const QList<QNetworkInterface> interfaces = QNetworkInterface::allInterfaces();
    for (const QNetworkInterface &interface : interfaces) {
        if (!isInUse(interface)) {
            continue;
        }
        const QList<QNetworkAddressEntry> entries = interface.addressEntries();
        for (const QNetworkAddressEntry &entry : entries) {
            const QHostAddress address = entry.ip();
            if (address.isLoopback() || address.isLinkLocal()) {
                continue; // every interface gives itself one of those
            }
            view.isUp = true;
            if (!isInside(interface.name())) {
                view.addresses.insert(interface.name().toStdString() + ' '
                                      + address.toString().toStdString());
            }
        }
    }
    return view;
}

LaptopWatch::LaptopWatch(const proxy::NetworkEpoch &epoch, std::function<NetworkView()> view)
    : m_epoch(epoch)
    , m_view(std::move(view))
    , m_awakeAt(epoch.mark())
    , m_network(m_view())
{
}

LaptopWatch::Change LaptopWatch::look()
{
    const proxy::NetworkEpoch::Mark now = m_epoch.mark();
    NetworkView network = m_view();
    const Change change{.slept = m_epoch.sleptSince(m_awakeAt),
                        .hasOtherAddresses = network.addresses != m_network.addresses,
                        .hasGoneOffline = m_network.isUp && !network.isUp,
                        .isBackOnline = !m_network.isUp && network.isUp};
    m_awakeAt = now;
    m_network = std::move(network);
    return change;
}

} // namespace penstock::service
