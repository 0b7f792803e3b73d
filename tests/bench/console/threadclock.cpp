#include "threadclock.h"

#include "fatal.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace penstock::bench
{

namespace
{

namespace fs = std::filesystem;

// The name of a thread, as one word.
std::string nameOf(const fs::path &thread)
{
    std::ifstream file(thread / "comm");
    std::string name;
    std::getline(file, name);
    std::ranges::replace(name, ' ', '-');
    return name;
}

} // namespace

ThreadClock::ThreadClock(const std::string &process) : m_folder("/proc/" + process + "/task") { }

std::map<std::string, Nanoseconds> ThreadClock::read() const
{
    std::map<std::string, Nanoseconds> used;
    std::error_code error;
    for (const fs::directory_entry &thread : fs::directory_iterator(m_folder, error)) {
        // The time that it ran is the first number. `stat` has it as well, but in steps of 10 ms.
        std::ifstream file(thread.path() / "schedstat");
        Nanoseconds::rep ran = 0;
        if (file >> ran) {
            used[nameOf(thread.path())] += Nanoseconds(ran);
        }
    }
    if (used.empty()) {
        fail("The process has ended, or this kernel does not tell what threads use: " + m_folder
             + "/*/schedstat is not there.");
    }
    return used;
}

} // namespace penstock::bench
