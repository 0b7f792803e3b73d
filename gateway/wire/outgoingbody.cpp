#include "wire/outgoingbody.h"

#include <algorithm>
#include <utility>

namespace penstock::wire
{

namespace
{

std::uint64_t sizeOf(const BodyPiece &piece)
{
    if (const auto *range = std::get_if<ByteRange>(&piece)) {
        return range->end - range->begin;
    }
    return std::get<std::string>(piece).size();
}

Result<std::size_t> readFrom(const BodyPiece &piece, const StoredBody *original,
                             std::uint64_t offset, std::span<char> into)
{
    if (const auto *text = std::get_if<std::string>(&piece)) {
        return text->copy(into.data(), into.size(), static_cast<std::size_t>(offset));
    }
    const auto &range = std::get<ByteRange>(piece);
    const std::uint64_t left = range.end - range.begin - offset;
    into = into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left)));
    Result<std::size_t> got = original->read(range.begin + offset, into);
    if (got && *got < into.size()) {
        return fail(ErrorCode::Io,
                    "The stored body of the request is shorter than it was; the disk may be at "
                    "fault.",
                    "wanted bytes up to " + std::to_string(range.end));
    }
    return got;
}

} // namespace

OutgoingBody::OutgoingBody(std::string bytes) : m_size(bytes.size())
{
    if (!bytes.empty()) {
        m_pieces = std::make_shared<const std::vector<BodyPiece>>(1, std::move(bytes));
    }
}

OutgoingBody::OutgoingBody(std::shared_ptr<const StoredBody> original)
    : OutgoingBody(std::move(original), Splice())
{
}

OutgoingBody::OutgoingBody(std::shared_ptr<const StoredBody> original, const Splice &splice)
    : m_original(std::move(original))
    , m_pieces(std::make_shared<const std::vector<BodyPiece>>(splice.pieces(m_original->size())))
    , m_size(splice.size(m_original->size()))
{
}

OutgoingBody::Reader::Reader(const OutgoingBody &body)
    : m_original(body.m_original)
    , m_pieces(body.m_pieces)
{
}

Result<std::size_t> OutgoingBody::Reader::read(std::span<char> into)
{
    std::size_t done = 0;
    while (m_pieces && m_piece < m_pieces->size() && done < into.size()) {
        const BodyPiece &piece = (*m_pieces)[m_piece];
        const Result<std::size_t> got
            = readFrom(piece, m_original.get(), m_offset, into.subspan(done));
        if (!got) {
            return got;
        }
        done += *got;
        m_offset += *got;
        if (m_offset == sizeOf(piece)) {
            ++m_piece;
            m_offset = 0;
        }
    }
    return done;
}

void OutgoingBody::Reader::rewind()
{
    m_piece = 0;
    m_offset = 0;
}

} // namespace penstock::wire
