#pragma once

#include "simulator/apiversion.h"

#include <optional>
#include <string>
#include <string_view>

namespace penstock::simulator
{

enum class Operation { Chat = 1, Completion, Embedding, Models, Model, Deployments };

/// Where a request goes, as far as its first line tells.
struct AzureRoute {
    Operation operation = Operation::Chat;
    ApiVersion version;
    std::string name; ///< the deployment of a classic path, or the model that is asked about
};

/// Nothing for what Azure does not know: "Resource not found".
[[nodiscard]] std::optional<AzureRoute> parseRoute(std::string_view method,
                                                   std::string_view target);

/// "ChatCompletions_Create", as the service calls it in its messages.
[[nodiscard]] std::string_view operationName(Operation operation);

} // namespace penstock::simulator
