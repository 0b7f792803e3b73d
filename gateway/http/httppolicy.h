#pragma once

#include "domain/inboundsettings.h"
#include "http/trustrules.h"

#include <filesystem>
#include <string>

namespace penstock::http
{

/// The rules of a listener that may change while it runs. A connection keeps what it began with; a
/// request goes by the trust of its own moment.
struct HttpPolicy {
    InboundLimits limits;
    TrustSettings trust;
    std::string requestIdField = "x-penstock-request-id"; ///< empty: answers carry no id of ours
    std::filesystem::path spoolFolder; ///< empty: where the system puts temporary files
};

} // namespace penstock::http
