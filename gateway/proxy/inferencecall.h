#pragma once

#include "http/httpexchange.h"
#include "http/httphandler.h"
#include "proxy/admissiondesk.h"
#include "proxy/attempt.h"
#include "proxy/bodyfacts.h"
#include "proxy/callfacts.h"
#include "proxy/exhaustion.h"
#include "proxy/networkepoch.h"
#include "proxy/parameterrepair.h"
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

namespace penstock::proxy
{

/// One request for a model, from its arrival to the last byte of the answer: asks for a place,
/// tries target after target until one answers, and passes that answer on.
class InferenceCall final : public upstream::UpstreamReceiver
{
public:
    struct Surroundings {
        std::shared_ptr<const Snapshot> snapshot;
        AdmissionDesk *desk = nullptr;
        upstream::UpstreamClient *client = nullptr;
        UsageRefusals *usageRefusals = nullptr;
        RepairBook *repairs = nullptr;
        const SecretString *adminKey = nullptr;
        const Clock *clock = nullptr;
        Logger *logger = nullptr; ///< may be absent
        TrafficSink *traffic = nullptr; ///< may be absent
        const NetworkEpoch *network = nullptr; ///< may be absent: then it never changes
    };

    InferenceCall(Surroundings surroundings, http::HttpRequest request, Route route,
                  std::unique_ptr<http::HttpExchange> exchange);
    ~InferenceCall() override;
    InferenceCall(const InferenceCall &) = delete;
    InferenceCall &operator=(const InferenceCall &) = delete;

    /// `ended` is called once, last of all, and may destroy this object.
    void start(std::function<void()> ended);
    /// Sees to what depends on time alone: keeps a waiting client awake, and gives up when the time
    /// for all attempts together is over and none has answered.
    void look(SteadyTime now);
    /// The gateway stops, and the request with it.
    void cutOff();

    void upstreamTriedAgain(const upstream::CallResult &lost) override;
    void upstreamAnswered(upstream::UpstreamHead head) override;
    void upstreamSent(std::string_view bytes) override;
    void upstreamEnded(const upstream::CallResult &result) override;

private:
    // A place to go to.
    void askForPlace();
    void takeAdmission(routing::Admission admission);
    void repeatThere();
    void tryTarget();
    [[nodiscard]] upstream::UpstreamRequest upstreamRequest(const routing::Candidate &candidate);

    // What comes back.
    void follow(Attempt::Stage stage, std::string_view out);
    void waitForRoom();
    void attemptFailed();
    [[nodiscard]] bool isExcused(routing::AttemptEnd end) const;
    [[nodiscard]] bool triesWithoutUsage(const routing::AttemptFacts &facts);
    [[nodiscard]] bool triesRepaired(const routing::AttemptFacts &facts);
    [[nodiscard]] bool repeatsThere(const routing::AttemptFacts &facts,
                                    const routing::FailureRule &rule);
    void endCommitted();

    // What the client gets; in inferenceanswer.cpp.
    void commit();
    void commitSoftly(SteadyTime now);
    void keepAwake(SteadyTime now);
    void passError();
    void giveUp(const routing::Admission &refusal);
    [[nodiscard]] std::string problemAmong(const routing::Admission &refusal) const;
    void giveUpOnTime(SteadyTime now);
    void refuse(const http::HttpProblem &problem);
    void answerWith(int status, wire::HeaderFields fields, std::string_view body);
    void explain(wire::HeaderFields &fields);
    void explainAtTheEnd();
    void noteSubstitution();
    void setAffinityCookie(wire::HeaderFields &fields) const;
    void write(std::string_view bytes);

    // What is kept of it.
    void clientGone();
    [[nodiscard]] routing::Ruling report(const routing::AttemptFacts &facts);
    /// Gives back what it has of the traffic control: its place in the line, or its ticket.
    void letGo();
    void dropAttempt();
    [[nodiscard]] std::int64_t estimatedTokens(const routing::AttemptFacts &facts) const;
    void recordAttempt(Outcome outcome);
    void nameInstance();
    [[nodiscard]] TargetId target(const routing::Candidate &candidate) const;
    void noteOwnTime(SteadyTime now);
    void end(int status);

    [[nodiscard]] const routing::RoutingPlan &plan() const
    {
        return *m_surroundings.snapshot->plan();
    }
    [[nodiscard]] const Snapshot::Instance &instanceOf(const routing::Candidate &candidate) const
    {
        return m_surroundings.snapshot->instance(candidate.instance);
    }

    Surroundings m_surroundings;
    http::HttpRequest m_request;
    Route m_route;
    std::unique_ptr<http::HttpExchange> m_exchange;
    std::unique_ptr<BodyFacts> m_body;
    std::function<void()> m_ended;
    CallFacts m_facts;

    routing::Admission m_admission; ///< the last one
    bool m_hasTicket = false;
    std::optional<Attempt> m_attempt;
    Exhaustion m_exhaustion;
    NetworkEpoch::Mark m_sentIn; ///< the last attempt
    bool m_hadFreeTry = false; ///< because the network had changed
    bool m_hasRepeated = false; ///< at the same target, because it said so
    bool m_asksForUsage = false;
    bool m_isCommitted = false; ///< the answer of a target has begun to go to the client
    bool m_isSoftlyCommitted = false; ///< only the head of a stream has
    bool m_hearsOfRoom = false; ///< the client reads slowly enough

    SteadyTime m_sentAt;
    SteadyTime m_waitBegan;
    SteadyTime m_wroteAt; ///< last to the client
    Duration m_waited{0}; ///< for upstreams and for room
    Duration m_held{0}; ///< of it for room
    Duration m_ownTime{0};
    RequestRecord m_record;
    std::unique_ptr<upstream::UpstreamCall> m_call; ///< last: its end comes first
};

} // namespace penstock::proxy
