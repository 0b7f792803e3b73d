#pragma once

#include "base/random.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::test
{

enum class Leaving {
    AtTheEnd = 1, ///< when everything has come
    ByFin,
    ByReset,
};

/// Many clients in one thread: each sends one request and reads, until the end or until it has had
/// enough.
class Crowd final
{
public:
    struct Client {
        int descriptor = -1;
        Leaving leaving = Leaving::AtTheEnd;
        std::uint64_t leavesAfter = 0; ///< bytes
        std::uint64_t received = 0;
        std::string tail; ///< the last bytes
        bool hasEnded = false; ///< the other side has closed
    };

    Crowd(std::uint16_t port, std::size_t count, int receiveBuffer = 0);
    ~Crowd();
    Crowd(const Crowd &) = delete;
    Crowd &operator=(const Crowd &) = delete;

    [[nodiscard]] std::vector<Client> &clients() { return m_clients; }

    /// To each of them; false when not all of them took all of it.
    [[nodiscard]] bool sendAll(std::string_view bytes) const;
    /// Reads until every client has left or has seen the end; false when that takes too long.
    [[nodiscard]] bool readAll(std::chrono::milliseconds most);
    /// How many clients the other side has let go or answered.
    [[nodiscard]] std::size_t heardOf() const;

private:
    void read(Client &client);
    static void leave(Client &client);

    std::vector<Client> m_clients;
};

} // namespace penstock::test
