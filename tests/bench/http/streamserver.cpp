#include "streamserver.h"

#include "fatal.h"
#include "request.h"
#include "requestreader.h"

#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

namespace penstock::bench
{

namespace
{

enum Reserved : Poller::Token { ListenerToken, SignalToken, TimerToken, FirstConnection };

constexpr std::size_t jsonSize = 1024;
constexpr Nanoseconds longestWait = std::chrono::seconds(60);

Descriptor signalsToEndBy()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    Descriptor descriptor(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!descriptor.isOpen()) {
        failedTo("watch for signals");
    }
    return descriptor;
}

Descriptor newTimer()
{
    Descriptor timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    if (!timer.isOpen()) {
        failedTo("make a timer");
    }
    return timer;
}

std::string jsonAnswer()
{
    const std::string start = "{\"text\":\"";
    const std::string end = "\"}";
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + std::to_string(jsonSize) + "\r\n\r\n" + start
        + std::string(jsonSize - start.size() - end.size(), 'x') + end;
}

std::string chunk(const std::string &data)
{
    std::array<char, 20> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", data.size());
    return size.data() + data + "\r\n";
}

constexpr std::string_view streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                        "Transfer-Encoding: chunked\r\n\r\n";
constexpr std::string_view lastChunk = "0\r\n\r\n";

} // namespace

StreamServer::StreamServer(const StreamServerPlan &plan)
    : m_plan(plan)
    , m_listener(listenOnLoopback(plan.port))
    , m_signals(signalsToEndBy())
    , m_timer(newTimer())
    , m_nextToken(FirstConnection)
{
    m_poller.add(m_listener, ListenerToken);
    m_poller.add(m_signals, SignalToken);
    m_poller.add(m_timer, TimerToken);
}

void StreamServer::run()
{
    while (m_isRunning) {
        for (const Poller::Token token : m_poller.wait(longestWait)) {
            handle(token);
        }
        sendDueEvents();
        setTimer();
    }
}

void StreamServer::report() const
{
    for (const Ending &ending : m_endings) {
        std::printf("%s %s %s\n", ending.byPeer ? "closed" : "finished",
                    std::to_string(ending.stream).c_str(),
                    std::to_string(ending.at.count()).c_str());
    }
}

void StreamServer::handle(Poller::Token token)
{
    switch (token) {
    case ListenerToken:
        acceptAll();
        break;
    case SignalToken:
        m_isRunning = false;
        break;
    case TimerToken:
        break; // setting it again makes it unready
    default:
        receive(token);
    }
}

void StreamServer::acceptAll()
{
    while (auto socket = acceptedFrom(m_listener)) {
        m_poller.add(*socket, m_nextToken);
        m_connections[m_nextToken].socket = std::move(*socket);
        ++m_nextToken;
    }
}

void StreamServer::receive(Poller::Token token)
{
    const auto found = m_connections.find(token);
    if (found == m_connections.end()) {
        return;
    }
    Connection &connection = found->second;
    const Inbox::Received received = m_inbox.receiveFrom(connection.socket);
    connection.input.append(received.bytes);
    if (received.isEnd || !answerRequests(token, connection)) {
        lose(token);
    }
}

bool StreamServer::answerRequests(Poller::Token token, Connection &connection)
{
    while (!connection.isStreaming) {
        const RequestSize size = requestSize(connection.input);
        if (size.state != RequestSize::State::Complete) {
            return size.state == RequestSize::State::Incomplete;
        }
        const std::string request = connection.input.substr(0, size.bytes);
        connection.input.erase(0, size.bytes);
        if (!answer(token, connection, request)) {
            return false;
        }
    }
    return true;
}

bool StreamServer::answer(Poller::Token token, Connection &connection, std::string_view request)
{
    const auto stream = streamOfRequest(request);
    if (!stream) {
        static const std::string json = jsonAnswer();
        return sendWhole(connection.socket, json) == Sending::Whole;
    }
    connection.isStreaming = true;
    connection.stream = *stream;
    connection.nextEvent = 0;
    connection.usage = asksForUsage(request) ? Usage::Asked : Usage::Unasked;
    m_due.push({.at = monotonicNow() + m_plan.interval, .connection = token});
    return sendWhole(connection.socket, streamHead) == Sending::Whole;
}

void StreamServer::sendDueEvents()
{
    while (!m_due.empty() && m_due.top().at <= monotonicNow()) {
        const Due due = m_due.top();
        m_due.pop();
        const auto found = m_connections.find(due.connection);
        if (found != m_connections.end()) {
            sendEvent(due, found->second);
        }
    }
}

void StreamServer::sendEvent(const Due &due, Connection &connection)
{
    const StreamEvent event{
        .stream = connection.stream, .number = connection.nextEvent++, .sent = monotonicNow()};
    const bool isLast = connection.nextEvent == m_plan.events;
    std::string bytes = chunk(format(event, connection.usage));
    if (isLast) {
        bytes.append(chunk(endOfStream(m_plan.events, connection.usage))).append(lastChunk);
    }
    if (sendWhole(connection.socket, bytes) == Sending::Failed) {
        lose(due.connection);
    } else if (isLast) {
        connection.isStreaming = false;
        m_endings.push_back({.stream = connection.stream, .at = monotonicNow()});
    } else {
        // From the planned moment on, not from this one: the pace stays although each is a bit
        // late.
        m_due.push({.at = due.at + m_plan.interval, .connection = due.connection});
    }
}

void StreamServer::lose(Poller::Token token)
{
    const auto found = m_connections.find(token);
    if (found->second.isStreaming) {
        m_endings.push_back({.stream = found->second.stream, .at = monotonicNow(), .byPeer = true});
    }
    m_connections.erase(found);
}

void StreamServer::setTimer()
{
    constexpr Nanoseconds::rep nanosecondsOfSecond = 1'000'000'000;
    const Nanoseconds::rep next
        = m_due.empty() ? 0 : m_due.top().at.count(); // 0 switches the timer off
    const itimerspec time{
        .it_interval = {},
        .it_value = {.tv_sec = next / nanosecondsOfSecond, .tv_nsec = next % nanosecondsOfSecond}};
    if (::timerfd_settime(m_timer.number(), TFD_TIMER_ABSTIME, &time, nullptr) != 0) {
        failedTo("set the timer");
    }
}

} // namespace penstock::bench
