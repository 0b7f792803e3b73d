#include "upstream/easypool.h"

#include <utility>

namespace penstock::upstream
{

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
    if (easy && m_idle.size() < mostIdle) {
        curl_easy_reset(easy.get());
        m_idle.push_back(std::move(easy));
    }
}

} // namespace penstock::upstream
