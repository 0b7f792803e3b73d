#include "requestreader.h"

#include "textfields.h"

namespace penstock::bench
{

RequestSize requestSize(std::string_view input)
{
    constexpr std::string_view lineEnd = "\r\n";
    std::size_t bodySize = 0;
    std::size_t begin = 0;
    for (std::size_t end = input.find(lineEnd); end != begin; end = input.find(lineEnd, begin)) {
        if (end == std::string_view::npos) {
            return {};
        }
        const std::string_view line = input.substr(begin, end - begin);
        if (fieldValue(line, "transfer-encoding")) {
            return {.state = RequestSize::State::Unreadable};
        }
        if (const auto length = fieldValue(line, "content-length")) {
            bodySize = numberAtStart(*length, Base::Decimal).value_or(0);
        }
        begin = end + lineEnd.size();
    }
    const std::size_t bytes = begin + lineEnd.size() + bodySize;
    if (input.size() < bytes) {
        return {};
    }
    return {.state = RequestSize::State::Complete, .bytes = bytes};
}

} // namespace penstock::bench
