#pragma once

#include "config/documentview.h"
#include "config/node.h"
#include "domain/gatewayconfig.h"

#include <map>
#include <string>

namespace penstock::config
{

/// What the layers know about instances that stands in no document.
struct DecodeContext {
    std::map<std::string, std::string> ids; ///< instance name to stable id; absent: the name itself
    std::map<std::string, std::string> disabledBecause; ///< instance name to reason
};

/// A checked document with its defaults filled in, as the value that the gateway runs on.
[[nodiscard]] GatewayConfig decode(const Node &complete, const DecodeContext &context = {});

/// The parts, each in a file of its own.
void decodeRouting(const DocumentView &document, GatewayConfig &config);
void decodeService(const DocumentView &document, GatewayConfig &config);
void decodeInstances(const DocumentView &document, const DecodeContext &context,
                     GatewayConfig &config);
/// Overrides what the mapping sets.
void decodeBreaker(const DocumentView &breaker, BreakerSettings &settings);

} // namespace penstock::config
