#pragma once

#include "mixrequest.h"
#include "support/rawclient.h"
#include "verdict.h"

#include <map>
#include <string>
#include <vector>

namespace penstock::test
{

/// The embeddings that the simulation gives to each text.
using Vectors = std::map<std::string, std::vector<float>>;

/// The numbers of an embedding in either form; empty when it is none.
[[nodiscard]] std::vector<float> vectorIn(const std::string &base64);

/// Whether it is the right answer to this very request, or an honest error. For answers that have
/// ended: one that never ends is not for this judge.
[[nodiscard]] Verdict judge(const MixRequest &request, const RawAnswer &answer,
                            const Vectors &vectors);

} // namespace penstock::test
