#include "gateway/http/memory.h"

#include <fstream>
#include <string>

namespace penstock::test
{

namespace
{

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool canTell = false; // freed memory is kept on purpose
#else
constexpr bool canTell = true;
#endif

std::int64_t statusBytes(const std::string &name)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name + ":")) {
            return std::stoll(line.substr(name.size() + 1)) * 1024;
        }
    }
    return 0;
}

} // namespace

MemoryWatch::MemoryWatch() : m_before(statusBytes("VmRSS"))
{
    // Sets the high-water mark back to what is held now.
    std::ofstream("/proc/self/clear_refs") << 5;
}

std::int64_t MemoryWatch::peakGrowth() const
{
    return canTell ? statusBytes("VmHWM") - m_before : 0;
}

} // namespace penstock::test
