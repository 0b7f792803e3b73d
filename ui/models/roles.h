#pragma once

#include <Qt>

namespace penstock::models
{

/// What tables ask of a model besides what is shown. No colours, icons or widgets: those are the
/// delegate's.
enum Role {
    SortRole = Qt::UserRole + 1, ///< a value that sorts as a person expects
    IdRole, ///< what names the row for good
    StateRole, ///< an InstanceState, as int
    ShareRole, ///< a double from 0 to 1 or more, for bars
    MutedRole, ///< whether the row is of less interest
};

} // namespace penstock::models
