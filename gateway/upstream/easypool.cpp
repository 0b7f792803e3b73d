#include "upstream/easypool.h"

#include <utility>

namespace penstock::upstream
{

namespace
{

// All that is not copied, and set again for the next call.
void forgetCall(CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_CURLU, nullptr);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, nullptr);
    curl_easy_setopt(easy, CURLOPT_CONNECT_TO, nullptr);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, nullptr);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, nullptr);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, nullptr);
}

} // namespace

EasyHandle EasyPool::take()
{
    if (m_idle.empty()) {
        return EasyHandle(curl_easy_init());
    }
    EasyHandle easy = std::move(m_idle.back());
    m_idle.pop_back();
    return easy;
}

void EasyPool::giveBack(EasyHandle easy)
{
    if (!easy || m_idle.size() == mostIdle) {
        return;
    }
    forgetCall(easy.get());
    m_idle.push_back(std::move(easy));
}

} // namespace penstock::upstream
