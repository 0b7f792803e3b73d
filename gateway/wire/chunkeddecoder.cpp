#include "wire/chunkeddecoder.h"

#include "wire/characters.h"

#include <algorithm>

namespace penstock::wire
{

namespace
{

constexpr std::string_view lineEnd = "\r\n";

/// The first line end; `npos` where it has not come yet. A line feed without its carriage return
/// before that makes the line bad.
struct Line {
    std::size_t end = std::string_view::npos;
    bool isBad = false;
};

Line findLine(std::string_view input)
{
    const std::size_t feed = input.find('\n');
    if (feed == std::string_view::npos) {
        return {};
    }
    if (feed == 0 || input[feed - 1] != '\r') {
        return {.end = feed, .isBad = true};
    }
    return {.end = feed - 1,
            .isBad = input.substr(0, feed - 1).find('\r') != std::string_view::npos};
}

} // namespace

ChunkedDecoder::Step ChunkedDecoder::next(std::string_view input)
{
    std::size_t consumed = 0;
    while (true) {
        const std::string_view rest = input.substr(consumed);
        Step step;
        switch (m_state) {
        case State::SizeLine:
            step = sizeLine(rest);
            break;
        case State::DataEnd:
            step = dataEnd(rest);
            break;
        case State::Trailer:
            step = trailer(rest);
            break;
        case State::Data: {
            const auto size
                = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, rest.size()));
            m_left -= size;
            if (m_left == 0) {
                m_state = State::DataEnd;
            }
            if (size == 0) {
                return {.progress = Progress::NeedsMore, .consumed = consumed, .data = {}};
            }
            return {.progress = Progress::Data,
                    .consumed = consumed + size,
                    .data = rest.substr(0, size)};
        }
        case State::Complete:
            return {.progress = Progress::Complete, .consumed = consumed, .data = {}};
        case State::Broken:
            return {.progress = Progress::Broken, .consumed = consumed, .data = {}};
        }
        consumed += step.consumed;
        if (step.consumed == 0 && m_state != State::Complete && m_state != State::Broken) {
            return {.progress = Progress::NeedsMore, .consumed = consumed, .data = {}};
        }
    }
}

ChunkedDecoder::Step ChunkedDecoder::sizeLine(std::string_view input)
{
    const Line line = findLine(input.substr(0, mostSizeLineBytes));
    if (line.end == std::string_view::npos) {
        return input.size() >= mostSizeLineBytes
            ? fail(400, "The size line of a chunk is too long.")
            : Step{};
    }
    if (line.isBad || !readSize(input.substr(0, line.end))) {
        return fail(400, "The size of a chunk is no hexadecimal number.");
    }
    m_state = m_left > 0 ? State::Data : State::Trailer;
    return {.consumed = line.end + lineEnd.size(), .data = {}};
}

bool ChunkedDecoder::readSize(std::string_view line)
{
    constexpr std::size_t mostDigits = 8;
    // What follows a ';' are extensions, which say nothing about the length.
    const std::size_t extension = line.find(';');
    std::string_view size = line.substr(0, extension);
    size = size.substr(0, size.find_last_not_of(" \t") + 1);
    if (size.empty() || size.size() > mostDigits || !std::ranges::all_of(size, isHexDigit)) {
        return false;
    }
    if (extension != std::string_view::npos
        && std::ranges::any_of(line.substr(extension),
                               [](char c) { return isControl(c) && c != '\t'; })) {
        return false;
    }
    m_left = 0;
    for (const char c : size) {
        const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        m_left = m_left * 16 + static_cast<std::uint64_t>(digit);
    }
    return true;
}

ChunkedDecoder::Step ChunkedDecoder::dataEnd(std::string_view input)
{
    if (input.empty() || (input.size() == 1 && input.front() == '\r')) {
        return {};
    }
    if (!input.starts_with(lineEnd)) {
        return fail(400, "A chunk is longer than its size says.");
    }
    m_state = State::SizeLine;
    return {.consumed = lineEnd.size(), .data = {}};
}

ChunkedDecoder::Step ChunkedDecoder::trailer(std::string_view input)
{
    const std::size_t room = mostTrailerBytes - m_trailerBytes;
    const Line line = findLine(input.substr(0, room));
    if (line.end == std::string_view::npos) {
        return input.size() >= room ? fail(431, "The fields behind the body are larger than 8 KiB.")
                                    : Step{};
    }
    if (line.isBad) {
        return fail(400, "A line behind the body does not end with CR LF.");
    }
    m_trailerBytes += line.end + lineEnd.size();
    if (line.end == 0) {
        m_state = State::Complete;
    }
    return {.consumed = line.end + lineEnd.size(), .data = {}};
}

ChunkedDecoder::Step ChunkedDecoder::fail(int status, std::string message)
{
    m_state = State::Broken;
    m_problem = HeadProblem{status, std::move(message)};
    return {.progress = Progress::Broken, .consumed = 0, .data = {}};
}

} // namespace penstock::wire
