#pragma once

#include "monotonic.h"

#include <map>
#include <string>

namespace penstock::bench
{

/// What the threads of another process have used of the processor, user and system time together,
/// to the nanosecond. Threads of the same name count as one.
class ThreadClock final
{
public:
    explicit ThreadClock(const std::string &process);

    [[nodiscard]] std::map<std::string, Nanoseconds> read() const;

private:
    std::string m_folder;
};

} // namespace penstock::bench
