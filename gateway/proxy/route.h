#pragma once

#include "azure/operation.h"

#include <string>
#include <string_view>
#include <vector>

namespace penstock::proxy
{

enum class RouteKind {
    Inference = 1,
    ModelList,
    Model, ///< one of the list
    Health,
    Readiness,
    StatusPage,
    Unknown,
};

/// In whose words a client speaks and wants to be answered.
enum class Dialect {
    OpenAi = 1, ///< /v1
    Azure, ///< /openai: Azure's own bytes
};

/// When the gateway counts as ready.
enum class Readiness { AnyModel = 1, EveryModel };

/// What a request is for, by its path alone.
struct Route {
    RouteKind kind = RouteKind::Unknown;
    Dialect dialect = Dialect::OpenAi;
    azure::Operation operation = azure::Operation::ChatCompletions;
    std::string name; ///< of the deployment in the path, or of the model; decoded
    std::string apiVersion; ///< as the client wrote it
    Readiness readiness = Readiness::AnyModel; ///< `?strict=1`
};

[[nodiscard]] Route routeOf(std::string_view target);

/// The methods that a path knows, for 405; empty for an unknown path.
[[nodiscard]] std::string_view methodsOf(RouteKind kind);

/// The known path that somebody most likely meant.
[[nodiscard]] std::string nearestPath(std::string_view target);

} // namespace penstock::proxy
