#pragma once

#include "answerjudge.h"
#include "mixrequest.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace penstock::test
{

/// What came of one request.
struct Outcome {
    const MixRequest *request = nullptr;
    RawAnswer answer; ///< of those who stayed
    Verdict verdict; ///< likewise
    std::chrono::milliseconds took{0};
    bool hasLeft = false;
};

/// Clients at work side by side, each with a connection of its own, until the mix is used up.
class Crew final
{
public:
    /// `beforeRequest` is called with the number of the request that is next, one at a time.
    Crew(std::uint16_t port, const Vectors &vectors, std::span<const MixRequest> mix,
         std::function<void(std::size_t)> beforeRequest);

    /// Returns when all have their answers; in the order of the mix.
    [[nodiscard]] std::vector<Outcome> work(std::size_t clients);

private:
    void workAlone();
    [[nodiscard]] const MixRequest *takeNext();
    [[nodiscard]] Outcome send(const MixRequest &request, std::unique_ptr<RawClient> &client);

    std::uint16_t m_port;
    const Vectors &m_vectors;
    std::span<const MixRequest> m_mix;
    std::function<void(std::size_t)> m_beforeRequest;
    std::mutex m_mutex; ///< for what follows
    std::size_t m_next = 0;
    std::vector<Outcome> m_outcomes;
};

} // namespace penstock::test
