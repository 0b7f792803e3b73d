#pragma once

#include "mixrequest.h"
#include "support/rawclient.h"
#include "verdict.h"

namespace penstock::test
{

/// A 200 to somebody who wants a stream.
[[nodiscard]] Verdict judgeStream(const MixRequest &request, const RawAnswer &answer);

} // namespace penstock::test
