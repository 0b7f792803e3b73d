#include "service/portholder.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

namespace penstock::service
{

namespace
{

namespace fs = std::filesystem;

std::string programName(const fs::path &process)
{
    // "comm" would be cut after 15 characters.
    std::error_code error;
    const std::string program = fs::read_symlink(process / "exe", error).filename().string();
    return error ? "another program" : program;
}

// One line a socket: "sl local_address rem_address st tx:rx tr:tm retrnsmt uid timeout inode".
std::string listeningInode(const fs::path &table, std::uint16_t port)
{
    std::ifstream stream(table);
    std::string line;
    std::getline(stream, line);
    while (std::getline(stream, line)) {
        std::istringstream fields(line);
        std::string number;
        std::string local;
        std::string remote;
        std::string state;
        std::string skipped;
        std::string inode;
        fields >> number >> local >> remote >> state;
        for (int i = 0; i < 5; ++i) {
            fields >> skipped;
        }
        fields >> inode;
        std::uint16_t localPort = 0;
        const std::size_t colon = local.find(':');
        if (colon != std::string::npos) {
            std::from_chars(local.data() + colon + 1, local.data() + local.size(), localPort, 16);
        }
        constexpr std::string_view listening = "0A";
        if (state == listening && localPort == port) {
            return inode;
        }
    }
    return {};
}

bool holdsSocket(const fs::path &process, const std::string &inode)
{
    const std::string wanted = "socket:[" + inode + "]";
    std::error_code error;
    for (fs::directory_iterator entry(process / "fd", error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code unreadable;
        if (fs::read_symlink(entry->path(), unreadable) == wanted) {
            return true;
        }
    }
    return false;
}

} // namespace

std::optional<PortHolder> portHolder(std::uint16_t port)
{
    std::string inode = listeningInode("/proc/net/tcp", port);
    if (inode.empty()) {
        inode = listeningInode("/proc/net/tcp6", port);
    }
    if (inode.empty()) {
        return std::nullopt;
    }
    std::error_code error;
    for (fs::directory_iterator entry("/proc", error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        int process = 0;
        const auto [at, problem] = std::from_chars(name.data(), name.data() + name.size(), process);
        if (problem == std::errc() && at == name.data() + name.size()
            && holdsSocket(entry->path(), inode)) {
            return PortHolder{programName(entry->path()), process};
        }
    }
    return std::nullopt;
}

} // namespace penstock::service
