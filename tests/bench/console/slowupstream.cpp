#include "slowupstream.h"

#include "requestreader.h"

#include <cmath>

namespace penstock::bench
{

namespace
{

constexpr Nanoseconds longestWait = std::chrono::seconds(60);
constexpr std::uint8_t firstHost = 2;

// Some instances do more than most, and all more and less in the course of a minute.
int completionOf(std::uint64_t instance)
{
    constexpr double tideSeconds = 9;
    constexpr std::uint64_t everySoMany = 16;
    const double tide
        = 1 + std::sin(inSeconds(monotonicNow()) / tideSeconds + static_cast<double>(instance));
    return static_cast<int>((instance % everySoMany == 0 ? 150 : 30) * (1 + tide));
}

std::string answerOf(std::uint64_t instance)
{
    constexpr int prompt = 60;
    const int completion = completionOf(instance);
    const std::string body
        = R"({"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-4o",)"
          R"("choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant",)"
          R"("content":")"
        + std::string(240, 'x') + R"("}}],"usage":{"prompt_tokens":)" + std::to_string(prompt)
        + R"(,"completion_tokens":)" + std::to_string(completion) + R"(,"total_tokens":)"
        + std::to_string(prompt + completion) + "}}";
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

SlowUpstream::SlowUpstream(const UpstreamPlan &plan) : m_plan(plan), m_nextToken(plan.instances)
{
    for (std::uint64_t i = 0; i < plan.instances; ++i) {
        const auto host = static_cast<std::uint8_t>(firstHost + i);
        m_listeners.push_back(listenOnLoopback(plan.port, host));
        m_poller.add(m_listeners.back(), i);
    }
}

void SlowUpstream::run()
{
    for (;;) {
        const Nanoseconds wait = m_due.empty() ? longestWait : m_due.front().at - monotonicNow();
        for (const Poller::Token token : m_poller.wait(wait)) {
            if (token < m_plan.instances) {
                acceptAll(token);
            } else {
                receive(token);
            }
        }
        answerWhatIsDue();
    }
}

void SlowUpstream::acceptAll(std::uint64_t instance)
{
    while (auto socket = acceptedFrom(m_listeners[instance])) {
        m_poller.add(*socket, m_nextToken);
        m_connections[m_nextToken]
            = {.socket = std::move(*socket), .instance = instance, .input = {}};
        ++m_nextToken;
    }
}

void SlowUpstream::receive(Poller::Token token)
{
    Connection &connection = m_connections.at(token);
    const Inbox::Received received = m_inbox.receiveFrom(connection.socket);
    connection.input.append(received.bytes);
    const RequestSize size = requestSize(connection.input);
    if (received.isEnd || size.state == RequestSize::State::Unreadable) {
        m_connections.erase(token);
        return;
    }
    if (size.state == RequestSize::State::Complete) {
        connection.input.erase(0, size.bytes);
        m_due.push_back({.at = monotonicNow() + m_plan.delay, .connection = token});
    }
}

void SlowUpstream::answerWhatIsDue()
{
    while (!m_due.empty() && m_due.front().at <= monotonicNow()) {
        const auto found = m_connections.find(m_due.front().connection);
        m_due.pop_front();
        if (found == m_connections.end()) {
            continue; // its client has left meanwhile
        }
        if (sendWhole(found->second.socket, answerOf(found->second.instance)) == Sending::Failed) {
            m_connections.erase(found);
        }
    }
}

} // namespace penstock::bench
