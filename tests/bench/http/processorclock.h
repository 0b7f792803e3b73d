#pragma once

#include <string>
#include <vector>

namespace penstock::bench
{

/// What other processes have used of the processor, user and system time together. The clients ask
/// for it themselves, so that it covers the measured time and not its warm-up.
class ProcessorClock final
{
public:
    /// Process ids with commas between them; none is fine and uses nothing.
    explicit ProcessorClock(const std::string &processes);

    [[nodiscard]] double seconds() const;

private:
    std::vector<std::string> m_statFiles;
};

} // namespace penstock::bench
