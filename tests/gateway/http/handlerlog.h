#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace penstock::test
{

/// What a handler was given.
struct SeenRequest {
    std::string id;
    std::string method;
    std::string target;
    std::string peerAddress;
    std::uint64_t bodySize = 0;
    bool isSpooled = false;
};

/// What the handlers of a fixture tell the thread of the test.
class HandlerLog final
{
public:
    struct Counts {
        int answered = 0; ///< exchanges whose answer has ended
        int closed = 0; ///< closed() signals
        int full = 0; ///< times that a stream had to wait
        std::int64_t mostBuffered = 0;
    };

    void add(SeenRequest request);
    void change(const std::function<void(Counts &)> &change);

    [[nodiscard]] std::vector<SeenRequest> requests() const;
    [[nodiscard]] int requestCount() const;
    [[nodiscard]] Counts counts() const;

    /// False when that does not come true in time.
    [[nodiscard]] bool waitForRequests(int count) const;
    [[nodiscard]] bool waitFor(const std::function<bool(const Counts &)> &isTrue) const;

private:
    static constexpr std::chrono::seconds patience{10};

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    std::vector<SeenRequest> m_requests;
    Counts m_counts;
};

} // namespace penstock::test
