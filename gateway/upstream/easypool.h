#pragma once

#include <curl/curl.h>

#include <memory>
#include <vector>

namespace penstock::upstream
{

struct CloseEasy {
    void operator()(CURL *easy) const { curl_easy_cleanup(easy); }
};
using EasyHandle = std::unique_ptr<CURL, CloseEasy>;

/// Easy handles that are used over and over: making one costs more than a small call.
class EasyPool final
{
public:
    /// Null when there is no memory.
    [[nodiscard]] EasyHandle take();
    /// Wipes what the handle knew of its last call.
    void giveBack(EasyHandle easy);

private:
    static constexpr std::size_t mostIdle = 64;

    std::vector<EasyHandle> m_idle;
};

} // namespace penstock::upstream
