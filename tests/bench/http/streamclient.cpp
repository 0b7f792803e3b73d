#include "streamclient.h"

#include "request.h"
#include "streamevent.h"

#include <utility>

namespace penstock::bench
{

StreamClient::StreamClient(std::uint16_t port, std::uint64_t eventsExpected, std::string field)
    : m_port(port)
    , m_eventsExpected(eventsExpected)
    , m_field(std::move(field))
    , m_socket(connectedToLoopback(port))
{
}

Sending StreamClient::request(std::uint64_t stream)
{
    m_stream = stream;
    m_eventsSeen = 0;
    m_sawDone = false;
    m_reader.reset();
    m_requestedAt = monotonicNow();
    return sendWhole(m_socket, streamRequest(m_port, m_field, stream));
}

StreamClient::Progress StreamClient::feed(std::string_view bytes,
                                          std::vector<Nanoseconds> &sentTimes)
{
    constexpr int ok = 200;
    const ResponseReader::State state = m_reader.feed(bytes);
    const bool hasHead = m_reader.status() != 0;
    if (state == ResponseReader::State::Broken || (hasHead && m_reader.status() != ok)
        || !takeEvents(sentTimes)) {
        return Progress::Broken;
    }
    if (state == ResponseReader::State::Incomplete) {
        return Progress::Running;
    }
    const bool isWhole = m_sawDone && m_eventsSeen == m_eventsExpected && m_reader.body().empty();
    return isWhole ? Progress::Complete : Progress::Broken;
}

bool StreamClient::takeEvents(std::vector<Nanoseconds> &sentTimes)
{
    const std::string_view body = m_reader.body();
    std::size_t begin = 0;
    for (std::size_t end = body.find(eventEnd); end != std::string_view::npos;
         end = body.find(eventEnd, begin)) {
        if (!takeEvent(body.substr(begin, end - begin), sentTimes)) {
            return false;
        }
        begin = end + eventEnd.size();
    }
    m_reader.dropFromBody(begin);
    return true;
}

// Any other event is one that nobody has asked for.
bool StreamClient::takeEvent(std::string_view text, std::vector<Nanoseconds> &sentTimes)
{
    if (m_sawDone) {
        return false;
    }
    if (text == doneEvent) {
        m_sawDone = true;
        return true;
    }
    const auto event = parseStreamEvent(text);
    if (!event || event->stream != m_stream || event->number != m_eventsSeen) {
        return false;
    }
    sentTimes.push_back(event->sent);
    ++m_eventsSeen;
    return true;
}

} // namespace penstock::bench
