#include "support/childprocess.h"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace penstock::test
{

namespace
{

std::string processFile(pid_t process, const std::string &name)
{
    std::ifstream file("/proc/" + std::to_string(process) + "/" + name);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

ChildProcess::ChildProcess(const std::vector<std::string> &command)
{
    std::array<int, 2> input{-1, -1};
    std::array<int, 2> output{-1, -1};
    if (::pipe2(input.data(), O_CLOEXEC) != 0 || ::pipe2(output.data(), O_CLOEXEC) != 0) {
        return;
    }
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    std::vector<std::string> words = command;
    std::vector<char *> arguments;
    for (std::string &word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    if (::posix_spawn(&m_process, arguments.front(), &actions, nullptr, arguments.data(), environ)
        != 0) {
        m_process = -1;
    }
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(input[0]);
    ::close(output[1]);
    m_input = input[1];
    m_output = output[0];
}

ChildProcess::~ChildProcess()
{
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    ::close(m_input);
    ::close(m_output);
}

std::string ChildProcess::readLine()
{
    std::string line;
    char character = 0;
    while (::read(m_output, &character, 1) == 1 && character != '\n') {
        line += character;
    }
    return line;
}

int ChildProcess::end()
{
    ::close(m_input);
    m_input = -1;
    int status = 0;
    const pid_t process = m_process;
    m_process = -1;
    if (process <= 0 || ::waitpid(process, &status, 0) != process) {
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool ChildProcess::isRunning() const
{
    return m_process > 0 && ::waitpid(m_process, nullptr, WNOHANG) == 0;
}

std::uint64_t ChildProcess::memory(const std::string &name) const
{
    std::istringstream status(processFile(m_process, "status"));
    std::string word;
    while (status >> word) {
        if (word == name + ":") {
            std::uint64_t kibibytes = 0;
            status >> kibibytes;
            return kibibytes * 1024;
        }
    }
    return 0;
}

std::chrono::milliseconds ChildProcess::processorTime() const
{
    const std::string text = processFile(m_process, "stat");
    // The name in brackets may hold anything; utime and stime are the 12th and 13th after it.
    std::istringstream fields(text.substr(std::min(text.rfind(')'), text.size() - 1) + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i) {
        fields >> skipped;
    }
    long user = 0;
    long system = 0;
    fields >> user >> system;
    return std::chrono::milliseconds((user + system) * 1000 / ::sysconf(_SC_CLK_TCK));
}

bool ChildProcess::waitUntilIdle() const
{
    constexpr int mostTurns = 100;
    constexpr std::chrono::milliseconds turn(300);
    std::chrono::milliseconds before(-1);
    for (int i = 0; i < mostTurns; ++i) {
        const std::chrono::milliseconds now = processorTime();
        // Its own clockwork may tick on.
        if (before >= std::chrono::milliseconds(0)
            && now - before <= std::chrono::milliseconds(10)) {
            return true;
        }
        before = now;
        std::this_thread::sleep_for(turn); // the interval that is looked at
    }
    return false;
}

void ChildProcess::forgetPeak() const
{
    std::ofstream("/proc/" + std::to_string(m_process) + "/clear_refs") << "5";
}

} // namespace penstock::test
