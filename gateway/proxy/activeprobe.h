#pragma once

#include "base/log.h"
#include "base/random.h"
#include "proxy/snapshot.h"
#include "routing/trafficcontrol.h"
#include "upstream/upstreamclient.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>

namespace penstock::proxy
{

/// Asks instances that nobody has used for a while whether they are there and know their key, with
/// a call that costs no tokens. Lives in one thread, with a client of its own.
class ActiveProbe final
{
public:
    struct Setup {
        routing::TrafficControl *control = nullptr; ///< outlives the probe, as clock and logger
        const Clock *clock = nullptr;
        Logger *logger = nullptr; ///< may be absent
        std::uint64_t seed = 1;
        /// Whether power is scarce; asked when a probe is due.
        std::function<bool()> onBattery;
        upstream::SocketWatch watch = upstream::SocketWatch::Best;
    };

    /// Longer than that nobody is waited for.
    static constexpr std::chrono::seconds patience{10};

    explicit ActiveProbe(Setup setup);
    ~ActiveProbe();
    ActiveProbe(const ActiveProbe &) = delete;
    ActiveProbe &operator=(const ActiveProbe &) = delete;

    /// To be called once a second, with what the control says of the configuration in `snapshot`.
    void look(const std::shared_ptr<const Snapshot> &snapshot,
              const routing::ControlStatus &status);
    /// Somebody wants to know. Whoever is being asked already is not asked twice.
    void probeNow(const std::shared_ptr<const Snapshot> &snapshot, const InstanceId &id);
    [[nodiscard]] bool isAsking(const InstanceId &id) const { return m_calls.contains(id); }
    /// What is under way proves nothing any more.
    void networkChanged();

private:
    enum class Occasion { Idleness = 1, Order };
    class Call;

    /// Since when nothing has been heard of an instance.
    struct Silence {
        SteadyTime since;
        double share = 1; ///< of the configured time that is let pass
    };

    void giveUpLateOnes();
    [[nodiscard]] bool isDue(const routing::InstanceStatus &status, Duration interval);
    void start(const std::shared_ptr<const Snapshot> &snapshot, std::uint32_t index,
               Occasion occasion);

    Setup m_setup;
    SeededRandom m_random;
    upstream::UpstreamClient m_client;
    std::unordered_map<InstanceId, Silence> m_silences;
    std::unordered_map<InstanceId, std::unique_ptr<Call>> m_calls;
};

} // namespace penstock::proxy
