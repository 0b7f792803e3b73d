#include "upstream/curlglobal.h"

#include <curl/curl.h>

namespace penstock::upstream
{

namespace
{

struct CurlLibrary {
    CurlLibrary() { curl_global_init(CURL_GLOBAL_DEFAULT); }
    ~CurlLibrary() { curl_global_cleanup(); }
    CurlLibrary(const CurlLibrary &) = delete;
    CurlLibrary &operator=(const CurlLibrary &) = delete;
};

} // namespace

void startCurl()
{
    static const CurlLibrary library;
    static_cast<void>(library);
}

} // namespace penstock::upstream
