#pragma once

#include "base/clock.h"
#include "gateway/http/handlerlog.h"
#include "http/httplistener.h"
#include "qtglue/eventthread.h"
#include "support/rawclient.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::test
{

struct FixtureSetup {
    http::HttpPolicy policy;
    std::optional<http::TlsIdentity> tls;
    int workers = 1;
    EventPath eventPath = EventPath::Best;
};

/// With deadlines for unfinished requests that a test can wait for; only for those that do.
[[nodiscard]] http::HttpPolicy quickPolicy();

/// "METHOD target HTTP/1.1" with a Host, the further lines, and a body with its length if there is
/// one.
[[nodiscard]] std::string request(std::string_view method, std::string_view target,
                                  std::string_view lines = {}, std::string_view body = {});
[[nodiscard]] std::string get(std::string_view target, std::string_view lines = {});
[[nodiscard]] std::string post(std::string_view target, std::string_view body,
                               std::string_view lines = {});

/// A listener on a free port, in a thread of its own, so that the test may block.
class HttpFixture final
{
public:
    explicit HttpFixture(FixtureSetup setup = {});
    ~HttpFixture();
    HttpFixture(const HttpFixture &) = delete;
    HttpFixture &operator=(const HttpFixture &) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] HandlerLog &log() { return *m_log; }
    [[nodiscard]] const http::HttpLoad &load() const { return m_listener->load(); }

    /// In the listener's thread.
    void run(const std::function<void(http::HttpListener &)> &work);
    void drain(std::chrono::milliseconds most);
    [[nodiscard]] bool waitForDrained();

    [[nodiscard]] bool waitForConnections(int count) const;
    [[nodiscard]] bool waitForExchanges(int count) const;
    [[nodiscard]] bool waitForBodyBytes(std::uint64_t atLeast) const;
    /// No connection, no exchange and no body is left.
    [[nodiscard]] bool waitUntilQuiet() const;
    /// Whether an ordinary client on a connection of its own is served.
    [[nodiscard]] bool servesOthers() const;

private:
    SystemClock m_clock;
    std::shared_ptr<HandlerLog> m_log = std::make_shared<HandlerLog>();
    EventThread m_thread;
    std::unique_ptr<http::HttpListener> m_listener; ///< made and destroyed in the thread
    std::uint16_t m_port = 0;
    std::shared_ptr<std::atomic<bool>> m_isDrained = std::make_shared<std::atomic<bool>>(false);
};

} // namespace penstock::test
