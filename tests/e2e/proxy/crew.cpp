#include "crew.h"

#include <thread>
#include <utility>

namespace penstock::test
{

namespace
{

using std::chrono::milliseconds;
using std::chrono::steady_clock;

void leave(RawClient &client, const MixRequest &request)
{
    (void)client.receive(request.leavesAfter);
    if (request.leaving == Leaving::ByReset) {
        client.reset();
    } else {
        client.close();
    }
}

} // namespace

Crew::Crew(std::uint16_t port, const Vectors &vectors, std::span<const MixRequest> mix,
           std::function<void(std::size_t)> beforeRequest)
    : m_port(port)
    , m_vectors(vectors)
    , m_mix(mix)
    , m_beforeRequest(std::move(beforeRequest))
    , m_outcomes(mix.size())
{
}

std::vector<Outcome> Crew::work(std::size_t clients)
{
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < clients; ++i) {
        threads.emplace_back([this] { workAlone(); });
    }
    threads.clear(); // waits for them
    return std::move(m_outcomes);
}

void Crew::workAlone()
{
    std::unique_ptr<RawClient> client;
    while (const MixRequest *const request = takeNext()) {
        Outcome outcome = send(*request, client);
        const std::lock_guard lock(m_mutex);
        m_outcomes[static_cast<std::size_t>(request->number)] = std::move(outcome);
    }
}

const MixRequest *Crew::takeNext()
{
    const std::lock_guard lock(m_mutex);
    if (m_next == m_mix.size()) {
        return nullptr;
    }
    m_beforeRequest(m_next);
    return &m_mix[m_next++];
}

Outcome Crew::send(const MixRequest &request, std::unique_ptr<RawClient> &client)
{
    Outcome outcome{.request = &request};
    const auto begin = steady_clock::now();
    if (!client || request.line != Line::Kept) {
        client = std::make_unique<RawClient>(m_port);
    }
    const bool isSent = client->send(request.bytes());
    if (request.leaving != Leaving::AtTheEnd) {
        leave(*client, request);
        outcome.hasLeft = true;
        outcome.verdict = isSent ? Verdict{Ruling::Right, {}} : wrong("it could not be sent");
    } else {
        outcome.answer = client->answer();
        // A reader that gives up while the connection is there has met a hang.
        const bool hangs = !outcome.answer.isWhole() && !client->seesEnd(milliseconds(0));
        outcome.verdict = hangs ? wrong("it hangs: " + outcome.answer.problem)
                                : judge(request, outcome.answer, m_vectors);
    }
    outcome.took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
    if (outcome.hasLeft || !outcome.answer.isWhole() || request.line == Line::ClosedAfter
        || outcome.answer.field("connection") == "close") {
        client.reset();
    }
    return outcome;
}

} // namespace penstock::test
