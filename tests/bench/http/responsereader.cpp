#include "responsereader.h"

#include "textfields.h"

namespace penstock::bench
{

namespace
{

constexpr std::string_view lineEnd = "\r\n";
constexpr std::string_view headEnd = "\r\n\r\n";
constexpr std::string_view statusLineStart = "HTTP/1.1 ";

} // namespace

ResponseReader::State ResponseReader::feed(std::string_view bytes)
{
    m_input.append(bytes);
    while (step()) { }
    m_input.erase(0, m_offset);
    m_offset = 0;
    if (m_phase == Phase::Broken || (m_phase == Phase::Done && !m_input.empty())) {
        return State::Broken;
    }
    return m_phase == Phase::Done ? State::Complete : State::Incomplete;
}

void ResponseReader::reset()
{
    m_phase = Phase::Head;
    m_body.clear();
    m_left = 0;
    m_status = 0;
    m_hasLength = false;
    m_isChunked = false;
}

// Whether there may be more to do with what has come.
bool ResponseReader::step()
{
    switch (m_phase) {
    case Phase::Head:
        return stepHead();
    case Phase::Counted:
        return stepData(Phase::Done);
    case Phase::ChunkSize:
        return stepChunkSize();
    case Phase::ChunkData:
        return stepData(Phase::ChunkEnd);
    case Phase::ChunkEnd:
        return stepChunkEnd();
    case Phase::Trailers:
        return stepTrailers();
    case Phase::Done:
    case Phase::Broken:
        break;
    }
    return false;
}

bool ResponseReader::stepHead()
{
    const std::string_view input = unread();
    const std::size_t end = input.find(headEnd);
    if (end == std::string_view::npos) {
        return false;
    }
    m_offset += end + headEnd.size();
    return become(readHead(input.substr(0, end + lineEnd.size())));
}

ResponseReader::Phase ResponseReader::readHead(std::string_view head)
{
    if (!head.starts_with(statusLineStart)) {
        return Phase::Broken;
    }
    m_status = static_cast<int>(
        numberAtStart(head.substr(statusLineStart.size()), Base::Decimal).value_or(0));
    for (std::size_t begin = head.find(lineEnd) + lineEnd.size(); begin < head.size();) {
        const std::size_t end = head.find(lineEnd, begin);
        readField(head.substr(begin, end - begin));
        begin = end + lineEnd.size();
    }
    if (m_isChunked == m_hasLength) {
        return Phase::Broken;
    }
    return m_isChunked ? Phase::ChunkSize : Phase::Counted;
}

void ResponseReader::readField(std::string_view line)
{
    if (const auto length = fieldValue(line, "content-length")) {
        m_left = numberAtStart(*length, Base::Decimal).value_or(0);
        m_hasLength = true;
    } else if (const auto coding = fieldValue(line, "transfer-encoding")) {
        m_isChunked = *coding == "chunked";
    }
}

bool ResponseReader::stepData(Phase next)
{
    const std::string_view piece = unread().substr(0, m_left);
    m_body.append(piece);
    m_offset += piece.size();
    m_left -= piece.size();
    return m_left == 0 && become(next);
}

bool ResponseReader::stepChunkSize()
{
    const std::string_view input = unread();
    const std::size_t end = input.find(lineEnd);
    if (end == std::string_view::npos) {
        return false;
    }
    const auto size = numberAtStart(input.substr(0, end), Base::Hexadecimal);
    if (!size) {
        return become(Phase::Broken);
    }
    m_offset += end + lineEnd.size();
    m_left = *size;
    return become(m_left == 0 ? Phase::Trailers : Phase::ChunkData);
}

bool ResponseReader::stepChunkEnd()
{
    const std::string_view input = unread();
    if (input.size() < lineEnd.size()) {
        return false;
    }
    if (!input.starts_with(lineEnd)) {
        return become(Phase::Broken);
    }
    m_offset += lineEnd.size();
    return become(Phase::ChunkSize);
}

bool ResponseReader::stepTrailers()
{
    const std::size_t end = unread().find(lineEnd);
    if (end == std::string_view::npos) {
        return false;
    }
    m_offset += end + lineEnd.size();
    return become(end == 0 ? Phase::Done : Phase::Trailers);
}

std::string_view ResponseReader::unread() const
{
    return std::string_view(m_input).substr(m_offset);
}

bool ResponseReader::become(Phase phase)
{
    m_phase = phase;
    return phase != Phase::Done && phase != Phase::Broken;
}

} // namespace penstock::bench
