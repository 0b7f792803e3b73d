#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "domain/ids.h"
#include "domain/outcome.h"
#include "proxy/tokenusage.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace penstock::proxy
{

/// One try at one target.
struct AttemptRecord {
    InstanceId instanceId;
    std::string instance;
    std::string deployment;
    Outcome outcome = Outcome::Good;
    std::string reason; ///< a status, or a word such as "refused"
    std::chrono::milliseconds took{0};
};

/// What is kept of a request: facts and categories, no text of the client's or the upstream's.
struct RequestRecord {
    SystemTime at; ///< when it began
    std::string id;
    std::string method;
    std::string path; ///< without query
    std::string client; ///< its name, where its key is known
    std::string model;
    std::string substituted; ///< "a->b" when another one stood in for it
    std::string repaired; ///< parameters that the target would not have taken
    std::string passedOver; ///< targets that were not asked in the end, and why
    InstanceId instanceId; ///< that answered
    std::string instance; ///< its name
    std::string deployment;
    int status = 0; ///< that the client got; 499: it had gone
    std::string problem; ///< a code, when something went wrong
    std::vector<AttemptRecord> attempts;
    std::optional<TokenUsage> usage;
    std::chrono::microseconds overhead{0}; ///< our own time until the answer began
    std::chrono::milliseconds held{0}; ///< for room
    std::chrono::milliseconds untilAnswer{0};
    std::chrono::milliseconds took{0};
};

/// "eastus:429:38ms,westus:200"
[[nodiscard]] std::string attemptsText(const std::vector<AttemptRecord> &attempts);

/// One line a request.
void logRequest(Logger &logger, const RequestRecord &record);

} // namespace penstock::proxy
