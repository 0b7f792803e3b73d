#pragma once

#include "upstream/proxyuse.h"
#include "upstream/upstreamrequest.h"

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <vector>

namespace penstock::upstream
{

struct CloseEasy {
    void operator()(CURL *easy) const { curl_easy_cleanup(easy); }
};

/// What a handle was made ready for, apart from the single call. The options are held, so that
/// others cannot come to stand in the same place of memory.
struct EasySetup {
    std::shared_ptr<const ConnectionOptions> connection;
    ProxyUse proxy;

    friend bool operator==(const EasySetup &, const EasySetup &) = default;
};

/// An easy handle of libcurl, or none.
class EasyHandle final
{
public:
    EasyHandle() = default;
    explicit EasyHandle(CURL *easy) : m_easy(easy) { }

    explicit operator bool() const { return m_easy != nullptr; }
    [[nodiscard]] CURL *get() const { return m_easy.get(); }

    /// Absent when the options of the handle are those of libcurl, or of no use to another call.
    std::optional<EasySetup> setup;

private:
    std::unique_ptr<CURL, CloseEasy> m_easy;
};

/// Easy handles that are used over and over: making one costs more than a small call.
class EasyPool final
{
public:
    /// Null when there is no memory.
    [[nodiscard]] EasyHandle take();
    /// Takes back what belonged to its last call; what its setup says stays.
    void giveBack(EasyHandle easy);

private:
    static constexpr std::size_t mostIdle = 64;

    std::vector<EasyHandle> m_idle;
};

} // namespace penstock::upstream
