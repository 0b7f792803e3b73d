#include "proxy/activeprobe.h"

#include "azure/upstreamform.h"
#include "base/text.h"
#include "proxy/fields.h"

#include <algorithm>
#include <string>
#include <utility>

namespace penstock::proxy
{

namespace
{

constexpr LogCategory probeLog{"probe"};
/// So that not all instances are asked in the same second, again and again.
constexpr double mostDelay = 0.2;

bool isJson(const upstream::UpstreamHead &head)
{
    return std::ranges::any_of(head.fields, [](const wire::HeaderField &field) {
        return equalsIgnoreCase(field.name, "content-type")
            && startsWithIgnoreCase(field.value, "application/json");
    });
}

routing::AttemptEnd meaningOf(upstream::CallEnd end)
{
    switch (end) {
    case upstream::CallEnd::NameNotFound:
    case upstream::CallEnd::Refused:
    case upstream::CallEnd::ConnectTimeout:
    case upstream::CallEnd::ProxyFailed:
    case upstream::CallEnd::TlsFailed:
    case upstream::CallEnd::TlsTimeout:
        return routing::AttemptEnd::NotConnected;
    case upstream::CallEnd::CertificateRejected:
        return routing::AttemptEnd::CertificateRejected;
    case upstream::CallEnd::ClosedBeforeAnswer:
        return routing::AttemptEnd::LostBeforeAnswer;
    case upstream::CallEnd::FirstByteTimeout:
    case upstream::CallEnd::IdleTimeout:
        return routing::AttemptEnd::NoFirstByte;
    case upstream::CallEnd::CutOff:
        return routing::AttemptEnd::CutOff;
    case upstream::CallEnd::Complete:
    case upstream::CallEnd::BrokenAnswer:
        return routing::AttemptEnd::BrokenAnswer;
    case upstream::CallEnd::BodyUnreadable:
    case upstream::CallEnd::LocalFailure:
        break; // no fault of the other side
    }
    return routing::AttemptEnd::Abandoned;
}

/// Whether anything that an answer says could change it.
bool isWorthAsking(const routing::InstanceStatus &status)
{
    return status.standing.state != InstanceState::Draining
        && status.standing.cause != resilience::Cause::Operator && status.books.inFlight == 0;
}

} // namespace

/// One instance that is being asked.
class ActiveProbe::Call final : public upstream::UpstreamReceiver
{
public:
    Call(ActiveProbe &probe, std::shared_ptr<const Snapshot> snapshot, std::uint32_t index,
         Occasion occasion)
        : m_probe(probe)
        , m_snapshot(std::move(snapshot))
        , m_index(index)
        , m_occasion(occasion)
        , m_begun(probe.m_setup.clock->steadyNow())
        , m_pass(probe.m_setup.control->beginProbe(*m_snapshot->plan(), index))
    {
        const Snapshot::Instance &instance = m_snapshot->instance(index);
        const std::chrono::milliseconds connect = m_snapshot->config().routing.connectTimeout;
        m_call = probe.m_client.send(
            {.method = "GET",
             .url = azure::modelsAddress(*instance.settings),
             .fields = ownFields(instance),
             .body = {},
             .connection = instance.connection,
             .timeouts
             = {.connect = connect, .tls = connect, .firstByte = patience, .idle = patience}},
            *this);
    }

    [[nodiscard]] bool isLate(SteadyTime now) const { return now - m_begun >= patience; }

    void upstreamTriedAgain(const upstream::CallResult & /*lost*/) override { }

    void upstreamAnswered(upstream::UpstreamHead head) override
    {
        const bool isSuccess = head.status >= 200 && head.status < 300;
        if (isSuccess && !isJson(head)) {
            end({.end = routing::AttemptEnd::BrokenAnswer}, "no list of models");
            return;
        }
        // The list itself is long, and of no use.
        end({.status = head.status}, "status " + std::to_string(head.status));
    }

    void upstreamSent(std::string_view /*bytes*/) override { }

    void upstreamEnded(const upstream::CallResult &result) override
    {
        end({.end = meaningOf(result.end)}, upstream::toString(result.end));
    }

    /// Destroys the call.
    void end(const routing::AttemptFacts &facts, std::string_view outcome)
    {
        const InstanceSettings &settings = *m_snapshot->instance(m_index).settings;
        m_probe.m_setup.control->reportProbe(*m_snapshot->plan(), m_index, m_pass, facts);
        if (m_probe.m_setup.logger != nullptr) {
            const std::string text
                = "Probe of instance '" + settings.name + "': " + std::string(outcome) + '.';
            if (m_occasion == Occasion::Order) {
                m_probe.m_setup.logger->info(probeLog, text);
            } else {
                m_probe.m_setup.logger->debug(probeLog, text);
            }
        }
        m_probe.m_calls.extract(settings.id);
    }

private:
    ActiveProbe &m_probe;
    std::shared_ptr<const Snapshot> m_snapshot;
    std::uint32_t m_index;
    Occasion m_occasion;
    SteadyTime m_begun;
    resilience::Pass m_pass;
    std::unique_ptr<upstream::UpstreamCall> m_call;
};

ActiveProbe::ActiveProbe(Setup setup)
    : m_setup(std::move(setup))
    , m_random(m_setup.seed)
    , m_client(m_setup.watch)
{
}

ActiveProbe::~ActiveProbe() = default;

void ActiveProbe::look(const std::shared_ptr<const Snapshot> &snapshot,
                       const routing::ControlStatus &status)
{
    giveUpLateOnes();
    const Duration interval = snapshot->config().monitoring.activeProbe;
    if (interval <= Duration::zero()) {
        m_silences.clear();
        return;
    }
    const std::vector<routing::PlanInstance> &planned = snapshot->plan()->instances();
    std::erase_if(m_silences, [&](const auto &silence) {
        return std::ranges::find(status.instances, silence.first, &routing::InstanceStatus::id)
            == status.instances.end();
    });
    for (std::uint32_t i = 0; i < status.instances.size() && i < planned.size(); ++i) {
        const bool isReachable = !status.isOffline || planned[i].isLocal;
        if (isDue(status.instances[i], interval) && isReachable && planned[i].settings->isUsable()
            && !planned[i].isUnusable && isWorthAsking(status.instances[i])
            && !m_setup.onBattery()) {
            start(snapshot, i, Occasion::Idleness);
        }
    }
}

bool ActiveProbe::isDue(const routing::InstanceStatus &status, Duration interval)
{
    const SteadyTime now = m_setup.clock->steadyNow();
    const auto [place, isNew] = m_silences.try_emplace(status.id, Silence{now});
    Silence &silence = place->second;
    if (isNew || (status.lastTraffic && *status.lastTraffic > silence.since)) {
        silence = {status.lastTraffic.value_or(now), m_random.between(1, 1 + mostDelay)};
    }
    return std::chrono::duration<double>(now - silence.since)
        >= silence.share * std::chrono::duration<double>(interval);
}

void ActiveProbe::probeNow(const std::shared_ptr<const Snapshot> &snapshot, const InstanceId &id)
{
    const std::vector<routing::PlanInstance> &planned = snapshot->plan()->instances();
    const auto found = std::ranges::find_if(planned, [&](const routing::PlanInstance &instance) {
        return instance.settings->id == id && instance.settings->isUsable() && !instance.isUnusable;
    });
    if (found != planned.end()) {
        start(snapshot, static_cast<std::uint32_t>(found - planned.begin()), Occasion::Order);
    }
}

void ActiveProbe::start(const std::shared_ptr<const Snapshot> &snapshot, std::uint32_t index,
                        Occasion occasion)
{
    const InstanceId &id = snapshot->instance(index).settings->id;
    if (m_calls.contains(id)) {
        return;
    }
    m_silences[id] = {m_setup.clock->steadyNow(), m_random.between(1, 1 + mostDelay)};
    m_calls.emplace(id, std::make_unique<Call>(*this, snapshot, index, occasion));
}

void ActiveProbe::giveUpLateOnes()
{
    const SteadyTime now = m_setup.clock->steadyNow();
    std::vector<Call *> late;
    for (const auto &[id, call] : m_calls) {
        if (call->isLate(now)) {
            late.push_back(call.get());
        }
    }
    for (Call *const call : late) {
        call->end({.end = routing::AttemptEnd::NoFirstByte}, "no answer in time");
    }
}

void ActiveProbe::networkChanged()
{
    m_calls.clear();
    m_client.dropIdleConnections();
}

} // namespace penstock::proxy
