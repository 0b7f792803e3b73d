#pragma once

#include "base/result.h"
#include "wire/splice.h"
#include "wire/storedbody.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace penstock::wire
{

/// A body as it is to be sent: the original with a few bytes replaced, or bytes of our own. Cheap
/// to copy, never changed, and read from the beginning for every attempt.
class OutgoingBody final
{
public:
    OutgoingBody() = default;
    explicit OutgoingBody(std::string bytes);
    explicit OutgoingBody(std::shared_ptr<const StoredBody> original);
    OutgoingBody(std::shared_ptr<const StoredBody> original, const Splice &splice);

    [[nodiscard]] std::uint64_t size() const { return m_size; }

    /// Goes through the body once, a buffer at a time.
    class Reader final
    {
    public:
        explicit Reader(const OutgoingBody &body);

        /// Fills `into` as far as bytes are left, and answers how many; 0 is the end.
        [[nodiscard]] Result<std::size_t> read(std::span<char> into);
        void rewind();

    private:
        std::shared_ptr<const StoredBody> m_original;
        std::shared_ptr<const std::vector<BodyPiece>> m_pieces;
        std::size_t m_piece = 0;
        std::uint64_t m_offset = 0; ///< inside the piece
    };

private:
    std::shared_ptr<const StoredBody> m_original;
    std::shared_ptr<const std::vector<BodyPiece>> m_pieces;
    std::uint64_t m_size = 0;
};

} // namespace penstock::wire
