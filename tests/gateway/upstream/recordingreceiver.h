#pragma once

#include "upstream/upstreamclient.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace penstock::test
{

/// Writes down what a call tells, and holds the call. A test may do more at each point.
class RecordingReceiver final : public upstream::UpstreamReceiver
{
public:
    void upstreamTriedAgain(const upstream::CallResult &attempt) override
    {
        events += 'T';
        lost = attempt;
        if (whenTriedAgain) {
            whenTriedAgain();
        }
    }
    void upstreamAnswered(upstream::UpstreamHead answered) override
    {
        events += 'A';
        head = std::move(answered);
        if (whenAnswered) {
            whenAnswered();
        }
    }
    void upstreamSent(std::string_view bytes) override
    {
        if (events.empty() || events.back() != 'S') {
            events += 'S';
        }
        receivedBytes += bytes.size();
        if (keepsBody) {
            body.append(bytes);
        }
        if (whenSent) {
            whenSent();
        }
    }
    void upstreamEnded(const upstream::CallResult &ended) override
    {
        events += 'E';
        result = ended;
        if (whenEnded) {
            whenEnded();
        }
    }

    [[nodiscard]] bool hasEnded() const { return result.has_value(); }
    [[nodiscard]] std::optional<std::string> field(std::string_view name) const
    {
        for (const wire::HeaderField &candidate : head.fields) {
            if (candidate.name == name) {
                return candidate.value;
            }
        }
        return std::nullopt;
    }

    std::unique_ptr<upstream::UpstreamCall> call;
    std::string events; ///< T, A, S (once for a row of them), E
    upstream::UpstreamHead head;
    std::string body;
    std::uint64_t receivedBytes = 0;
    std::optional<upstream::CallResult> result;
    std::optional<upstream::CallResult> lost;

    bool keepsBody = true;
    std::function<void()> whenTriedAgain;
    std::function<void()> whenAnswered;
    std::function<void()> whenSent;
    std::function<void()> whenEnded;
};

} // namespace penstock::test
