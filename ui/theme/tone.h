#pragma once

namespace penstock::theme
{

/// What a state means to a person. Which states have which tone is for those who know states.
enum class Tone {
    Good = 1,
    Warning, ///< throttled, degraded
    Bad, ///< open, failing
    Info, ///< half-open, or telling something
    Config, ///< refused credentials or configuration: does not heal by waiting
    Neutral, ///< disabled, unknown
};

} // namespace penstock::theme
