#pragma once

#include "base/random.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::app
{

/// What a client sends.
struct DemoRequest {
    std::string path; ///< behind the base URL: "/chat/completions"
    std::string model;
    std::string userAgent;
    std::string body;
    bool isStream = false;
};

struct DemoStep {
    std::chrono::milliseconds wait{0}; ///< before the request
    DemoRequest request;
};

/// One kind of thing that somebody asks for.
struct DemoTask {
    enum class Kind { Stream = 1, Whole, Embedding };

    Kind kind = Kind::Whole;
    std::string_view model;
    int weight = 1; ///< beside the other tasks of the same person
    int promptBytes = 0; ///< about
    int maxTokens = 0;
};

/// How somebody works: busy for a while, then quiet, and so on.
struct DemoHabit {
    std::string_view name;
    std::string_view userAgent;
    std::chrono::milliseconds meanGap{1000}; ///< between requests, while busy
    std::chrono::seconds busy{60}; ///< a half more or less
    std::chrono::seconds quiet{30}; ///< the same
    std::chrono::seconds arrival{0}; ///< not all of them begin at once
    std::vector<DemoTask> tasks;
};

/// A member of the team, man or machine. What it sends, and when, follows from the seed.
class DemoPerson final
{
public:
    DemoPerson(DemoHabit habit, std::uint64_t seed);

    [[nodiscard]] std::string_view name() const { return m_habit.name; }
    [[nodiscard]] DemoStep next();

private:
    [[nodiscard]] std::chrono::milliseconds aHalfMoreOrLess(std::chrono::seconds usual);
    [[nodiscard]] const DemoTask &chooseTask();

    DemoHabit m_habit;
    SeededRandom m_random;
    std::chrono::milliseconds m_arrival; ///< zero once it is there
    std::chrono::milliseconds m_busyLeft;
};

/// Somebody with aider, an IDE, a batch that embeds documents, a chat bot and a test runner.
[[nodiscard]] std::vector<DemoPerson> demoTeam(std::uint64_t seed);

/// The body of such a request, in plain words.
[[nodiscard]] std::string demoBody(const DemoTask &task, RandomSource &random);

} // namespace penstock::app
