#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace penstock::test
{

/// Every kind of fault that the simulation knows, by name.
[[nodiscard]] std::vector<std::string> faultNames();

/// Which faults stand where while the requests of the mix go out, batch by batch.
///
/// Each fault has a probability of 10 % wherever it stands. All of them on every instance at once
/// would leave one attempt in eight whole, and what stands behind in the list would hardly ever
/// happen. So in most batches they are dealt out: each kind stands on one instance, and with each
/// batch on the next one. In the last batches all stand everywhere.
class FaultPlan final
{
public:
    FaultPlan(std::uint64_t seed, std::size_t instances, std::size_t batches,
              std::size_t crowdedBatches);

    [[nodiscard]] std::size_t batches() const { return m_batches; }
    [[nodiscard]] bool isCrowded(std::size_t batch) const;
    /// As the control API takes them.
    [[nodiscard]] std::string faults(std::size_t batch, std::size_t instance) const;

private:
    std::uint64_t m_seed;
    std::size_t m_instances;
    std::size_t m_batches;
    std::size_t m_crowded;
};

} // namespace penstock::test
