#pragma once

#include <Qt>

namespace penstock::models
{

/// What tables ask of a model besides what is shown. No colours, icons or widgets: those are the
/// delegate's.
enum Role {
    SortRole = Qt::UserRole + 1, ///< a value that sorts as a person expects
    IdRole, ///< what names the row for good
    StateRole, ///< an InstanceState, as int, or restingState
    ShareRole, ///< a double from 0 to 1 or more, for bars
    RemainingRole, ///< seconds until the state changes by itself, as int; none: it does not
    MutedRole, ///< whether the row is of less interest
};

/// In place of an InstanceState: the gateway does not run, so that nothing is known of now.
inline constexpr int restingState = 0;

} // namespace penstock::models
