#include "upstream/parsedurls.h"

namespace penstock::upstream
{

namespace
{

std::shared_ptr<CURLU> parsed(const std::string &url)
{
    std::shared_ptr<CURLU> handle(curl_url(), curl_url_cleanup);
    // As libcurl itself does with the text, for a path that is to stay as it is.
    constexpr unsigned flags = CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS;
    if (!handle || curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), flags) != CURLUE_OK) {
        return nullptr;
    }
    return handle;
}

} // namespace

std::shared_ptr<CURLU> ParsedUrls::find(const std::string &url)
{
    if (url.size() > longestKept) {
        return nullptr;
    }
    if (const auto found = m_urls.find(url); found != m_urls.end()) {
        return found->second;
    }
    if (m_urls.size() == mostKept) {
        m_urls.clear(); // those in use come back with their next call
    }
    return m_urls.emplace(url, parsed(url)).first->second;
}

} // namespace penstock::upstream
