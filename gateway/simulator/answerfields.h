#pragma once

#include "base/random.h"
#include "simulator/limiter.h"
#include "simulator/modelcard.h"
#include "simulator/scenario.h"
#include "wire/headerfield.h"

#include <string>

namespace penstock::simulator
{

/// The two ids that every answer carries.
struct RequestNames {
    std::string apim; ///< of the front door
    std::string model; ///< of the model's side: what SDKs show as request id
    std::string client; ///< what the client calls its request; the front door's where it does not
};
[[nodiscard]] RequestNames requestNames(std::string_view clientRequestId, RandomSource &random);

/// What the front door adds to everything.
[[nodiscard]] wire::HeaderFields frontDoorFields(const RequestNames &names,
                                                 const InstanceSetup &instance);

enum class RateNumbers { True = 1, Odd };
/// What an answer of a model has besides.
[[nodiscard]] wire::HeaderFields
modelFields(const RequestNames &names, const DeploymentSetup &deployment, const ModelCard &card);
[[nodiscard]] wire::HeaderFields rateFields(const DeploymentSetup &deployment,
                                            const LimiterVerdict &verdict, RateNumbers numbers);

/// "East US" for "eastus"; what is in no list stays as it is.
[[nodiscard]] std::string regionName(std::string_view name);

} // namespace penstock::simulator
