#include "config/trail.h"

#include "config/path.h"

namespace penstock::config
{

namespace
{

Path pathOf(const Trail &trail)
{
    if (trail.up == nullptr) {
        return {};
    }
    const Path above = pathOf(*trail.up);
    return trail.isElement ? above.index(trail.index) : above.key(trail.key);
}

} // namespace

std::string Trail::toText() const
{
    return pathOf(*this).toText();
}

std::string Trail::toIdentity() const
{
    if (up == nullptr) {
        return {};
    }
    const std::string above = up->toIdentity();
    const std::string own = !isElement ? std::string(key)
        : !name.empty()                ? std::string(name)
                                       : std::to_string(index);
    return above.empty() ? own : above + '/' + own;
}

} // namespace penstock::config
