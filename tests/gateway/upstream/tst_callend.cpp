#include "upstream/callend.h"
#include "upstream/urlparts.h"

#include <QTest>

#include <cerrno>
#include <set>
#include <vector>

using namespace penstock::upstream;

namespace
{

struct Row {
    CURLcode code;
    CallFacts facts;
    CallEnd end;
};

const CallFacts connecting{};
const CallFacts securing{.stage = Stage::Securing};
const CallFacts proxied{.isProxied = true};
const CallFacts sent{.stage = Stage::Sent};
const CallFacts begun{.stage = Stage::Sent, .hasReceived = true};
const CallFacts answering{.stage = Stage::Answering, .hasReceived = true};

} // namespace

class TestCallEnd final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void table()
    {
        const CallFacts outOfDescriptors{.osError = EMFILE};
        const CallFacts systemGaveUp{.osError = ETIMEDOUT};
        const CallFacts noWay{.osError = ENETUNREACH};
        const CallFacts badChunk{.stage = Stage::Answering,
                                 .hasReceived = true,
                                 .curlMessage = "Illegal byte in chunked-encoding"};
        const std::vector<Row> rows{
            {CURLE_COULDNT_RESOLVE_HOST, connecting, CallEnd::NameNotFound},
            {CURLE_COULDNT_RESOLVE_PROXY, proxied, CallEnd::ProxyFailed},
            {CURLE_COULDNT_CONNECT, connecting, CallEnd::Refused},
            {CURLE_COULDNT_CONNECT, noWay, CallEnd::Refused},
            {CURLE_COULDNT_CONNECT, systemGaveUp, CallEnd::ConnectTimeout},
            {CURLE_COULDNT_CONNECT, outOfDescriptors, CallEnd::LocalFailure},
            {CURLE_COULDNT_CONNECT, proxied, CallEnd::ProxyFailed},
            {CURLE_OPERATION_TIMEDOUT, connecting, CallEnd::ConnectTimeout},
            {CURLE_OPERATION_TIMEDOUT, securing, CallEnd::TlsTimeout},
            {CURLE_PROXY, proxied, CallEnd::ProxyFailed},
            {CURLE_RECV_ERROR, proxied, CallEnd::ProxyFailed},
            {CURLE_SSL_CONNECT_ERROR, securing, CallEnd::TlsFailed},
            {CURLE_RECV_ERROR, securing, CallEnd::TlsFailed},
            {CURLE_PEER_FAILED_VERIFICATION, securing, CallEnd::CertificateRejected},
            {CURLE_SSL_CACERT_BADFILE, securing, CallEnd::LocalFailure},
            {CURLE_URL_MALFORMAT, connecting, CallEnd::LocalFailure},
            {CURLE_UNSUPPORTED_PROTOCOL, connecting, CallEnd::LocalFailure},
            {CURLE_OUT_OF_MEMORY, connecting, CallEnd::LocalFailure},
            {CURLE_GOT_NOTHING, sent, CallEnd::ClosedBeforeAnswer},
            {CURLE_SEND_ERROR, sent, CallEnd::ClosedBeforeAnswer},
            {CURLE_RECV_ERROR, sent, CallEnd::ClosedBeforeAnswer},
            {CURLE_ABORTED_BY_CALLBACK, sent, CallEnd::ClosedBeforeAnswer},
            {CURLE_COULDNT_CONNECT, sent, CallEnd::ClosedBeforeAnswer},
            {CURLE_HTTP2_STREAM, sent, CallEnd::ClosedBeforeAnswer},
            {CURLE_GOT_NOTHING, begun, CallEnd::CutOff},
            {CURLE_OK, begun, CallEnd::CutOff},
            {CURLE_UNSUPPORTED_PROTOCOL, sent, CallEnd::BrokenAnswer},
            {CURLE_WEIRD_SERVER_REPLY, begun, CallEnd::BrokenAnswer},
            {CURLE_READ_ERROR, sent, CallEnd::BodyUnreadable},
            {CURLE_PARTIAL_FILE, answering, CallEnd::CutOff},
            {CURLE_RECV_ERROR, answering, CallEnd::CutOff},
            {CURLE_RECV_ERROR, badChunk, CallEnd::BrokenAnswer},
            {CURLE_OK, answering, CallEnd::Complete},
        };
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const CallEnd end = callEnd(rows[i].code, rows[i].facts);
            const std::string found = "row " + std::to_string(i) + " is "
                + std::string(toString(end)) + ", not " + std::string(toString(rows[i].end));
            QVERIFY2(end == rows[i].end, found.c_str());
        }
    }

    void timeouts_areNamedAfterTheStage()
    {
        QVERIFY(timeoutEnd(connecting) == CallEnd::ConnectTimeout);
        QVERIFY(timeoutEnd(proxied) == CallEnd::ProxyFailed);
        QVERIFY(timeoutEnd(securing) == CallEnd::TlsTimeout);
        QVERIFY(timeoutEnd(sent) == CallEnd::FirstByteTimeout);
        QVERIFY(timeoutEnd(answering) == CallEnd::IdleTimeout);
    }

    void everyEnd_hasANameAndASentence()
    {
        std::set<std::string_view> names;
        for (int i = 1; i <= static_cast<int>(CallEnd::LocalFailure); ++i) {
            const auto end = static_cast<CallEnd>(i);
            QVERIFY(names.insert(toString(end)).second);
            const std::string message = callMessage(end, "api.example.test");
            QCOMPARE(message.empty(), end == CallEnd::Complete);
            QVERIFY(message.empty() || message.ends_with('.'));
        }
    }

    void detail_hidesAddresses()
    {
        const auto detail = [](std::string_view message) {
            return callDetail(CURLE_COULDNT_CONNECT, {.osError = 111, .curlMessage = message});
        };
        QVERIFY(detail("Failed to connect") == "curl 7: Failed to connect (errno 111)");
        for (const char *message :
             {"Unsupported proxy 'http://user:word@host'", "user:word@host", "/path?key=word"}) {
            QVERIFY2(detail(message).find("word") == std::string::npos, message);
        }
    }

    void urls_areTakenApart()
    {
        QVERIFY(hostAndPort("https://user:w@rd@h.test:8443/p?q@x") == "h.test:8443");
        QVERIFY(hostOf("https://h.test:8443/p") == "h.test");
        QVERIFY(hostOf("http://[::1]:80/") == "::1");
        QVERIFY(hostOf("http://h.test?x") == "h.test");
        QVERIFY(isHttps("HTTPS://x") && !isHttps("http://https:"));
        for (const char *host :
             {"localhost", "LocalHost", "127.0.0.1", "127.8.9.1", "::1", "api.localhost"}) {
            QVERIFY2(isLoopback(host), host);
        }
        for (const char *host :
             {"127.example.test", "localhost.test", "10.0.0.1", "", "1127.0.0.1"}) {
            QVERIFY2(!isLoopback(host), host);
        }
    }
};

QTEST_APPLESS_MAIN(TestCallEnd)
#include "tst_callend.moc"
