#include "upstream/socketwatcher.h"

namespace penstock::upstream
{

std::unique_ptr<SocketWatcher> makeSocketWatcher(SocketWatch /*watch*/, SocketWatcher::Ready ready)
{
    return makeNotifierWatcher(std::move(ready));
}

} // namespace penstock::upstream
