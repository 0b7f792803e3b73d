#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace penstock::test
{

/// A program that runs beside the test, told through its standard input when to end.
class ChildProcess final
{
public:
    explicit ChildProcess(const std::vector<std::string> &command);
    /// Kills what has not been ended.
    ~ChildProcess();
    ChildProcess(const ChildProcess &) = delete;
    ChildProcess &operator=(const ChildProcess &) = delete;

    /// One line of its output; empty when it says no more.
    [[nodiscard]] std::string readLine();
    /// Closes its input and waits; its exit code, or -1 when something else ended it.
    [[nodiscard]] int end();
    [[nodiscard]] bool isRunning() const;

    /// "VmRSS" or "VmHWM", in bytes.
    [[nodiscard]] std::uint64_t memory(const std::string &name) const;
    /// User and system time so far.
    [[nodiscard]] std::chrono::milliseconds processorTime() const;
    /// Until it has used no processor time for a while; false when that does not come.
    [[nodiscard]] bool waitUntilIdle() const;
    /// From now on VmHWM counts from what it has now.
    void forgetPeak() const;

private:
    pid_t m_process = -1;
    int m_input = -1;
    int m_output = -1;
};

} // namespace penstock::test
