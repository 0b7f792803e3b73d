#include "simulator/limiter.h"

#include "simulator/modelcard.h"

#include <algorithm>
#include <cmath>

namespace penstock::simulator
{

namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr double perMinute = 60;
constexpr seconds aDay(86'400);

std::int64_t scaled(std::int64_t limit, double factor)
{
    return static_cast<std::int64_t>(std::floor(static_cast<double>(limit) * factor));
}

} // namespace

std::int64_t requestsPerMinute(const DeploymentSetup &setup)
{
    if (setup.requestsPerMinute > 0 || setup.tokensPerMinute <= 0) {
        return setup.requestsPerMinute;
    }
    return std::max<std::int64_t>(
        1, setup.tokensPerMinute * 6 / modelCard(setup.model).tokensForSixRequests);
}

std::int64_t inWindow(std::int64_t requests, seconds window)
{
    return std::max<std::int64_t>(
        1, (requests * window.count() + 59) / static_cast<std::int64_t>(perMinute));
}

void Limiter::Window::forget(SteadyTime now)
{
    if (m_isFixed) {
        if (now - m_begin >= m_length) {
            m_begin
                = m_begin == SteadyTime() ? now : m_begin + (now - m_begin) / m_length * m_length;
            m_charges.clear();
            m_sum = 0;
        }
        return;
    }
    while (!m_charges.empty() && now - m_charges.front().at >= m_length) {
        m_sum -= m_charges.front().amount;
        m_charges.pop_front();
    }
}

void Limiter::Window::add(SteadyTime now, std::int64_t amount)
{
    forget(now);
    m_sum += amount;
    if (!m_charges.empty() && m_charges.back().at == now) {
        m_charges.back().amount += amount;
    } else {
        m_charges.push_back({now, amount});
    }
}

std::int64_t Limiter::Window::sum(SteadyTime now)
{
    forget(now);
    return m_sum;
}

Duration Limiter::Window::untilAtMost(std::int64_t most, SteadyTime now) const
{
    if (m_sum <= most) {
        return {};
    }
    if (m_isFixed) {
        return m_begin + m_length - now;
    }
    std::int64_t left = m_sum;
    for (const Charge &charge : m_charges) {
        left -= charge.amount;
        if (left <= most) {
            return charge.at + m_length - now;
        }
    }
    return m_length;
}

Limiter::Limiter(DeploymentSetup setup)
    : m_setup(std::move(setup))
    , m_requests(m_setup.requestWindow)
{
    if (m_setup.tokenWindow == TokenWindow::Fixed) {
        m_tokens.makeFixed();
    }
}

LimiterVerdict Limiter::admit(std::int64_t tokens, SteadyTime now, double factor)
{
    if (m_setup.kind == DeploymentKind::Ptu) {
        return admitProvisioned(tokens, now, factor);
    }
    LimiterVerdict verdict;
    const auto inSeconds = [](Duration time) { return std::chrono::ceil<seconds>(time); };
    const std::int64_t requests = requestsPerMinute(m_setup);
    const bool limitsRequests = requests > 0;
    const bool limitsTokens = m_setup.tokensPerMinute > 0;
    const std::int64_t mostTokens = scaled(m_setup.tokensPerMinute, factor);
    const std::int64_t mostRequests
        = inWindow(std::max<std::int64_t>(1, scaled(requests, factor)), m_setup.requestWindow);

    const bool isRequestTooMany = limitsRequests && m_requests.sum(now) + 1 > mostRequests;
    const bool isTokenTooMany = limitsTokens && m_tokens.sum(now) + tokens > mostTokens;
    m_requests.add(now, 1);
    if (isRequestTooMany) {
        verdict.admission = Admission::TooManyRequests;
        verdict.retryAfter
            = std::chrono::ceil<milliseconds>(m_requests.untilAtMost(mostRequests - 1, now));
    } else if (limitsTokens && tokens > mostTokens) {
        verdict.admission = Admission::NeverFits;
        verdict.retryAfter = aDay;
    } else if (isTokenTooMany) {
        verdict.admission = Admission::TooManyTokens;
        verdict.retryAfter
            = std::chrono::ceil<milliseconds>(m_tokens.untilAtMost(mostTokens - tokens, now));
    } else {
        m_tokens.add(now, tokens);
    }

    if (limitsTokens) {
        verdict.limitTokens = mostTokens;
        verdict.remainingTokens = std::max<std::int64_t>(0, mostTokens - m_tokens.sum(now));
        verdict.resetTokens = inSeconds(m_tokens.untilAtMost(0, now));
    }
    if (limitsRequests) {
        verdict.limitRequests = scaled(requests, factor);
        verdict.remainingRequests = std::max<std::int64_t>(0, mostRequests - m_requests.sum(now));
        verdict.resetRequests = inSeconds(m_requests.untilAtMost(0, now));
    }
    return verdict;
}

LimiterVerdict Limiter::admitProvisioned(std::int64_t tokens, SteadyTime now, double factor)
{
    drain(now, factor);
    LimiterVerdict verdict;
    const double capacity = static_cast<double>(m_setup.tokensPerMinute) * factor;
    if (capacity <= 0) {
        return verdict;
    }
    if (m_level > capacity) {
        verdict.admission = Admission::Utilised;
        const double wait = (m_level - capacity) / capacity * perMinute * 1000;
        verdict.retryAfter = milliseconds(std::max<std::int64_t>(1, std::llround(std::ceil(wait))));
    } else {
        m_level += static_cast<double>(tokens);
    }
    verdict.utilisation = m_level / capacity * 100;
    return verdict;
}

void Limiter::drain(SteadyTime now, double factor)
{
    const double rate = static_cast<double>(m_setup.tokensPerMinute) * factor / perMinute;
    const std::chrono::duration<double> passed = now - m_drainedAt;
    m_level = std::max(0.0, m_level - rate * passed.count());
    m_drainedAt = now;
}

void Limiter::correct(std::int64_t estimated, std::int64_t used, SteadyTime now)
{
    if (m_setup.kind == DeploymentKind::Ptu) {
        drain(now, 1);
        m_level = std::max(0.0, m_level + static_cast<double>(used - estimated));
    }
}

std::int64_t Limiter::usedTokens(SteadyTime now)
{
    return m_tokens.sum(now);
}

double Limiter::utilisation(SteadyTime now)
{
    drain(now, 1);
    return m_setup.tokensPerMinute > 0
        ? m_level / static_cast<double>(m_setup.tokensPerMinute) * 100
        : 0;
}

} // namespace penstock::simulator
