#include "mixreport.h"

#include <algorithm>
#include <sstream>

namespace penstock::test
{

namespace
{

std::string shortened(const std::string &text)
{
    constexpr std::size_t most = 3000;
    return text.size() <= most
        ? text
        : text.substr(0, most / 2) + "\n  [...]\n" + text.substr(text.size() - most / 2);
}

std::string lineAbout(const std::string &log, const std::string &id)
{
    const std::size_t at = id.empty() ? std::string::npos : log.find(id);
    if (at == std::string::npos) {
        return "(none)";
    }
    const std::size_t begin = log.rfind('\n', at) + 1;
    return log.substr(begin, log.find('\n', at) - begin);
}

} // namespace

void Tally::add(const Outcome &outcome)
{
    left += outcome.hasLeft ? 1 : 0;
    const Ruling ruling = outcome.verdict.ruling;
    right += ruling == Ruling::Right && !outcome.hasLeft ? 1 : 0;
    honest += ruling == Ruling::HonestError ? 1 : 0;
    wrong += ruling == Ruling::Wrong ? 1 : 0;
}

double Tally::share() const
{
    return static_cast<double>(right) / std::max(1, right + honest + wrong);
}

std::string Tally::text() const
{
    return std::to_string(right) + " right, " + std::to_string(honest) + " honest errors, "
        + std::to_string(wrong) + " wrong, " + std::to_string(left) + " left";
}

std::map<std::string, int> idsIn(const std::string &log)
{
    std::map<std::string, int> ids;
    std::istringstream lines(log);
    std::string line;
    while (std::getline(lines, line)) {
        constexpr std::string_view mark = " id=";
        const std::size_t at = line.find(mark);
        if (line.find(" POST /") != std::string::npos && at != std::string::npos) {
            const std::size_t begin = at + mark.size();
            ++ids[line.substr(begin, line.find(' ', begin) - begin)];
        }
    }
    return ids;
}

std::string reportOf(const Outcome &outcome, const std::string &log)
{
    std::string text = "request " + std::to_string(outcome.request->number) + ": "
        + outcome.verdict.reason + "\nafter " + std::to_string(outcome.took.count())
        + " ms\n--- sent\n" + shortened(outcome.request->bytes()) + "\n--- expected\n"
        + shortened(outcome.request->text) + "\n--- came: " + std::to_string(outcome.answer.status)
        + ' ' + outcome.answer.problem + '\n';
    for (const auto &[name, value] : outcome.answer.fields) {
        text += name + ": " + value + '\n';
    }
    return text + '\n' + shortened(outcome.answer.body) + "\n--- logged\n"
        + lineAbout(log, outcome.answer.field("x-penstock-request-id")) + '\n';
}

} // namespace penstock::test
