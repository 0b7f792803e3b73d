#pragma once

#include "base/result.h"
#include "wire/headerfield.h"

#include <curl/curl.h>

#include <string>
#include <vector>

namespace penstock::upstream
{

/// The fields of a request as libcurl wants them, in two pieces of memory instead of two for each.
class HeaderList final
{
public:
    /// Refuses what would not stay one field on the wire.
    [[nodiscard]] Result<void> fill(const wire::HeaderFields &fields);

    /// Stays good until the next fill(). Null when nothing is to be said.
    [[nodiscard]] curl_slist *list() { return m_nodes.empty() ? nullptr : m_nodes.data(); }

private:
    void add(std::string_view name, std::string_view value);
    void suppress(std::string_view name);
    void link();

    std::string m_text;
    std::vector<std::size_t> m_starts;
    std::vector<curl_slist> m_nodes;
};

} // namespace penstock::upstream
