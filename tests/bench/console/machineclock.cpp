#include "machineclock.h"

#include "fatal.h"

#include <array>
#include <fstream>
#include <unistd.h>

namespace penstock::bench
{

MachineClock::MachineClock(const std::string &ours) : m_ours(ours) { }

MachineClock::Times MachineClock::read() const
{
    // proc(5)
    enum Field { User, Nice, System, Idle, IoWait, Interrupts, SoftInterrupts, Stolen, Count };
    std::ifstream file("/proc/stat");
    std::string name;
    std::array<double, Count> ticks{};
    file >> name;
    for (double &field : ticks) {
        file >> field;
    }
    if (!file) {
        fail("/proc/stat cannot be read.");
    }
    const auto perSecond = static_cast<double>(::sysconf(_SC_CLK_TCK));
    return {.others = (ticks[User] + ticks[Nice] + ticks[System]) / perSecond - m_ours.seconds(),
            .stolen = ticks[Stolen] / perSecond};
}

} // namespace penstock::bench
