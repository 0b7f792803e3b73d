#pragma once

#include "config/finding.h"
#include "config/path.h"
#include "domain/gatewayconfig.h"

#include <string>
#include <vector>

namespace penstock::config
{

/// Something that no single value shows: what is missing, or does not go together.
struct SemanticFinding {
    Severity severity = Severity::Error;
    std::string code;
    Path path;
    std::string message;
};

/// Looks at the configuration as a whole.
[[nodiscard]] std::vector<SemanticFinding> checkSemantics(const GatewayConfig &config);

/// The parts, each in a file of its own.
void checkInstances(const GatewayConfig &config, std::vector<SemanticFinding> &findings);
void checkService(const GatewayConfig &config, std::vector<SemanticFinding> &findings);

} // namespace penstock::config
