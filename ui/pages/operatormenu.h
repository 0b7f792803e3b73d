#pragma once

#include "models/instancerow.h"

class QMenu;

namespace penstock::service
{
class Gateway;
} // namespace penstock::service

namespace penstock::pages
{

/// Fills a menu with what an operator can do to an instance now: ask it, keep requests away, let
/// them come again.
void fillOperatorMenu(QMenu &menu, const models::InstanceRow &row, service::Gateway &gateway);

} // namespace penstock::pages
