#pragma once

#include "recordingreceiver.h"
#include "support/scriptedserver.h"

#include <QTest>

#include <string>

namespace QTest
{

// Qt 6.4 has no words for it.
template<>
inline char *toString(const std::string &text)
{
    return qstrdup(text.c_str());
}

} // namespace QTest

namespace penstock::test
{

[[nodiscard]] inline std::shared_ptr<upstream::ConnectionOptions> direct()
{
    auto options = std::make_shared<upstream::ConnectionOptions>();
    options->proxy = upstream::ProxyChoice::None;
    return options;
}

[[nodiscard]] inline upstream::UpstreamRequest
requestTo(const std::string &url, std::string body = {},
          std::shared_ptr<const upstream::ConnectionOptions> options = direct())
{
    upstream::UpstreamRequest request;
    request.method = body.empty() ? "GET" : "POST";
    request.url = url;
    request.body = wire::OutgoingBody(std::move(body));
    request.connection = std::move(options);
    return request;
}

/// Waits longer than anything here takes, also under a sanitizer on a busy machine.
template<class Condition>
[[nodiscard]] bool eventually(Condition condition)
{
    return QTest::qWaitFor(condition, 30'000);
}

inline void run(upstream::UpstreamClient &client, RecordingReceiver &receiver,
                upstream::UpstreamRequest request)
{
    receiver.call = client.send(std::move(request), receiver);
    QVERIFY(!receiver.hasEnded());
    QVERIFY(eventually([&receiver] { return receiver.hasEnded(); }));
}

/// Rows of a test class that runs as a whole in both ways of watching sockets.
inline void addSocketWatches()
{
    QTest::addColumn<int>("watch");
    QTest::newRow("best") << static_cast<int>(upstream::SocketWatch::Best);
    QTest::newRow("portable") << static_cast<int>(upstream::SocketWatch::Portable);
}

[[nodiscard]] inline upstream::SocketWatch socketWatch()
{
    QFETCH_GLOBAL(int, watch);
    return static_cast<upstream::SocketWatch>(watch);
}

} // namespace penstock::test
