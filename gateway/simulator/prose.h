#pragma once

#include "base/random.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::simulator
{

/// An answer that reads like one, of about so many tokens.
[[nodiscard]] std::string prose(std::string_view question, std::size_t tokens,
                                RandomSource &random);

/// A text in the pieces that a model would say it in; together they are the text. Characters are
/// never torn apart.
[[nodiscard]] std::vector<std::string> tokenPieces(std::string_view text);

/// How long answers to ordinary questions are.
[[nodiscard]] std::size_t usualLength(RandomSource &random);
/// The mean of these lengths.
inline constexpr int averageLength = 108;

/// From a normal distribution on a logarithmic scale, around `median`.
[[nodiscard]] double logNormal(double median, double spread, RandomSource &random);

} // namespace penstock::simulator
