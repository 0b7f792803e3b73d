#include "upstream/transfer.h"

#include <algorithm>
#include <limits>

namespace penstock::upstream
{

namespace
{

long atLeastOne(std::chrono::milliseconds limit)
{
    // Zero would mean the five minutes that libcurl finds right.
    constexpr long most = std::numeric_limits<int>::max();
    const auto count = limit.count();
    return count <= 0 || count > most ? most : static_cast<long>(count);
}

} // namespace

CURLcode Transfer::setOptions()
{
    m_optionProblem = CURLE_OK;
    // Most calls are like the last one with the same handle, and options take time.
    EasySetup setup{m_request.connection, m_proxy};
    if (m_easy.setup != setup) {
        curl_easy_reset(m_easy.get());
        setForAll();
        setConnection();
        m_easy.setup = std::move(setup);
    }
    setCallbacks();
    set(CURLOPT_URL, m_request.url.c_str());
    if (m_url) {
        set(CURLOPT_CURLU, m_url.get());
    }
    set(CURLOPT_FRESH_CONNECT, m_freshness == Freshness::FreshConnection ? 1L : 0L);
    set(CURLOPT_CONNECTTIMEOUT_MS, atLeastOne(m_request.timeouts.connect));
    set(CURLOPT_HTTPHEADER, m_fields.list());
    setDetours();
    setMethodAndBody();
    if (m_optionProblem != CURLE_OK) {
        m_easy.setup.reset();
    }
    return m_optionProblem;
}

void Transfer::setForAll()
{
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    // Otherwise dropping a call waits for its look-up of a name, and all other calls with it.
    set(CURLOPT_QUICK_EXIT, 1L);
#endif
}

void Transfer::setConnection()
{
    const ConnectionOptions &options = *m_request.connection;
    if (m_proxy.kind != ProxyUse::Kind::Environment) {
        // Empty, not unset: then the environment is not asked.
        set(CURLOPT_PROXY, m_proxy.url.c_str());
        set(CURLOPT_NOPROXY, "");
    }
    if (!options.caFile.empty()) {
        set(CURLOPT_CAINFO, options.caFile.c_str());
        set(CURLOPT_PROXY_CAINFO, options.caFile.c_str());
    }
    if (options.verification == TlsVerification::Off) {
        set(CURLOPT_SSL_VERIFYPEER, 0L);
        set(CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (options.http == HttpPreference::Http2IfOffered) {
        set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
        set(CURLOPT_PIPEWAIT, 1L);
    } else {
        set(CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
    }
    const auto lifetime = std::chrono::ceil<std::chrono::seconds>(options.idleLifetime);
    set(CURLOPT_MAXAGE_CONN, static_cast<long>(std::max<std::int64_t>(lifetime.count(), 1)));
}

void Transfer::setDetours()
{
    // Not CURLOPT_RESOLVE: that fills the cache of names which all transfers share, and does not
    // keep their connections apart.
    m_detourNodes.resize(m_detours.size());
    for (std::size_t i = 0; i < m_detours.size(); ++i) {
        m_detourNodes[i]
            = {m_detours[i].data(), i + 1 < m_detours.size() ? &m_detourNodes[i + 1] : nullptr};
    }
    if (!m_detourNodes.empty()) {
        set(CURLOPT_CONNECT_TO, m_detourNodes.data());
    }
}

void Transfer::setMethodAndBody()
{
    const std::string &method = m_request.method;
    const auto size = static_cast<curl_off_t>(m_request.body.size());
    const bool expectsBody = method == "POST" || method == "PUT" || method == "PATCH";
    const bool isFlat = m_flatBody.size() == m_request.body.size();
    if (method != "POST" || !isFlat) {
        m_easy.setup.reset(); // what is set below would be in the way of others
    }
    if (method == "HEAD" && size == 0) {
        set(CURLOPT_NOBODY, 1L);
        return;
    }
    if (size == 0 && !expectsBody) {
        set(CURLOPT_HTTPGET, 1L);
    } else {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, size);
        set(CURLOPT_POSTFIELDS, isFlat ? m_flatBody.data() : nullptr);
        if (!isFlat) {
            m_reader.emplace(m_request.body);
            set(CURLOPT_READFUNCTION, &Transfer::readBody);
            set(CURLOPT_READDATA, this);
            set(CURLOPT_SEEKFUNCTION, &Transfer::seekBody);
            set(CURLOPT_SEEKDATA, this);
        }
    }
    if (method != "GET" && method != "POST") {
        set(CURLOPT_CUSTOMREQUEST, method.c_str());
    } else if (method == "GET" && size > 0) {
        set(CURLOPT_CUSTOMREQUEST, "GET");
    }
}

} // namespace penstock::upstream
