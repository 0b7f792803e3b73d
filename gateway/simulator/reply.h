#pragma once

#include "base/clock.h"
#include "wire/headerfield.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace penstock::simulator
{

enum class PartFraming {
    Proper = 1,
    Raw, ///< past the framing, as it stands
};

/// Bytes of a body, and how long it takes until they come.
struct ReplyPart {
    Duration pause{};
    std::string bytes;
    PartFraming framing = PartFraming::Proper;
    int tokens = 0; ///< that the model has made for it
};

enum class ReplyEnd {
    Finished = 1,
    Cut, ///< the connection ends, and the answer with it
    Reset, ///< the same, the rude way
    Silent, ///< nothing more comes, and the connection stays
};

void addFields(wire::HeaderFields &to, const wire::HeaderFields &more);

/// An answer as it will go over the wire, in every detail that a client can notice. A plan: whoever
/// plays it needs to know nothing of what it means.
struct Reply {
    int status = 200;
    wire::HeaderFields fields;
    Duration pause{}; ///< before the head
    bool hasHead = true;
    std::optional<std::uint64_t> contentLength; ///< chunks where there is none
    std::vector<ReplyPart> parts;
    ReplyEnd end = ReplyEnd::Finished;
    Duration endPause{};

    std::string deployment; ///< whose account it goes to; empty: nobody's
    std::int64_t reserved = 0; ///< what the limiter holds against it
    std::int64_t promptTokens = 0;
    std::int64_t hiddenTokens = 0; ///< made before the first part

    /// All parts together.
    [[nodiscard]] std::string body() const;
    [[nodiscard]] Duration duration() const;
    [[nodiscard]] bool isStream() const;
    /// The first field of that name; empty when there is none.
    [[nodiscard]] std::string field(std::string_view name) const;
};

} // namespace penstock::simulator
