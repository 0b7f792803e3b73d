#include "askedby.h"

#include "textfields.h"

#include <cstddef>
#include <string>

namespace penstock::bench
{

namespace
{

using test::RawAnswer;

/// It begins with the first in any case, and tells nothing when it has given up by itself;
/// "config.targets[2]" is the third.
bool isUpTo(const std::string &place, std::size_t instance)
{
    return instance <= numberAfter(place, "[").value_or(0);
}

} // namespace

test::WasAsked askedBy(const std::string &gateway, const std::vector<StormInstance> &instances)
{
    if (gateway == "penstock") {
        return [instances](const RawAnswer &answer, std::size_t i) {
            const std::string attempts = ',' + answer.field("x-penstock-attempts");
            return attempts.find(',' + instances[i].name + ':') != std::string::npos;
        };
    }
    if (gateway == "nginx") {
        return [instances](const RawAnswer &answer, std::size_t i) {
            const std::string asked = answer.field("x-asked") + ',';
            return asked.find(':' + std::to_string(instances[i].port) + ',') != std::string::npos;
        };
    }
    if (gateway == "portkey") {
        return [](const RawAnswer &answer, std::size_t i) {
            return isUpTo(answer.field("x-portkey-last-used-option-index"), i);
        };
    }
    return {};
}

} // namespace penstock::bench
