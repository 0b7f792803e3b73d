#pragma once

namespace penstock::upstream
{

/// Once for the process, whichever thread comes first; libcurl wants it before anything else.
void startCurl();

} // namespace penstock::upstream
