#include "upstream/systemproxies.h"

#include "upstream/urlparts.h"

#include <QThreadPool>

#include <array>
#include <cstdlib>

namespace penstock::upstream
{

namespace
{

constexpr std::chrono::seconds rememberedFor{60};
constexpr std::size_t mostKnown = 256;

bool saysTheEnvironment()
{
    static constexpr std::array names{"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                      "ALL_PROXY"};
    for (const char *name : names) {
        const char *value = std::getenv(name);
        if (value != nullptr && *value != '\0') {
            return true;
        }
    }
    return false;
}

// The path may be a secret and decides nothing.
std::string originOf(std::string_view url)
{
    return (isHttps(url) ? "https://" : "http://") + std::string(hostAndPort(url)) + '/';
}

} // namespace

SystemProxies::SystemProxies(std::function<void()> answered, ProxyLookup lookup)
    : m_answered(std::move(answered))
    , m_lookup(std::move(lookup))
    , m_waker([this] { takeAnswers(); })
    , m_answers(std::make_shared<Mailbox<Answer>>(m_waker.wake()))
{
}

SystemProxies::~SystemProxies() = default;

std::optional<ProxyUse> SystemProxies::find(const ConnectionOptions &options, std::string_view url)
{
    switch (options.proxy) {
    case ProxyChoice::None:
        return ProxyUse();
    case ProxyChoice::Address:
        return ProxyUse{ProxyUse::Kind::Address, options.proxyUrl};
    case ProxyChoice::System:
        break;
    }
    if (isLoopback(hostOf(url))) {
        return ProxyUse();
    }
    if (!m_lookup || saysTheEnvironment()) {
        return ProxyUse{ProxyUse::Kind::Environment, {}};
    }
    return ask(originOf(url));
}

std::optional<ProxyUse> SystemProxies::ask(const std::string &origin)
{
    if (m_known.size() >= mostKnown) {
        std::erase_if(m_known, [](const auto &entry) { return !entry.second.isAsked; });
    }
    Known &known = m_known[origin];
    if (!known.isAsked && Clock::now() >= known.until) {
        known.isAsked = true;
        QThreadPool::globalInstance()->start([answers = m_answers, lookup = m_lookup, origin] {
            answers->post({origin, lookup(origin)});
        });
    }
    if (known.until == Clock::time_point()) {
        return std::nullopt;
    }
    // An old answer is good until the new one is there.
    return known.proxy.empty() ? ProxyUse() : ProxyUse{ProxyUse::Kind::Address, known.proxy};
}

void SystemProxies::takeAnswers()
{
    for (Answer &answer : m_answers->drain()) {
        m_known[answer.origin] = {std::move(answer.proxy), Clock::now() + rememberedFor, false};
    }
    m_answered();
}

} // namespace penstock::upstream
