#include "http/requestassembler.h"

#include "base/text.h"
#include "wire/characters.h"

#include <algorithm>
#include <utility>

namespace penstock::http
{

namespace
{

constexpr std::string_view headEnd = "\r\n\r\n";

} // namespace

RequestAssembler::Step RequestAssembler::next(std::string_view input)
{
    switch (m_state) {
    case State::Between:
        return between(input);
    case State::Head:
        return collectHead(input);
    case State::Length:
        return lengthBody(input);
    case State::Chunked:
        return chunkedBody(input);
    case State::Ended:
        m_state = State::Between;
        return {Progress::Complete, 0, {}};
    case State::Broken:
        break;
    }
    return {Progress::Broken, 0, {}};
}

wire::RequestHead RequestAssembler::takeHead()
{
    return std::move(*std::exchange(m_head, std::nullopt));
}

RequestAssembler::Step RequestAssembler::between(std::string_view input)
{
    // Old clients end a body with an empty line too many. The deadline for the head bounds this.
    std::size_t blank = 0;
    while (blank < input.size() && (input[blank] == '\r' || input[blank] == '\n')) {
        ++blank;
    }
    if (blank == input.size()) {
        return {Progress::NeedsMore, blank, {}};
    }
    // Told from the first byte, since the end of a head may never come.
    if (!wire::isTokenCharacter(input[blank])) {
        constexpr char tlsHandshake = 0x16;
        return fail({400,
                     input[blank] == tlsHandshake
                         ? "This port speaks plain HTTP and was spoken to in TLS: use an address "
                           "that begins with 'http://'."
                         : "What came is no HTTP request."});
    }
    m_state = State::Head;
    Step step = collectHead(input.substr(blank));
    step.consumed += blank;
    return step;
}

RequestAssembler::Step RequestAssembler::collectHead(std::string_view input)
{
    if (m_block.empty()) {
        const std::size_t end = input.find(headEnd);
        if (end != std::string_view::npos) {
            return parseHead(std::string(input.substr(0, end)), end + headEnd.size());
        }
        m_block = input;
    } else {
        const std::size_t before = m_block.size();
        const std::size_t room = m_limits.maxBytes + headEnd.size() - before;
        m_block += input.substr(0, room);
        const std::size_t from = before - std::min(before, headEnd.size() - 1);
        const std::size_t end = m_block.find(headEnd, from);
        if (end != std::string::npos) {
            std::string block = std::exchange(m_block, {});
            block.resize(end);
            return parseHead(std::move(block), end + headEnd.size() - before);
        }
    }
    if (m_block.size() >= m_limits.maxBytes + headEnd.size()) {
        return fail({431,
                     "The head of the request is larger than "
                         + std::to_string(m_limits.maxBytes / 1024) + " KiB."});
    }
    return {Progress::NeedsMore, input.size(), {}};
}

RequestAssembler::Step RequestAssembler::parseHead(std::string block, std::size_t consumed)
{
    auto head = wire::RequestHead::parse(std::move(block), m_limits);
    if (!head) {
        return fail(std::move(head.error()));
    }
    m_head = std::move(*head);
    switch (m_head->framing()) {
    case wire::BodyFraming::None:
        m_state = State::Ended;
        break;
    case wire::BodyFraming::Length:
        m_left = m_head->contentLength();
        m_state = m_left == 0 ? State::Ended : State::Length;
        break;
    case wire::BodyFraming::Chunked:
        m_chunked = {};
        m_state = State::Chunked;
        break;
    }
    return {Progress::Head, consumed, {}};
}

RequestAssembler::Step RequestAssembler::lengthBody(std::string_view input)
{
    if (input.empty()) {
        return {Progress::NeedsMore, 0, {}};
    }
    const std::size_t size = std::min<std::uint64_t>(m_left, input.size());
    m_left -= size;
    if (m_left == 0) {
        m_state = State::Ended;
    }
    return {Progress::Body, size, input.substr(0, size)};
}

RequestAssembler::Step RequestAssembler::chunkedBody(std::string_view input)
{
    const wire::ChunkedDecoder::Step step = m_chunked.next(input);
    switch (step.progress) {
    case wire::ChunkedDecoder::Progress::NeedsMore:
        return {Progress::NeedsMore, step.consumed, {}};
    case wire::ChunkedDecoder::Progress::Data:
        return {Progress::Body, step.consumed, step.data};
    case wire::ChunkedDecoder::Progress::Complete:
        m_state = State::Between;
        return {Progress::Complete, step.consumed, {}};
    case wire::ChunkedDecoder::Progress::Broken:
        break;
    }
    return fail(*m_chunked.problem());
}

void RequestAssembler::drop()
{
    letGo(m_block);
    m_state = State::Broken;
}

RequestAssembler::Step RequestAssembler::fail(wire::HeadProblem problem)
{
    m_problem = std::move(problem);
    drop();
    return {Progress::Broken, 0, {}};
}

} // namespace penstock::http
