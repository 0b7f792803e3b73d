#pragma once

#include "http/httpexchange.h"
#include "http/httphandler.h"
#include "proxy/attempt.h"
#include "proxy/bodyfacts.h"
#include "proxy/exhaustion.h"
#include "proxy/requestrecord.h"
#include "proxy/route.h"
#include "proxy/snapshot.h"
#include "proxy/trafficsink.h"
#include "proxy/usagerefusals.h"
#include "upstream/upstreamclient.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::proxy
{

/// One request for a model, from its arrival to the last byte of the answer: tries target after
/// target until one answers, and passes that answer on.
class InferenceCall final : public upstream::UpstreamReceiver
{
public:
    struct Surroundings {
        std::shared_ptr<const Snapshot> snapshot;
        upstream::UpstreamClient *client = nullptr;
        UsageRefusals *usageRefusals = nullptr;
        const Clock *clock = nullptr;
        Logger *logger = nullptr; ///< may be absent
        TrafficSink *traffic = nullptr; ///< may be absent
    };

    InferenceCall(Surroundings surroundings, http::HttpRequest request, Route route,
                  std::unique_ptr<http::HttpExchange> exchange);

    /// `ended` is called once, last of all, and may destroy this object.
    void start(std::function<void()> ended);
    /// Gives up when the time for all attempts together is over and none has answered.
    void look(SteadyTime now);
    /// The gateway stops, and the request with it.
    void cutOff();

    void upstreamTriedAgain(const upstream::CallResult &lost) override;
    void upstreamAnswered(upstream::UpstreamHead head) override;
    void upstreamSent(std::string_view bytes) override;
    void upstreamEnded(const upstream::CallResult &result) override;

private:
    [[nodiscard]] std::optional<http::HttpProblem> findCandidates();
    [[nodiscard]] bool tryNextTarget();
    void tryTarget(routing::Candidate candidate);
    [[nodiscard]] upstream::UpstreamRequest upstreamRequest(const routing::Candidate &candidate);

    void follow(Attempt::Stage stage, std::string_view out);
    void commit();
    void waitForRoom();
    void attemptFailed();
    [[nodiscard]] bool triesWithoutUsage(const routing::AttemptFacts &facts);
    void endCommitted();
    void passError();
    void giveUp();
    void clientGone();

    void refuse(const http::HttpProblem &problem);
    void recordAttempt(Outcome outcome);
    [[nodiscard]] TargetId target(const routing::Candidate &candidate) const;
    void noteOwnTime(SteadyTime now);
    void explain(wire::HeaderFields &fields);
    void end(int status);

    Surroundings m_surroundings;
    http::HttpRequest m_request;
    Route m_route;
    std::unique_ptr<http::HttpExchange> m_exchange;
    std::unique_ptr<BodyFacts> m_facts;
    std::function<void()> m_ended;

    std::vector<routing::Candidate> m_candidates;
    std::size_t m_nextCandidate = 0;
    std::size_t m_attemptsLeft = 0;
    std::optional<Attempt> m_attempt;
    Exhaustion m_exhaustion;
    bool m_hasRepeated = false; ///< at the same target
    bool m_asksForUsage = false;
    bool m_isCommitted = false;
    bool m_hearsOfRoom = false; ///< in the client's buffers
    SteadyTime m_sentAt;
    Duration m_ownTime{0}; ///< until the attempt at hand was sent
    Duration m_waited{0}; ///< for upstreams
    RequestRecord m_record;
    std::unique_ptr<upstream::UpstreamCall> m_call; ///< last, so that it goes first
};

} // namespace penstock::proxy
