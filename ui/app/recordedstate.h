#pragma once

namespace penstock::app
{

/// What a recorded gateway shows.
enum class RecordedState {
    Data = 1, ///< five instances at work
    Empty, ///< runs, and nobody has entered an instance yet
    Error, ///< stopped: its port belongs to another program
};

} // namespace penstock::app
