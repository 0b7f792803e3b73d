#pragma once

#include "base/mailbox.h"
#include "qtglue/qtwaker.h"
#include "upstream/desktopproxy.h"
#include "upstream/proxyuse.h"
#include "upstream/upstreamrequest.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace penstock::upstream
{

/// Which proxy a URL needs. What the desktop says is asked for in another thread, as it may have to
/// be fetched over the network, and remembered for a minute.
class SystemProxies final
{
public:
    /// `answered` is called when something that find() did not know has become known.
    explicit SystemProxies(std::function<void()> answered,
                           ProxyLookup lookup = desktopProxyLookup());
    SystemProxies(const SystemProxies &) = delete;
    SystemProxies &operator=(const SystemProxies &) = delete;
    ~SystemProxies();

    /// Nothing while the answer is on its way.
    [[nodiscard]] std::optional<ProxyUse> find(const ConnectionOptions &options,
                                               std::string_view url);

private:
    using Clock = std::chrono::steady_clock;
    struct Answer {
        std::string origin;
        std::string proxy;
    };
    struct Known {
        std::string proxy;
        Clock::time_point until;
        bool isAsked = false;
    };

    [[nodiscard]] std::optional<ProxyUse> ask(const std::string &origin);
    void takeAnswers();

    std::function<void()> m_answered;
    ProxyLookup m_lookup;
    std::unordered_map<std::string, Known> m_known;
    QtWaker m_waker;
    std::shared_ptr<Mailbox<Answer>> m_answers;
};

} // namespace penstock::upstream
