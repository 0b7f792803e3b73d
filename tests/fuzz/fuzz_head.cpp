#include "fuzz/require.h"
#include "wire/requesthead.h"

#include <cstddef>
#include <cstdint>
#include <string>

using penstock::fuzz::require;
using namespace penstock::wire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string block(reinterpret_cast<const char *>(data), size);
    const auto head = RequestHead::parse(block, {});
    if (!head) {
        require(head.error().status >= 400 && head.error().status <= 505, "a refusal has a status");
        require(!head.error().message.empty(), "a refusal says why");
        return 0;
    }
    require(block.find('\0') == std::string::npos, "no zero byte comes through");
    require(!head->method().empty() && !head->target().empty(), "there is a request line");
    require(head->version() == HttpVersion::Http10 || head->find("host").has_value(),
            "there is a host");
    // Written again from its parts, the head means the same: nobody behind us reads it differently.
    std::string again = std::string(head->method()) + ' ' + std::string(head->target())
        + (head->version() == HttpVersion::Http11 ? " HTTP/1.1" : " HTTP/1.0");
    for (std::size_t i = 0; i < head->fieldCount(); ++i) {
        require(head->field(i).value.find_first_of("\r\n") == std::string_view::npos,
                "a value has one line");
        again
            += "\r\n" + std::string(head->field(i).name) + ": " + std::string(head->field(i).value);
    }
    if (again.size() > HeadLimits{}.maxBytes) {
        return 0;
    }
    const auto second = RequestHead::parse(again, {});
    require(second.has_value(), "what was accepted is accepted again", again);
    require(second->framing() == head->framing() && second->contentLength() == head->contentLength()
                && second->keepsAlive() == head->keepsAlive()
                && second->fieldCount() == head->fieldCount(),
            "what was accepted means the same", again);
    return 0;
}
