#include "app/democaller.h"

#include <cmath>
#include <utility>

namespace penstock::app
{

/// One request under way. Counts itself.
class DemoCaller::Call final : public upstream::UpstreamReceiver
{
public:
    Call(upstream::UpstreamClient &client, upstream::UpstreamRequest request, DemoCounts &counts)
        : m_counts(counts)
    {
        ++m_counts.sent;
        ++m_counts.inFlight;
        m_call = client.send(std::move(request), *this);
    }
    ~Call()
    {
        if (!m_hasEnded) {
            --m_counts.inFlight;
        }
    }
    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;

    [[nodiscard]] bool hasEnded() const { return m_hasEnded; }

    void upstreamTriedAgain(const upstream::CallResult &) override { }
    void upstreamAnswered(upstream::UpstreamHead head) override { m_status = head.status; }
    void upstreamSent(std::string_view) override { }
    void upstreamEnded(const upstream::CallResult &result) override
    {
        constexpr int ok = 200;
        const bool isGood = m_status == ok && result.end == upstream::CallEnd::Complete;
        ++(isGood ? m_counts.answered : m_counts.failed);
        --m_counts.inFlight;
        m_hasEnded = true;
    }

private:
    DemoCounts &m_counts;
    int m_status = 0;
    bool m_hasEnded = false;
    std::unique_ptr<upstream::UpstreamCall> m_call;
};

DemoCaller::DemoCaller(const DemoSetup &setup, int mostInFlight, std::shared_ptr<DemoCounts> counts)
    : m_pace(setup.pace)
    , m_mostInFlight(mostInFlight)
    , m_counts(std::move(counts))
    , m_waker([this] { takeOrders(); })
    , m_orders(std::make_shared<Mailbox<DemoOrder>>(m_waker.wake()))
{
    auto connection = std::make_shared<upstream::ConnectionOptions>();
    connection->proxy = upstream::ProxyChoice::None;
    connection->mostIdle = mostInFlight;
    m_connection = std::move(connection);
    for (DemoPerson &person : demoTeam(setup.seed)) {
        auto worker = std::make_unique<Worker>(
            Worker{.person = std::move(person), .timer = std::make_unique<QTimer>()});
        worker->timer->setSingleShot(true);
        connect(worker->timer.get(), &QTimer::timeout, this,
                [this, at = worker.get()] { act(*at); });
        m_team.push_back(std::move(worker));
    }
}

DemoCaller::~DemoCaller()
{
    m_orders->close();
}

void DemoCaller::takeOrders()
{
    for (DemoOrder &order : m_orders->drain()) {
        switch (order.work) {
        case DemoOrder::Work::GoOn:
            m_baseUrl = std::move(order.baseUrl);
            goOn();
            break;
        case DemoOrder::Work::Pause:
            rest();
            break;
        case DemoOrder::Work::Stop:
            rest();
            m_calls.clear();
            break;
        }
    }
}

void DemoCaller::goOn()
{
    for (const auto &worker : m_team) {
        if (!worker->timer->isActive()) {
            await(*worker);
        }
    }
}

void DemoCaller::rest()
{
    for (const auto &worker : m_team) {
        worker->timer->stop();
    }
}

void DemoCaller::await(Worker &worker)
{
    DemoStep step = worker.person.next();
    worker.next = std::move(step.request);
    worker.timer->start(
        std::chrono::milliseconds(std::llround(static_cast<double>(step.wait.count()) / m_pace)));
}

void DemoCaller::act(Worker &worker)
{
    forgetEnded();
    if (m_counts->inFlight >= m_mostInFlight) {
        ++m_counts->heldBack;
    } else {
        DemoRequest request = std::exchange(worker.next, {});
        m_calls.push_back(std::make_unique<Call>(
            m_client,
            upstream::UpstreamRequest{.url = m_baseUrl + request.path,
                                      .fields = {{"Content-Type", "application/json"},
                                                 {"User-Agent", std::move(request.userAgent)}},
                                      .body = wire::OutgoingBody(std::move(request.body)),
                                      .connection = m_connection,
                                      .timeouts = {}},
            *m_counts));
    }
    await(worker);
}

// Not while a call is telling its end.
void DemoCaller::forgetEnded()
{
    std::erase_if(m_calls, [](const auto &call) { return call->hasEnded(); });
}

} // namespace penstock::app
