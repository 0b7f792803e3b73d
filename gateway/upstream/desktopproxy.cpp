#include "upstream/desktopproxy.h"

#include "qtglue/qttext.h"

#include <QNetworkProxyFactory>
#include <QUrl>

namespace penstock::upstream
{

namespace
{

[[maybe_unused]] std::string lookUp(const std::string &url)
{
    const QNetworkProxyQuery query(QUrl(toQString(url)));
    for (const QNetworkProxy &proxy : QNetworkProxyFactory::systemProxyForQuery(query)) {
        QUrl address;
        if (proxy.type() == QNetworkProxy::HttpProxy
            || proxy.type() == QNetworkProxy::HttpCachingProxy) {
            address.setScheme(QStringLiteral("http"));
        } else if (proxy.type() == QNetworkProxy::Socks5Proxy) {
            address.setScheme(QStringLiteral("socks5h"));
        } else {
            break; // the first that says what to do counts, and this one says: none
        }
        address.setHost(proxy.hostName());
        address.setPort(proxy.port());
        address.setUserName(proxy.user());
        address.setPassword(proxy.password());
        return toStd(address.toString(QUrl::FullyEncoded));
    }
    return {};
}

} // namespace

ProxyLookup desktopProxyLookup()
{
#if defined(Q_OS_WIN) || defined(Q_OS_MACOS)
    return &lookUp;
#else
    // Qt would read the environment there, which libcurl does better.
    return {};
#endif
}

} // namespace penstock::upstream
