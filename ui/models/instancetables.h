#pragma once

#include "models/instancerow.h"
#include "models/tablemodel.h"

#include <memory>

namespace penstock::models
{

using InstanceTable = TableModel<InstanceRow>;

/// How the instances are doing.
enum class DashboardColumn { Name, Region, State, Tokens, Requests, Errors, LastError };
[[nodiscard]] std::unique_ptr<InstanceTable> makeDashboardTable();

/// How they are set up.
enum class InstancesColumn { State, Name, Endpoint, Region, SignIn, Priority, Weight, Tpm };
[[nodiscard]] std::unique_ptr<InstanceTable> makeInstancesTable();

/// What an outcome is called in a table: "429, limit reached".
[[nodiscard]] QString lastErrorText(const service::LastError &error);

} // namespace penstock::models
