#include "proxybench.h"

#include "gateway/http/httpfixture.h"
#include "proxy/proxyhandler.h"
#include "secrets/localsecrets.h"

#include <QString>

#include <chrono>
#include <thread>
#include <utility>

namespace penstock::proxy::test
{

struct ProxyBench::Lines {
    std::mutex mutex;
    std::vector<std::string> texts;
};

/// Writes down what it is told.
class ProxyBench::TrafficLines final : public TrafficSink
{
public:
    void requestBegan() override { add("began"); }
    void attemptEnded(const AttemptRecord &attempt) override
    {
        add(attempt.instance + '/' + attempt.deployment + ' ' + std::string(nameOf(attempt.outcome))
            + ' ' + attempt.reason);
    }
    void requestEnded(const RequestRecord &request) override
    {
        add("ended " + std::to_string(request.status) + ' ' + request.instance);
    }

    [[nodiscard]] std::vector<std::string> texts() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_texts;
    }

private:
    void add(std::string text)
    {
        const std::scoped_lock lock(m_mutex);
        m_texts.push_back(std::move(text));
    }

    mutable std::mutex m_mutex;
    std::vector<std::string> m_texts;
};

namespace
{

template<class Lines>
class LineSink final : public LogSink
{
public:
    explicit LineSink(std::shared_ptr<Lines> lines) : m_lines(std::move(lines)) { }

    void write(const LogRecord &record) override
    {
        if (record.category != "request") {
            return;
        }
        std::string text = record.message;
        for (const LogField &field : record.fields) {
            text += ' ' + field.key + '=' + field.value;
        }
        const std::scoped_lock lock(m_lines->mutex);
        m_lines->texts.push_back(std::move(text));
    }

private:
    std::shared_ptr<Lines> m_lines;
};

// The instances here are on this machine; a proxy of the developer's has no say.
void forgetProxies()
{
    for (const char *name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
        qunsetenv(name);
    }
}

GatewayConfig withInstances(std::vector<InstanceSettings> instances)
{
    GatewayConfig config;
    config.instances = std::move(instances);
    config.routing.queueWait = std::chrono::milliseconds(0); // a refusal is told at once
    return config;
}

} // namespace

Upstream::Upstream(Answer answer)
    : m_server([this, answer = std::move(answer)](ScriptedConnection &connection) {
        while (const auto request = connection.readRequest()) {
            {
                const std::scoped_lock lock(m_mutex);
                m_requests.push_back(*request);
            }
            answer(connection, *request);
        }
    })
{
}

Upstream::Upstream(std::string bytes)
    : Upstream([bytes = std::move(bytes)](ScriptedConnection &connection,
                                          const ScriptedConnection::Request &) {
        connection.send(bytes);
    })
{
}

int Upstream::count() const
{
    const std::scoped_lock lock(m_mutex);
    return static_cast<int>(m_requests.size());
}

ScriptedConnection::Request Upstream::request(std::size_t index) const
{
    const std::scoped_lock lock(m_mutex);
    return index < m_requests.size() ? m_requests[index] : ScriptedConnection::Request{};
}

bool Upstream::waitForCount(int count) const
{
    return becomesTrue([&] { return this->count() >= count; });
}

bool Upstream::waitUntilLeft() const
{
    return becomesTrue([this] { return m_server.openConnections() == 0; });
}

std::string deadUrl()
{
    return ScriptedServer([](ScriptedConnection &) { }).url({});
}

InstanceSettings instanceAt(std::string name, std::string url, std::string model)
{
    InstanceSettings settings;
    settings.apiBase = std::move(url);
    settings.apiVersion = "2024-10-21";
    settings.credential.apiKey = SecretReference{SecretPlace::Environment, "KEY"};
    settings.modelDeployments[ModelName(std::move(model))].deployment = DeploymentId("dep-" + name);
    settings.id = InstanceId(name);
    settings.name = std::move(name);
    return settings;
}

ProxyBench::ProxyBench(std::vector<InstanceSettings> instances)
    : ProxyBench(withInstances(std::move(instances)))
{
}

ProxyBench::ProxyBench(GatewayConfig config)
    : m_lines(std::make_shared<Lines>())
    , m_traffic(std::make_shared<TrafficLines>())
    , m_thread(QStringLiteral("gateway"))
{
    forgetProxies();
    LogSinks sinks;
    sinks.push_back(std::make_unique<LineSink<Lines>>(m_lines));
    m_logger = std::make_unique<Logger>(m_clock, m_redactor, std::move(sinks));
    m_snapshot = std::make_shared<Snapshot>(
        std::make_shared<const GatewayConfig>(std::move(config)),
        LocalSecrets({{"KEY", "upstream-secret"}}, nullptr), m_control);
    m_control.adopt(m_snapshot->plan(), {});
    m_thread.run([this] {
        m_listener = std::make_unique<http::HttpListener>(http::ListenerSetup{
            .makeHandler = [this]() -> std::unique_ptr<http::HttpHandler> {
                return std::make_unique<ProxyHandler>(ProxyHandler::Setup{
                    .snapshot = [snapshot = m_snapshot] { return snapshot; },
                    .control = &m_control,
                    .adminKey = std::make_shared<const SecretString>(std::string("admin-secret")),
                    .version = "1.2.3",
                    .clock = &m_clock,
                    .logger = m_logger.get(),
                    .traffic = m_traffic.get()});
            },
            .tls = {},
            .clock = &m_clock});
        if (const auto listening = m_listener->listen({{}}); !listening) {
            qFatal("%s", listening.error().message.c_str());
        }
        m_port = m_listener->addresses().front().port;
    });
}

ProxyBench::~ProxyBench()
{
    stop();
}

void ProxyBench::stop()
{
    m_thread.run([this] { m_listener.reset(); });
}

RawAnswer ProxyBench::get(std::string_view target) const
{
    RawClient client(m_port);
    return client.ask(penstock::test::get(target));
}

RawAnswer ProxyBench::post(std::string_view target, std::string_view body,
                           std::string_view lines) const
{
    RawClient client(m_port);
    return client.ask(penstock::test::post(target, body, lines));
}

RawAnswer ProxyBench::chat(std::string_view body) const
{
    return post("/v1/chat/completions", body);
}

std::vector<std::string> ProxyBench::traffic(std::size_t count) const
{
    return becomesTrue([&] { return m_traffic->texts().size() >= count; })
        ? m_traffic->texts()
        : std::vector<std::string>();
}

std::vector<std::string> ProxyBench::logLines(std::size_t count) const
{
    const auto lines = [this] {
        const std::scoped_lock lock(m_lines->mutex);
        return m_lines->texts;
    };
    return becomesTrue([&] { return lines().size() >= count; }) ? lines()
                                                                : std::vector<std::string>();
}

} // namespace penstock::proxy::test
