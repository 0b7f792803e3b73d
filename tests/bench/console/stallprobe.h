#pragma once

#include "samples.h"

#include <QObject>

#include <thread>

namespace penstock::bench
{

/// Knocks at the thread that it lives in, every two milliseconds from another one, and notes how
/// long it takes until somebody opens: what a key press at that moment would have had to wait. The
/// knocks go on while one waits, so that a long stall counts as often as it would annoy.
class StallProbe final
{
public:
    void start();
    /// Says `stall_...` of this thread, and `knocker_...` of how late the other one itself was
    /// woken: that is the machine.
    void stopAndReport();

private:
    void knock(const std::stop_token &stop);
    void opened(Nanoseconds knockedAt);

    QObject m_door; ///< lives in the thread that is watched
    Samples m_waits;
    Samples m_knockerLate; ///< of the other thread, until that has ended
    std::jthread m_knocker;
};

} // namespace penstock::bench
