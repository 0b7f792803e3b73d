#include "echoproxy/relay.h"

#include <array>
#include <functional>
#include <utility>

namespace penstock::test
{

namespace
{

wire::HeaderFields forwarded(const wire::RequestHead &head)
{
    wire::HeaderFields fields;
    for (std::size_t i = 0; i < head.fieldCount(); ++i) {
        const auto [name, value] = head.field(i);
        if (!head.isHopByHop(name) && name != "Host" && name != "Content-Length") {
            fields.push_back({std::string(name), std::string(value)});
        }
    }
    return fields;
}

std::string wholeBody(const http::HttpRequest &request)
{
    std::string text;
    if (request.body) {
        text.resize(request.body->size());
        text.resize(request.body->read(0, text).value_or(0));
    }
    return text;
}

} // namespace

/// One request on its way through.
class Relay final : public upstream::UpstreamReceiver
{
public:
    Relay(std::unique_ptr<http::HttpExchange> exchange, std::function<void(Relay *)> ended)
        : m_exchange(std::move(exchange))
        , m_ended(std::move(ended))
    {
        QObject::connect(m_exchange.get(), &http::HttpExchange::closed, m_exchange.get(),
                         [this] { end(); });
        QObject::connect(m_exchange.get(), &http::HttpExchange::drained, m_exchange.get(),
                         [this] { m_call->resume(); });
    }

    void start(upstream::UpstreamClient &client, upstream::UpstreamRequest request)
    {
        m_call = client.send(std::move(request), *this);
    }

    void upstreamTriedAgain(const upstream::CallResult & /*lost*/) override { }
    void upstreamAnswered(upstream::UpstreamHead head) override
    {
        m_exchange->begin({head.status, std::move(head.fields), head.contentLength});
        if (!head.contentLength) {
            m_exchange->flush(); // a stream may take its time for the first event
        }
    }
    void upstreamSent(std::string_view bytes) override
    {
        m_exchange->write(bytes);
        if (m_exchange->isFull()) {
            m_call->pause();
        }
    }
    void upstreamEnded(const upstream::CallResult &result) override
    {
        if (result.end == upstream::CallEnd::Complete) {
            m_exchange->finish();
        } else if (m_exchange->state() == http::HttpExchange::State::Idle) {
            m_exchange->refuse({502, "upstream_failed", result.message, {}});
        }
        end();
    }

private:
    void end() { std::exchange(m_ended, nullptr)(this); }

    std::unique_ptr<http::HttpExchange> m_exchange;
    std::unique_ptr<upstream::UpstreamCall> m_call;
    std::function<void(Relay *)> m_ended;
};

EchoProxy::EchoProxy(const EchoProxyOptions &options) : m_options(options), m_client(options.watch)
{
}

EchoProxy::~EchoProxy() = default;

void EchoProxy::handle(http::HttpRequest request, std::unique_ptr<http::HttpExchange> exchange)
{
    static const std::string plain = R"({"text":")" + std::string(189, 'x') + R"("})";
    const std::string_view target = request.head.target();
    if (target == "/plain" || target == "/echo" || target == "/stats") {
        exchange->reply({200, {{"Content-Type", "application/json"}}, {}},
                        target == "/plain"      ? plain
                            : target == "/echo" ? wholeBody(request)
                                                : statistics());
        return;
    }
    auto relay = std::make_unique<Relay>(std::move(exchange),
                                         [this](Relay *ended) { m_relays.extract(ended); });
    Relay &started = *relay;
    m_relays.emplace(&started, std::move(relay));
    started.start(m_client,
                  {.method = std::string(request.head.method()),
                   .url = m_options.upstream + std::string(request.head.target()),
                   .fields = forwarded(request.head),
                   .body = request.body ? wire::OutgoingBody(request.body) : wire::OutgoingBody(),
                   .connection = m_options.connection});
}

// One line: connections, exchanges, calls, bytes of bodies, bytes of waiting input.
std::string EchoProxy::statistics() const
{
    const http::HttpLoad &load = m_options.listener->load();
    std::string line;
    for (const std::uint64_t number :
         {static_cast<std::uint64_t>(load.connections), static_cast<std::uint64_t>(load.exchanges),
          std::uint64_t{m_client.liveCalls()}, load.bodies.used(), load.input.used()}) {
        line += std::to_string(number) + ' ';
    }
    return line;
}

} // namespace penstock::test
