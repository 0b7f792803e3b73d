#pragma once

#include "gateway/http/httpfixture.h"
#include "support/childprocess.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace penstock::test
{

/// What the proxy says that it carries.
struct SeamLoad {
    int connections = 0; ///< the one that asked is among them
    int exchanges = 0; ///< likewise
    int calls = 0;
    std::uint64_t bodyBytes = 0;
    std::uint64_t inputBytes = 0;
};

/// A client side, the echo proxy as a process of its own, and a scripted server behind it.
class SeamFixture final
{
public:
    SeamFixture();

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] HttpFixture &upstream() { return m_upstream; }
    [[nodiscard]] ChildProcess &proxy() { return m_proxy; }

    [[nodiscard]] SeamLoad load() const;
    /// Nothing is under way any more, but for the question itself.
    [[nodiscard]] bool waitUntilQuiet() const;
    /// Whether an ordinary client gets its answer, through both ends.
    [[nodiscard]] bool servesOthers() const;
    /// How much more memory the proxy had at some time during `work` than before it.
    [[nodiscard]] std::uint64_t memoryDuring(const std::function<void()> &work);

private:
    HttpFixture m_upstream;
    ChildProcess m_proxy;
    std::uint16_t m_port = 0;
};

/// Memory and pace mean little under a sanitizer.
[[nodiscard]] constexpr bool isSanitized()
{
#ifdef __SANITIZE_ADDRESS__
    return true;
#else
    return false;
#endif
}

/// Enough descriptors for a crowd of clients; false when the system does not give them.
[[nodiscard]] bool raiseDescriptors(std::uint64_t count);

} // namespace penstock::test
