#pragma once

#include <string>
#include <vector>

namespace penstock::wire
{

/// One field of a head, of a request or of an answer. Names keep the case that they came in.
struct HeaderField {
    std::string name;
    std::string value;

    friend bool operator==(const HeaderField &, const HeaderField &) = default;
};

using HeaderFields = std::vector<HeaderField>;

} // namespace penstock::wire
