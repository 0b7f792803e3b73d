#include "openfiles.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace penstock::test
{

namespace
{

struct Connection {
    std::uint16_t localPort = 0;
    std::uint16_t remotePort = 0;
    bool isListening = false;
};

std::uint16_t portIn(const std::string &address)
{
    return static_cast<std::uint16_t>(
        std::stoul(address.substr(address.find(':') + 1), nullptr, 16));
}

void readTable(const std::string &path, std::map<std::string, Connection> &byInode)
{
    std::ifstream table(path);
    std::string line;
    std::getline(table, line); // names of the columns
    while (std::getline(table, line)) {
        std::istringstream columns(line);
        std::string skipped;
        std::string local;
        std::string remote;
        std::string state;
        std::string inode;
        columns >> skipped >> local >> remote >> state >> skipped >> skipped >> skipped >> skipped
            >> skipped >> inode;
        byInode["socket:[" + inode + ']'] = {portIn(local), portIn(remote), state == "0A"};
    }
}

} // namespace

std::string OpenFiles::text() const
{
    return std::to_string(clients) + " of clients, " + std::to_string(upstreams) + " to upstreams, "
        + std::to_string(others) + " others";
}

OpenFiles openFiles(std::int64_t process, std::uint16_t port,
                    const std::set<std::uint16_t> &upstreams)
{
    const std::string folder = "/proc/" + std::to_string(process);
    std::map<std::string, Connection> connections;
    readTable(folder + "/net/tcp", connections);
    readTable(folder + "/net/tcp6", connections);
    OpenFiles files;
    std::error_code problem;
    for (const auto &entry : std::filesystem::directory_iterator(folder + "/fd", problem)) {
        const auto link = std::filesystem::read_symlink(entry.path(), problem).string();
        const auto found = connections.find(link);
        const bool isConnection = found != connections.end() && !found->second.isListening;
        if (isConnection && found->second.localPort == port) {
            ++files.clients;
        } else if (isConnection && upstreams.contains(found->second.remotePort)) {
            ++files.upstreams;
        } else {
            ++files.others;
        }
    }
    return files;
}

} // namespace penstock::test
