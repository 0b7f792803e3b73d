#include "app/demopeople.h"

#include <nlohmann/json.hpp>

#include <array>

namespace penstock::app
{

namespace
{

constexpr std::array<std::string_view, 10> questions = {
    "Rename the class Invoice to Bill everywhere, and keep the tests green.",
    "Why does this loop read one element too many?",
    "Write a unit test for the case that the file is empty.",
    "Explain the difference between these two functions in three sentences.",
    "A customer asks whether a parcel can be sent to another address. Answer kindly.",
    "Turn this list of dates into a table that is sorted by month.",
    "Which of these log lines belong to the same request?",
    "Make the error message say what the person can do about it.",
    "Summarise the meeting notes for somebody who was not there.",
    "Does the answer follow from the text above? Say yes or no, and why.",
};

constexpr std::array<std::string_view, 10> context = {
    "The order service keeps a queue for each warehouse and writes a line for every parcel.",
    "int total(const Cart &cart) { int sum = 0; for (const Item &item : cart) sum += item.price; "
    "return sum; }",
    "Parcels that weigh more than thirty kilograms are picked up on Tuesdays.",
    "def average(values): return sum(values) / len(values) if values else 0",
    "The garden behind the library is open from nine in the morning until dusk.",
    "10:42:17 worker 3 took job 8812, 10:42:19 worker 3 finished job 8812 after 1.9 s",
    "Tickets can be returned up to one day before the concert; the fee is two euros.",
    "SELECT name, count(*) FROM visits GROUP BY name ORDER BY 2 DESC LIMIT 10;",
    "In the second chapter the baker moves to the coast and opens a small shop there.",
    "The train from platform four is late by ten minutes because of works on the line.",
};

std::string passage(int bytes, RandomSource &random)
{
    // Up to a third longer or shorter.
    const double wanted = bytes * random.between(0.67, 1.33);
    std::string text;
    while (static_cast<double>(text.size()) < wanted) {
        text += text.empty() ? "" : "\n";
        text += pick(random, context);
    }
    return text;
}

nlohmann::json embeddingBody(const DemoTask &task, RandomSource &random)
{
    constexpr int texts = 4;
    nlohmann::json inputs = nlohmann::json::array();
    for (int i = 0; i < texts; ++i) {
        inputs.push_back(passage(task.promptBytes / texts, random));
    }
    return {{"model", task.model}, {"input", std::move(inputs)}};
}

nlohmann::json chatBody(const DemoTask &task, RandomSource &random)
{
    nlohmann::json body = {
        {"model", task.model},
        {"max_tokens", task.maxTokens},
        {"messages",
         {{{"role", "system"}, {"content", passage(task.promptBytes, random)}},
          {{"role", "user"}, {"content", std::string(pick(random, questions))}}}},
    };
    if (task.kind == DemoTask::Kind::Stream) {
        body["stream"] = true;
        body["stream_options"] = {{"include_usage", true}};
    }
    return body;
}

} // namespace

std::string demoBody(const DemoTask &task, RandomSource &random)
{
    return (task.kind == DemoTask::Kind::Embedding ? embeddingBody(task, random)
                                                   : chatBody(task, random))
        .dump();
}

} // namespace penstock::app
