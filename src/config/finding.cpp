#include "config/finding.h"

#include <utility>

namespace penstock::config
{

std::string Finding::toText() const
{
    std::string text = source;
    if (position.isKnown()) {
        text += ':' + std::to_string(position.line) + ':' + std::to_string(position.column);
    }
    if (!text.empty()) {
        text += ": ";
    }
    if (!path.empty()) {
        text += path + ": ";
    }
    return text + message;
}

void Findings::add(Finding finding)
{
    m_hasErrors = m_hasErrors || finding.severity == Severity::Error;
    if (m_all.size() < mostKept) {
        m_all.push_back(std::move(finding));
    } else if (m_all.size() == mostKept) {
        m_all.push_back({.severity = finding.severity,
                         .code = "more",
                         .path = {},
                         .message = "there is more; only the first " + std::to_string(mostKept)
                             + " findings are shown.",
                         .source = finding.source,
                         .position = {}});
    }
}

void Findings::add(std::vector<Finding> findings)
{
    for (Finding &finding : findings) {
        add(std::move(finding));
    }
}

std::vector<Finding> Findings::take()
{
    m_hasErrors = false;
    return std::exchange(m_all, {});
}

} // namespace penstock::config
