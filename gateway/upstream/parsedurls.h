#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

namespace penstock::upstream
{

/// Addresses as libcurl takes them apart. A gateway calls the same few over and over, and reading
/// one anew is a tenth of what libcurl does for a small call.
class ParsedUrls final
{
public:
    /// Null for what is not kept: libcurl is given the text then, and says what is wrong with it.
    [[nodiscard]] std::shared_ptr<CURLU> find(const std::string &url);

private:
    static constexpr std::size_t mostKept = 256;
    static constexpr std::size_t longestKept = 1024;

    std::unordered_map<std::string, std::shared_ptr<CURLU>> m_urls;
};

} // namespace penstock::upstream
