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

/// The value of a parameter behind the question mark; empty when it is not there.
[[nodiscard]] std::string queryValue(std::string_view target, std::string_view name);

/// Whether it asks a deployment for an answer of its model.
[[nodiscard]] bool infers(Operation operation);

/// Nothing for what Azure does not know: "Resource not found".
[[nodiscard]] std::optional<AzureRoute> parseRoute(std::string_view method,
                                                   std::string_view target);

/// "ChatCompletions_Create", as the service calls it in its messages.
[[nodiscard]] std::string_view operationName(Operation operation);

} // namespace penstock::simulator
