#include "resilience/accountbook.h"

#include <algorithm>

namespace penstock::resilience
{

namespace
{

constexpr std::chrono::seconds foreignStays(60);

constexpr std::int64_t roundedUp(std::int64_t value, std::int64_t divisor)
{
    return value / divisor + (value % divisor != 0 ? 1 : 0);
}

} // namespace

Fit AccountBook::fit(SteadyTime now, std::int64_t tokens, const AccountLimits &limits) const
{
    return decisive(fitTokens(now, tokens, limits), fitRequest(now, limits));
}

Fit AccountBook::fitTokens(SteadyTime now, std::int64_t tokens, const AccountLimits &limits) const
{
    if (limits.tpm <= 0) {
        return {};
    }
    if (tokens > limits.tpm) {
        return {Fit::Verdict::NeverFits, {}};
    }
    const std::int64_t atMost = limits.tpm - tokens;
    if (admitted(now) <= atMost) {
        return {};
    }
    return {Fit::Verdict::TokensFull, whenAdmitted(now, atMost)};
}

Fit AccountBook::fitRequest(SteadyTime now, const AccountLimits &limits) const
{
    if (limits.rpm <= 0) {
        return {};
    }
    // Always one at least, so that one less is never below zero.
    const std::int64_t mostIn10s = roundedUp(limits.rpm, 6);
    const std::int64_t mostIn1s = roundedUp(limits.rpm, 60) * 3;
    const SteadyTime until = std::max(m_requestsIn10s.whenBelow(now, mostIn10s - 1),
                                      m_requestsIn1s.whenBelow(now, mostIn1s - 1));
    return until > now ? Fit{Fit::Verdict::RequestsFull, until} : Fit{};
}

SteadyTime AccountBook::whenAdmitted(SteadyTime now, std::int64_t atMost) const
{
    const auto when = [&](std::int64_t most) {
        if (m_bucket.level(now) == 0) {
            return m_tokens.whenBelow(now, most);
        }
        // Both hold something only while the kind of a deployment changes: rather late than exact.
        return std::max(m_tokens.whenBelow(now, 0), m_bucket.whenBelow(now, most));
    };
    const std::int64_t others = foreign(now);
    if (others <= atMost) {
        const SteadyTime until = when(atMost - others);
        if (others == 0 || until <= m_foreignUntil) {
            return until;
        }
    }
    return std::max(m_foreignUntil, when(atMost));
}

DeploymentKind AccountBook::reserve(SteadyTime now, std::int64_t tokens,
                                    const AccountLimits &limits)
{
    m_requestsIn10s.add(now, 1);
    m_requestsIn1s.add(now, 1);
    m_requests.add(now, 1);
    m_inFlightTokens += tokens;
    ++m_inFlight;
    // A bucket of unknown rate would never drain.
    if (limits.kind == DeploymentKind::Ptu && limits.tpm > 0) {
        m_bucket.add(now, tokens, limits.tpm);
        return DeploymentKind::Ptu;
    }
    m_tokens.add(now, tokens);
    return DeploymentKind::Standard;
}

void AccountBook::settle(SteadyTime now, const Booked &booked, Ending ending,
                         std::int64_t usedTokens)
{
    const bool isFree = ending == Ending::NotSent || ending == Ending::Throttled;
    const std::int64_t used = isFree ? 0 : usedTokens;
    m_used.add(now, used);
    if (booked.kind == DeploymentKind::Ptu) {
        m_bucket.correct(now, used - booked.tokens);
    } else if (isFree) {
        m_tokens.refund(booked.at, booked.tokens);
    }
    if (ending == Ending::NotSent) {
        refundRequest(booked.at);
    }
    m_inFlightTokens -= booked.tokens;
    --m_inFlight;
}

void AccountBook::refundRequest(SteadyTime at)
{
    m_requestsIn10s.refund(at, 1);
    m_requestsIn1s.refund(at, 1);
    m_requests.refund(at, 1);
}

void AccountBook::noteForeign(SteadyTime now, std::int64_t tokens)
{
    m_foreign = tokens;
    m_foreignUntil = now + foreignStays;
}

std::int64_t AccountBook::admitted(SteadyTime now) const
{
    return m_tokens.total(now) + m_bucket.level(now) + foreign(now);
}

std::int64_t AccountBook::foreign(SteadyTime now) const
{
    return now < m_foreignUntil ? m_foreign : 0;
}

SteadyTime AccountBook::nextRelease(SteadyTime now) const
{
    return m_bucket.level(now) > 0 ? now : m_tokens.nextRelease(now);
}

const Fit &decisive(const Fit &one, const Fit &other)
{
    const auto isNever = [](const Fit &fit) { return fit.verdict == Fit::Verdict::NeverFits; };
    if (isNever(one) != isNever(other)) {
        return isNever(one) ? one : other;
    }
    const bool isOneFree = one.verdict == Fit::Verdict::Fits;
    if (isOneFree || other.verdict == Fit::Verdict::Fits) {
        return isOneFree ? other : one;
    }
    return other.until > one.until ? other : one;
}

} // namespace penstock::resilience
