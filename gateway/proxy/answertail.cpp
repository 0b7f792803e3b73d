#include "proxy/answertail.h"

#include <algorithm>

namespace penstock::proxy
{

void AnswerTail::add(std::string_view bytes)
{
    if (bytes.size() >= keptBytes) {
        m_bytes = bytes.substr(bytes.size() - keptBytes);
        return;
    }
    m_bytes += bytes;
    if (m_bytes.size() > 2 * keptBytes) {
        m_bytes.erase(0, m_bytes.size() - keptBytes);
    }
}

std::optional<TokenUsage> AnswerTail::usage() const
{
    // Inside a text its quotes would be escaped, so that this is a key.
    const std::size_t key = m_bytes.rfind("\"usage\"");
    const std::size_t begin = key == std::string::npos ? key : m_bytes.find('{', key);
    if (begin == std::string::npos) {
        return std::nullopt;
    }
    int depth = 0;
    for (std::size_t i = begin; i < m_bytes.size(); ++i) {
        depth += m_bytes[i] == '{' ? 1 : m_bytes[i] == '}' ? -1 : 0;
        if (depth == 0) {
            return usageOf(std::string_view(m_bytes).substr(begin, i + 1 - begin));
        }
    }
    return std::nullopt;
}

} // namespace penstock::proxy
