#include "proxy/passedover.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

namespace penstock::proxy
{

namespace
{

using routing::Verdict;

struct Wording {
    std::string_view one;
    std::string_view many;
};

Wording wordingOf(const routing::CandidateReason &reason)
{
    switch (reason.verdict) {
    case Verdict::RateLimited:
        return {"is rate limited", "are rate limited"};
    case Verdict::TokensFull:
    case Verdict::RequestsFull:
        return {"is at its limit", "are at their limits"};
    case Verdict::Open:
    case Verdict::TrialTaken:
        return reason.cause == resilience::Cause::Operator
            ? Wording{"is closed by hand", "are closed by hand"}
            : Wording{"is kept away by its breaker", "are kept away by their breakers"};
    case Verdict::ConfigError:
        switch (reason.cause) {
        case resilience::Cause::DeploymentNotFound:
            return {"has no such deployment", "have no such deployment"};
        case resilience::Cause::ApiVersion:
            return {"does not know the api-version", "do not know the api-version"};
        case resilience::Cause::Certificate:
            return {"shows a bad certificate", "show bad certificates"};
        default:
            return {"refuses the gateway's credentials", "refuse the gateway's credentials"};
        }
    case Verdict::Unusable:
        return {"has no usable key", "have no usable keys"};
    case Verdict::TooLong:
        return {"takes no prompt that long", "take no prompt that long"};
    case Verdict::TooLarge:
        return {"has a smaller quota", "have smaller quotas"};
    case Verdict::Draining:
        return {"is draining", "are draining"};
    case Verdict::NotPinned:
        return {"is not the one asked for", "are not the one asked for"};
    case Verdict::Tried:
        return {"has failed", "have failed"};
    case Verdict::Chosen:
    case Verdict::Eligible:
        break;
    }
    return {"could answer", "could answer"};
}

} // namespace

std::string targetName(const routing::RoutingPlan &plan, routing::TargetIndex index)
{
    const routing::PlanTarget &target = plan.targets()[index];
    return plan.instances()[target.instance].settings->name + '/' + target.deployment.value();
}

std::string countsText(const std::vector<routing::CandidateReason> &reasons)
{
    struct Count {
        Wording wording;
        int count = 0;
    };
    std::vector<Count> counts;
    for (const routing::CandidateReason &reason : reasons) {
        const Wording wording = wordingOf(reason);
        const auto known = std::ranges::find_if(
            counts, [&](const Count &count) { return count.wording.one == wording.one; });
        if (known == counts.end()) {
            counts.push_back({wording, 1});
        } else {
            ++known->count;
        }
    }
    std::string text;
    for (const Count &count : counts) {
        text.append(text.empty() ? "" : ", ").append(std::to_string(count.count)).append(1, ' ');
        text.append(count.count == 1 ? count.wording.one : count.wording.many);
    }
    return text;
}

std::string passedOverText(const routing::RoutingPlan &plan,
                           const std::vector<routing::CandidateReason> &reasons, SteadyTime now)
{
    constexpr std::size_t mostNamed = 8;
    std::string text;
    for (std::size_t i = 0; i < std::min(reasons.size(), mostNamed); ++i) {
        const routing::CandidateReason &reason = reasons[i];
        const routing::PlanTarget &target = plan.targets()[reason.target];
        text.append(i == 0 ? "" : ",").append(plan.instances()[target.instance].settings->name);
        text.append(1, ':').append(nameOf(reason.verdict));
        if (reason.until && *reason.until > now) {
            const auto left = std::chrono::ceil<std::chrono::seconds>(*reason.until - now);
            text.append(1, ':').append(std::to_string(left.count())).append(1, 's');
        }
    }
    if (reasons.size() > mostNamed) {
        text += ",+" + std::to_string(reasons.size() - mostNamed);
    }
    return text;
}

} // namespace penstock::proxy
