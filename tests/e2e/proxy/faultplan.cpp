#include "faultplan.h"

#include "base/random.h"
#include "simulator/fault.h"

#include <nlohmann/json.hpp>

#include <array>

namespace penstock::test
{

namespace
{

using Json = nlohmann::json;
using simulator::FaultKind;

constexpr double probability = 0.1;
constexpr std::array serverErrors = {500, 503, 504};
constexpr std::array pages = {502, 503};

Json faultOf(FaultKind kind, RandomSource &random)
{
    Json fault = {{"kind", toString(kind)}, {"probability", probability}};
    const auto strikesLater = [&] { fault["after_events"] = random.below(8); };
    switch (kind) {
    case FaultKind::RateLimit:
        fault["retry_after"] = 1;
        break;
    case FaultKind::ServerError:
        fault["status"] = pick(random, serverErrors);
        break;
    case FaultKind::HtmlError:
        fault["status"] = pick(random, pages);
        break;
    case FaultKind::Stall:
        if (random.below(2) == 0) {
            strikesLater();
        }
        break;
    case FaultKind::StreamError:
        if (random.below(3) == 0) {
            fault["status"] = 429;
        }
        strikesLater();
        break;
    case FaultKind::Cut:
    case FaultKind::MalformedChunk:
    case FaultKind::MalformedJson:
        strikesLater();
        break;
    case FaultKind::SlowDrip:
        fault["delay_ms"] = 1;
        fault["deployment"] = "chat"; // large embeddings would take half a minute
        break;
    case FaultKind::LimitReduction:
        fault["factor"] = 1e-9; // nothing fits any more
        break;
    default:
        break;
    }
    return fault;
}

std::vector<FaultKind> shuffledKinds(RandomSource &random)
{
    std::vector<FaultKind> kinds;
    for (const simulator::FaultKindName &entry : simulator::faultKinds()) {
        kinds.push_back(entry.kind);
    }
    for (std::size_t i = kinds.size(); i > 1; --i) {
        std::swap(kinds[i - 1], kinds[static_cast<std::size_t>(random.below(i))]);
    }
    return kinds;
}

} // namespace

std::vector<std::string> faultNames()
{
    std::vector<std::string> names;
    for (const simulator::FaultKindName &entry : simulator::faultKinds()) {
        names.emplace_back(entry.name);
    }
    return names;
}

FaultPlan::FaultPlan(std::uint64_t seed, std::size_t instances, std::size_t batches,
                     std::size_t crowdedBatches)
    : m_seed(seed)
    , m_instances(instances)
    , m_batches(batches)
    , m_crowded(crowdedBatches)
{
}

bool FaultPlan::isCrowded(std::size_t batch) const
{
    return batch + m_crowded >= m_batches;
}

std::string FaultPlan::faults(std::size_t batch, std::size_t instance) const
{
    // Dealt anew when each kind has stood on each instance.
    SeededRandom dealer(m_seed + batch / m_instances);
    SeededRandom random(m_seed ^ ((batch * m_instances + instance + 1) << 20U));
    const std::vector<FaultKind> kinds = shuffledKinds(dealer);
    Json faults = Json::array();
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (isCrowded(batch) || (i + batch) % m_instances == instance) {
            faults.push_back(faultOf(kinds[i], random));
        }
    }
    return faults.dump();
}

} // namespace penstock::test
