#include "app/demopeople.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace penstock::app
{

namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = DemoTask::Kind;

constexpr std::string_view chatModel = "gpt-4o";
constexpr std::string_view smallModel = "gpt-4o-mini";
constexpr std::string_view embeddingModel = "text-embedding-3-small";

std::vector<DemoHabit> habits()
{
    return {
        {.name = "Ada, with aider",
         .userAgent = "aider/0.86 litellm/1.75",
         .meanGap = milliseconds(5000),
         .busy = seconds(70),
         .quiet = seconds(40),
         .tasks = {{Kind::Stream, chatModel, 4, 4800, 360}, {Kind::Whole, smallModel, 1, 900, 60}}},
        {.name = "Ben, in the IDE",
         .userAgent = "vscode/1.104 inline-completion/2.1",
         .meanGap = milliseconds(800),
         .busy = seconds(45),
         .quiet = seconds(25),
         .tasks
         = {{Kind::Stream, smallModel, 9, 1200, 40}, {Kind::Stream, chatModel, 1, 2400, 200}}},
        {.name = "document index",
         .userAgent = "doc-index/3.2 python-httpx/0.28",
         .meanGap = milliseconds(450),
         .busy = seconds(25),
         .quiet = seconds(55),
         .arrival = seconds(12),
         .tasks = {{Kind::Embedding, embeddingModel, 1, 2800, 0}}},
        {.name = "chat bot",
         .userAgent = "support-bot/1.9 node/22",
         .meanGap = milliseconds(1600),
         .busy = seconds(120),
         .quiet = seconds(12),
         .tasks
         = {{Kind::Stream, smallModel, 6, 1000, 120}, {Kind::Whole, chatModel, 1, 1600, 140}}},
        {.name = "test runner",
         .userAgent = "eval-runner/0.7 openai-python/1.108",
         .meanGap = milliseconds(500),
         .busy = seconds(20),
         .quiet = seconds(70),
         .arrival = seconds(50),
         .tasks
         = {{Kind::Whole, chatModel, 2, 1100, 100}, {Kind::Embedding, embeddingModel, 1, 600, 0}}},
    };
}

} // namespace

DemoPerson::DemoPerson(DemoHabit habit, std::uint64_t seed)
    : m_habit(std::move(habit))
    , m_random(seed)
    , m_arrival(aHalfMoreOrLess(m_habit.arrival))
    , m_busyLeft(aHalfMoreOrLess(m_habit.busy))
{
}

DemoStep DemoPerson::next()
{
    // Gaps of things that have nothing to do with each other.
    const double gap
        = -std::log(1 - m_random.real()) * static_cast<double>(m_habit.meanGap.count());
    DemoStep step{.wait = std::max(milliseconds(20), milliseconds(std::llround(gap)))};
    m_busyLeft -= step.wait;
    step.wait += std::exchange(m_arrival, milliseconds(0));
    if (m_busyLeft <= milliseconds(0)) {
        step.wait += aHalfMoreOrLess(m_habit.quiet);
        m_busyLeft = aHalfMoreOrLess(m_habit.busy);
    }
    const DemoTask &task = chooseTask();
    step.request = {.path = task.kind == Kind::Embedding ? "/embeddings" : "/chat/completions",
                    .model = std::string(task.model),
                    .userAgent = std::string(m_habit.userAgent),
                    .body = demoBody(task, m_random),
                    .isStream = task.kind == Kind::Stream};
    return step;
}

milliseconds DemoPerson::aHalfMoreOrLess(seconds usual)
{
    return std::chrono::duration_cast<milliseconds>(usual * m_random.between(0.5, 1.5));
}

const DemoTask &DemoPerson::chooseTask()
{
    int sum = 0;
    for (const DemoTask &task : m_habit.tasks) {
        sum += task.weight;
    }
    auto left = m_random.betweenInclusive(1, sum);
    const auto chosen = std::ranges::find_if(
        m_habit.tasks, [&left](const DemoTask &task) { return (left -= task.weight) <= 0; });
    return *chosen;
}

std::vector<DemoPerson> demoTeam(std::uint64_t seed)
{
    SeededRandom random(seed);
    std::vector<DemoPerson> team;
    for (DemoHabit &habit : habits()) {
        team.emplace_back(std::move(habit), random.nextU64());
    }
    return team;
}

} // namespace penstock::app
