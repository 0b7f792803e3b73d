#include "processorclock.h"

#include "fatal.h"

#include <fstream>
#include <sstream>
#include <unistd.h>

namespace penstock::bench
{

namespace
{

long ticksIn(const std::string &statFile)
{
    std::ifstream file(statFile);
    std::string line;
    if (!std::getline(file, line)) {
        fail("A process of the server has ended: " + statFile + " is gone.");
    }
    // The name of the program may hold blanks and brackets; its last bracket is the last of the
    // line.
    constexpr int fieldsBetween = 11; // proc(5): from the state to what comes before utime
    std::istringstream fields(line.substr(line.rfind(')') + 1));
    std::string skipped;
    for (int i = 0; i < fieldsBetween; ++i) {
        fields >> skipped;
    }
    long user = 0;
    long system = 0;
    fields >> user >> system;
    return user + system;
}

} // namespace

ProcessorClock::ProcessorClock(const std::string &processes)
{
    std::istringstream list(processes);
    for (std::string process; std::getline(list, process, ',');) {
        m_statFiles.push_back("/proc/" + process + "/stat");
    }
}

double ProcessorClock::seconds() const
{
    long ticks = 0;
    for (const std::string &file : m_statFiles) {
        ticks += ticksIn(file);
    }
    return static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

} // namespace penstock::bench
