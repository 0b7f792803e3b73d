#include "simulator/reply.h"

#include "base/text.h"

#include <algorithm>

namespace penstock::simulator
{

void addFields(wire::HeaderFields &to, const wire::HeaderFields &more)
{
    to.insert(to.end(), more.begin(), more.end());
}

std::string Reply::body() const
{
    std::string body;
    for (const ReplyPart &part : parts) {
        body += part.bytes;
    }
    return body;
}

Duration Reply::duration() const
{
    Duration sum = pause + endPause;
    for (const ReplyPart &part : parts) {
        sum += part.pause;
    }
    return sum;
}

bool Reply::isStream() const
{
    return field("content-type").starts_with("text/event-stream");
}

std::string Reply::field(std::string_view name) const
{
    const auto found = std::ranges::find_if(fields, [name](const wire::HeaderField &field) {
        return equalsIgnoreCase(field.name, name);
    });
    return found != fields.end() ? found->value : std::string();
}

} // namespace penstock::simulator
