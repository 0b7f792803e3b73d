#pragma once

#include "domain/enumnames.h"

namespace penstock
{

/// What an operator can do to an instance, or to one of its deployments.
enum class OperatorAction {
    Trip = 1, ///< opens its breaker: nothing is sent there
    Reset, ///< forgets what went wrong
    Probe, ///< finds out now how it does
    Drain, ///< nothing new is sent there
    Resume, ///< ends draining
};

template<>
inline constexpr auto enumNames<OperatorAction> = std::to_array<EnumName<OperatorAction>>({
    {OperatorAction::Trip, "trip"},
    {OperatorAction::Reset, "reset"},
    {OperatorAction::Probe, "probe"},
    {OperatorAction::Drain, "drain"},
    {OperatorAction::Resume, "resume"},
});

} // namespace penstock
