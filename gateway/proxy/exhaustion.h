#pragma once

#include "http/httpproblem.h"
#include "proxy/attempt.h"
#include "proxy/route.h"
#include "routing/admission.h"
#include "routing/routingplan.h"

#include <optional>
#include <string>
#include <vector>

namespace penstock::proxy
{

/// What to tell the client when no target can answer: by the most hopeful cause of them all.
class Exhaustion final
{
public:
    /// A whole answer: the upstream's own, or one of ours.
    struct Answer {
        int status = 503;
        wire::HeaderFields fields;
        std::string body;
        std::string code; ///< for the record
    };

    /// Why nobody is asked any more.
    struct End {
        const routing::RoutingPlan &plan;
        const routing::Admission &refusal;
        const routing::RequestFacts &facts;
        const std::string &model;
        Dialect dialect = Dialect::OpenAi;
        SteadyTime now;
        std::string problem = {}; ///< of an instance that could not even be asked
    };

    /// A failed attempt at an instance.
    void add(const Attempt &attempt, const routing::Ruling &ruling, const std::string &instance);

    [[nodiscard]] Answer answer(const End &end) const;

private:
    struct LastAnswer {
        int status = 0;
        wire::HeaderFields fields;
        std::string body;
        std::string instance;
    };

    [[nodiscard]] Answer afterTries(const End &end) const;
    [[nodiscard]] static LastAnswer answerOf(const Attempt &attempt, const std::string &instance);
    [[nodiscard]] static Answer upstreams(const LastAnswer &last, Dialect dialect);

    std::optional<LastAnswer> m_serverError;
    std::optional<LastAnswer> m_limited; ///< a 429
    std::string m_lastMessage;
    bool m_timedOut = false;
    int m_credentials = 0; ///< attempts that were refused for them
    int m_notFound = 0;
    int m_tooLarge = 0;
    int m_attempts = 0;
};

} // namespace penstock::proxy
