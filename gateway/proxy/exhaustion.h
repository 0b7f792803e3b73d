#pragma once

#include "http/httpproblem.h"
#include "proxy/attempt.h"
#include "proxy/route.h"

#include <optional>
#include <string>

namespace penstock::proxy
{

/// What to tell the client when no target could answer: by the most hopeful cause of them all.
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

    /// A failed attempt at an instance.
    void add(const Attempt &attempt, const std::string &instance);
    /// An instance that could not even be asked.
    void addUnusable(const std::string &problem);

    [[nodiscard]] Answer answer(const std::string &model, Dialect dialect) const;

private:
    struct LastAnswer {
        int status = 0;
        wire::HeaderFields fields;
        std::string body;
        std::string instance;
    };

    [[nodiscard]] Answer rateLimited(const std::string &model) const;
    [[nodiscard]] Answer unreachable(const std::string &model) const;

    int m_attempts = 0;
    int m_rateLimited = 0;
    int m_refusedCredentials = 0;
    std::optional<std::int64_t> m_soonestMs; ///< until one of the limited ones may answer again
    std::string m_soonest; ///< its name
    std::optional<LastAnswer> m_serverError;
    std::optional<LastAnswer> m_notFound;
    std::string m_lastMessage;
    bool m_timedOut = false;
};

} // namespace penstock::proxy
