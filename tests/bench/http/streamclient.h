#pragma once

#include "loopback.h"
#include "monotonic.h"
#include "responsereader.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::bench
{

/// One connection that asks for one stream after the other, and checks that every event of its own
/// stream comes, in order and once, then `[DONE]`, then the end.
class StreamClient final
{
public:
    enum class Progress { Running, Complete, Broken };

    StreamClient(std::uint16_t port, std::uint64_t eventsExpected, std::string field);

    [[nodiscard]] Sending request(std::uint64_t stream);
    /// The next bytes of the connection; appends when the events in them were sent.
    [[nodiscard]] Progress feed(std::string_view bytes, std::vector<Nanoseconds> &sentTimes);

    [[nodiscard]] Descriptor &socket() { return m_socket; }
    [[nodiscard]] std::uint64_t stream() const { return m_stream; }
    [[nodiscard]] std::uint64_t eventsSeen() const { return m_eventsSeen; }
    [[nodiscard]] Nanoseconds requestedAt() const { return m_requestedAt; }

private:
    [[nodiscard]] bool takeEvents(std::vector<Nanoseconds> &sentTimes);
    [[nodiscard]] bool takeEvent(std::string_view text, std::vector<Nanoseconds> &sentTimes);

    std::uint16_t m_port = 0;
    std::uint64_t m_eventsExpected = 0;
    std::string m_field;
    Descriptor m_socket;
    ResponseReader m_reader;
    std::uint64_t m_stream = 0;
    std::uint64_t m_eventsSeen = 0;
    bool m_sawDone = false;
    Nanoseconds m_requestedAt{};
};

} // namespace penstock::bench
