#pragma once

#include "base/log.h"
#include "domain/gatewayconfig.h"
#include "http/httplistener.h"
#include "proxy/snapshot.h"
#include "qtglue/eventthread.h"
#include "routing/trafficcontrol.h"
#include "support/becomestrue.h"
#include "support/rawclient.h"
#include "support/scriptedserver.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::proxy::test
{

using penstock::test::becomesTrue;

using penstock::test::RawAnswer;
using penstock::test::RawClient;
using penstock::test::ScriptedConnection;
using penstock::test::ScriptedServer;

/// A server that answers each request as it is told, and remembers all of them.
class Upstream final
{
public:
    using Answer = std::function<void(ScriptedConnection &, const ScriptedConnection::Request &)>;

    explicit Upstream(Answer answer);
    /// The same bytes for everybody.
    explicit Upstream(std::string bytes);

    [[nodiscard]] std::string url() const { return m_server.url({}); }
    [[nodiscard]] int count() const;
    [[nodiscard]] ScriptedConnection::Request request(std::size_t index = 0) const;
    [[nodiscard]] bool waitForCount(int count) const;
    [[nodiscard]] int openConnections() const { return m_server.openConnections(); }
    /// Nobody is connected any more.
    [[nodiscard]] bool waitUntilLeft() const;

private:
    mutable std::mutex m_mutex;
    std::vector<ScriptedConnection::Request> m_requests;
    ScriptedServer m_server;
};

/// An address where nobody listens.
[[nodiscard]] std::string deadUrl();
/// An instance that serves `model` as the deployment "dep-NAME", with the key "upstream-secret".
[[nodiscard]] InstanceSettings instanceAt(std::string name, std::string url,
                                          std::string model = "gpt-4o");

/// A gateway on a free port, in a thread of its own, so that the test may block.
class ProxyBench final
{
public:
    explicit ProxyBench(GatewayConfig config);
    explicit ProxyBench(std::vector<InstanceSettings> instances);
    ~ProxyBench();
    ProxyBench(const ProxyBench &) = delete;
    ProxyBench &operator=(const ProxyBench &) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] RawAnswer get(std::string_view target) const;
    [[nodiscard]] RawAnswer post(std::string_view target, std::string_view body,
                                 std::string_view lines = {}) const;
    /// To /v1/chat/completions.
    [[nodiscard]] RawAnswer chat(std::string_view body = whole) const;

    [[nodiscard]] routing::TrafficControl &control() { return m_control; }
    /// What the gateway told of its traffic, in words, once there is so much of it.
    [[nodiscard]] std::vector<std::string> traffic(std::size_t count) const;
    /// The gateway ends, with whatever is under way.
    void stop();
    /// The lines about requests, once there are so many.
    [[nodiscard]] std::vector<std::string> logLines(std::size_t count) const;

    static constexpr std::string_view whole = "{\"model\":\"gpt-4o\",\"messages\":[]}";
    static constexpr std::string_view stream
        = "{\"model\":\"gpt-4o\",\"messages\":[],\"stream\":true}";

private:
    struct Lines;
    class TrafficLines;

    SystemClock m_clock;
    routing::TrafficControl m_control{m_clock, 1};
    Redactor m_redactor;
    std::shared_ptr<Lines> m_lines;
    std::shared_ptr<TrafficLines> m_traffic;
    std::unique_ptr<Logger> m_logger;
    std::shared_ptr<const Snapshot> m_snapshot;
    EventThread m_thread;
    std::unique_ptr<http::HttpListener> m_listener; ///< made and destroyed in the thread
    std::uint16_t m_port = 0;
};

} // namespace penstock::proxy::test
