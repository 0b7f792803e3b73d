#include "stormcrowd.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <mutex>
#include <thread>

namespace penstock::test
{

namespace
{

using std::chrono::steady_clock;

constexpr int streamsOfFour = 3;

std::string requestOf(bool isStream, const std::string &fields)
{
    const std::string body = std::string("{\"model\":\"gpt-4o\",\"max_tokens\":50,\"stream\":")
        + (isStream ? "true" : "false")
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
           "Content-Type: application/json\r\n"
        + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

bool isGoodAnswer(const RawAnswer &answer, bool isStream)
{
    if (answer.status != 200 || !answer.isWhole()) {
        return false;
    }
    return isStream ? answer.body.find("data: [DONE]") != std::string::npos
            && answer.body.find("\"error\"") == std::string::npos
                    : answer.body.starts_with('{') && answer.body.ends_with('}');
}

StormOutcome send(RawClient &client, bool isStream, const std::string &fields)
{
    StormOutcome outcome{.begin = steady_clock::now()};
    RawAnswer answer = client.ask(requestOf(isStream, fields));
    outcome.end = steady_clock::now();
    outcome.isGood = isGoodAnswer(answer, isStream);
    const std::string attempts = answer.field("x-penstock-attempts");
    outcome.attempts = attempts.empty()
        ? 0
        : 1 + static_cast<int>(std::count(attempts.begin(), attempts.end(), ','));
    const std::string held = answer.field("x-penstock-held-ms");
    outcome.held = std::chrono::milliseconds(held.empty() ? 0 : std::stoi(held));
    if (!outcome.isGood) {
        outcome.answer = std::move(answer);
    }
    return outcome;
}

} // namespace

std::vector<StormOutcome> sendThroughStorm(std::uint16_t port, int clients,
                                           std::chrono::milliseconds time,
                                           const std::string &fields)
{
    const auto end = steady_clock::now() + time;
    std::mutex mutex;
    std::vector<StormOutcome> all;
    std::vector<std::jthread> threads;
    for (int i = 0; i < clients; ++i) {
        threads.emplace_back([&, i] {
            std::vector<StormOutcome> own;
            auto client = std::make_unique<RawClient>(port);
            for (int number = i; steady_clock::now() < end; ++number) {
                own.push_back(send(*client, number % (streamsOfFour + 1) != 0, fields));
                if (!own.back().isGood) {
                    client = std::make_unique<RawClient>(port);
                }
            }
            const std::lock_guard lock(mutex);
            std::ranges::move(own, std::back_inserter(all));
        });
    }
    threads.clear(); // waits for them
    return all;
}

} // namespace penstock::test
