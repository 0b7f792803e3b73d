#include "simulator/prose.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace penstock::simulator
{

namespace
{

constexpr auto openings = std::to_array<std::string_view>({
    "Good question.",
    "In short: it depends on what you want to optimise for.",
    "Here is a summary of the main points.",
    "Let us take this step by step.",
    "There are a few ways to look at it.",
    "Yes, with two caveats.",
});

constexpr auto sentences = std::to_array<std::string_view>({
    "The first thing to check is whether the input is what you expect it to be.",
    "Most systems of this kind spend their time waiting, not computing.",
    "A small experiment will tell you more than a long discussion.",
    "Keep the interface narrow, and let the implementation grow behind it.",
    "When two measurements disagree, look at how each of them was taken.",
    "That is easier to see with concrete numbers than with adjectives.",
    "Start with the simplest version that could work, and measure it.",
    "The trade-off is between latency for one caller and throughput for all of them.",
    "If the load doubles, the queue grows faster than the load does.",
    "It helps to write down the assumptions before changing anything.",
    "The usual suspects are name resolution, certificates and clocks.",
    "Retries are useful only where the second attempt can succeed.",
    "Water finds the lowest point, and so does traffic.",
    "You can undo this step at any time without losing data.",
    "Documentation that is tested stays true; the rest is hope.",
    "In practice the difference is below what anybody would notice.",
    "A clear error message saves both sides an hour.",
    "Once that is in place, the remaining work is mostly mechanical.",
    "It is worth doing this early, because later it touches everything.",
    "Numbers from one machine say little about another one.",
    "The second option costs more memory, but it never blocks.",
    "Keep an eye on the tail: the average hides what people complain about.",
    "The same idea appears in hydraulics under the name of pressure relief.",
    "Nothing in this list is difficult by itself; the order matters.",
});

constexpr std::size_t mostQuoted = 60;

/// The beginning of the question, cut between words, for an answer that refers to it.
std::string topic(std::string_view question)
{
    std::string text;
    for (const char c : question.substr(0, question.find('\n'))) {
        text += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    if (text.size() > mostQuoted) {
        const std::size_t space = text.rfind(' ', mostQuoted);
        text.resize(space == std::string::npos ? 0 : space);
    }
    while (!text.empty()
           && std::string_view(" ?!.,:;").find(text.back()) != std::string_view::npos) {
        text.pop_back();
    }
    return isUtf8(text) ? text : std::string();
}

std::size_t pieceEnd(std::string_view text)
{
    constexpr std::size_t longest = 7;
    std::size_t end = text.starts_with(' ') || text.starts_with('\n') ? 1 : 0;
    std::size_t letters = 0;
    while (end < text.size() && text[end] != ' ' && text[end] != '\n') {
        if (++letters > longest) {
            break;
        }
        end += std::max<std::size_t>(1, utf8CharacterLength(text.substr(end)));
    }
    return std::min(std::max<std::size_t>(end, 1), text.size());
}

} // namespace

std::string prose(std::string_view question, std::size_t tokens, RandomSource &random)
{
    std::string text(pick(random, openings));
    if (const std::string about = topic(question); !about.empty()) {
        text += " On \"" + about + "\": ";
    } else {
        text += ' ';
    }
    // In another order each time, so that short answers never repeat themselves.
    auto order = sentences;
    shuffle(random, order);
    std::size_t said = tokenPieces(text).size();
    for (std::size_t i = 0; said < tokens; ++i) {
        const std::string_view sentence = order.at(i % order.size());
        text += sentence;
        said += tokenPieces(sentence).size();
        constexpr std::size_t perParagraph = 4;
        text += (i + 1) % perParagraph == 0 ? "\n\n" : " ";
    }
    while (text.ends_with(' ') || text.ends_with('\n')) {
        text.pop_back();
    }
    return text;
}

std::vector<std::string> tokenPieces(std::string_view text)
{
    std::vector<std::string> pieces;
    while (!text.empty()) {
        const std::size_t end = pieceEnd(text);
        pieces.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return pieces;
}

std::size_t usualLength(RandomSource &random)
{
    constexpr double median = 90;
    constexpr double spread = 0.6;
    return static_cast<std::size_t>(std::clamp(logNormal(median, spread, random), 12.0, 600.0));
}

double logNormal(double median, double spread, RandomSource &random)
{
    // Box and Muller; the standard library's distributions differ between platforms.
    const double u = 1 - random.real();
    const double v = random.real();
    const double normal = std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
    return median * std::exp(spread * normal);
}

} // namespace penstock::simulator
