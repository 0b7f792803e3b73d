#include "gateway/http/httpfixture.h"

#include "gateway/http/scriptedhandler.h"
#include "support/becomestrue.h"

#include <QString>

#include <thread>
#include <utility>

namespace penstock::test
{

http::HttpPolicy quickPolicy()
{
    http::HttpPolicy policy;
    policy.limits.head = std::chrono::milliseconds(200);
    policy.limits.bodyIdle = std::chrono::milliseconds(200);
    return policy;
}

std::string request(std::string_view method, std::string_view target, std::string_view lines,
                    std::string_view body)
{
    std::string text(method);
    text += ' ';
    text += target;
    text += " HTTP/1.1\r\nHost: localhost\r\n";
    text += lines;
    if (!body.empty()) {
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    }
    text += "\r\n";
    text += body;
    return text;
}

std::string get(std::string_view target, std::string_view lines)
{
    return request("GET", target, lines);
}

std::string post(std::string_view target, std::string_view body, std::string_view lines)
{
    return request("POST", target, lines, body);
}

HttpFixture::HttpFixture(FixtureSetup setup) : m_thread(QStringLiteral("listener"))
{
    m_thread.run([&] {
        m_listener = std::make_unique<http::HttpListener>(http::ListenerSetup{
            .makeHandler = [log = m_log] { return std::make_unique<ScriptedHandler>(log); },
            .policy = std::make_shared<http::HttpPolicy>(std::move(setup.policy)),
            .tls = std::move(setup.tls),
            .workers = setup.workers,
            .eventPath = setup.eventPath,
            .sweepInterval = std::chrono::milliseconds(20),
            .clock = &m_clock});
        QObject::connect(m_listener.get(), &http::HttpListener::drained, m_listener.get(),
                         [isDrained = m_isDrained] { *isDrained = true; });
        if (const auto listening = m_listener->listen({{}}); !listening) {
            qFatal("%s", listening.error().message.c_str());
        }
        m_port = m_listener->addresses().front().port;
    });
}

HttpFixture::~HttpFixture()
{
    m_thread.run([this] { m_listener.reset(); });
}

void HttpFixture::run(const std::function<void(http::HttpListener &)> &work)
{
    m_thread.run([&] { work(*m_listener); });
}

void HttpFixture::drain(std::chrono::milliseconds most)
{
    run([most](http::HttpListener &listener) { listener.drain(most); });
}

bool HttpFixture::waitForDrained()
{
    return becomesTrue([this] { return m_isDrained->load(); });
}

bool HttpFixture::waitForConnections(int count) const
{
    return becomesTrue([&] { return load().connections == count; });
}

bool HttpFixture::waitForExchanges(int count) const
{
    return becomesTrue([&] { return load().exchanges == count; });
}

bool HttpFixture::waitForBodyBytes(std::uint64_t atLeast) const
{
    return becomesTrue([&] { return load().bodies.used() >= atLeast; });
}

bool HttpFixture::waitUntilQuiet() const
{
    return becomesTrue([this] {
        return load().connections == 0 && load().exchanges == 0 && load().bodies.used() == 0
            && load().input.used() == 0;
    });
}

bool HttpFixture::servesOthers() const
{
    RawClient client(m_port);
    const RawAnswer answer = client.ask(post("/echo", "still here"));
    return answer.isWhole() && answer.status == 200 && answer.body.ends_with("\n\nstill here");
}

} // namespace penstock::test
