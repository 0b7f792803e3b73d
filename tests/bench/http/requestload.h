#pragma once

#include "loopback.h"
#include "monotonic.h"
#include "poller.h"
#include "processorclock.h"
#include "responsereader.h"
#include "samples.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace penstock::bench
{

struct RequestPlan {
    std::uint16_t port = 0;
    std::string request;
    std::size_t expectedBodySize = 0;
    std::size_t connections = 1;
    Nanoseconds warmUp{};
    Nanoseconds duration{};
    std::string watchedProcesses; ///< the server's, whose processor time is told
};

/// A closed loop: every connection sends its next request when the last one is answered.
class RequestLoad final
{
public:
    explicit RequestLoad(const RequestPlan &plan);

    void run();
    void report();

private:
    struct Connection {
        Descriptor socket;
        ResponseReader reader;
        Nanoseconds sentAt{};
    };

    void open(std::size_t index);
    void reopen(std::size_t index);
    void send(std::size_t index);
    void serveUntil(Nanoseconds end);
    void receive(std::size_t index);
    void answered(std::size_t index);

    RequestPlan m_plan;
    Poller m_poller;
    Inbox m_inbox;
    std::vector<Connection> m_connections;
    ProcessorClock m_processor;
    Samples m_times;
    double m_processorSeconds = 0;
    Nanoseconds m_measureFrom{};
    Nanoseconds m_sendUntil{};
    std::size_t m_outstanding = 0;
    std::uint64_t m_failures = 0;
};

} // namespace penstock::bench
