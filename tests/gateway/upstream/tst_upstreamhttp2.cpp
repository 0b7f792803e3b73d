#include "bench.h"
#include "support/tempdir.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::upstream;

namespace
{

QByteArray configuration(int port)
{
    return "daemon off; master_process off; pid nginx.pid; error_log stderr;\n"
           "events { worker_connections 256; }\n"
           "http { access_log off; client_body_temp_path b; proxy_temp_path p;\n"
           "fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;\n"
           "server { listen 127.0.0.1:"
        + QByteArray::number(port) + " ssl http2;\nssl_certificate "
        + QByteArray::fromStdString(testCertificate("server.pem")) + ";\nssl_certificate_key "
        + QByteArray::fromStdString(testCertificate("server.key"))
        + ";\nlocation / { return 200 \"$server_protocol\"; } } }\n";
}

int freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

class TestUpstreamHttp2 final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addSocketWatches(); }

    void initTestCase()
    {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("nginx"),
                                                               {QStringLiteral("/usr/sbin"),
                                                                QStringLiteral("/usr/bin"),
                                                                QStringLiteral("/usr/local/sbin")});
        if (program.isEmpty()) {
            QSKIP("nginx, which speaks HTTP/2 here, is not installed");
        }
        const int port = freePort();
        m_dir.write("nginx.conf", configuration(port).toStdString());
        const QString folder = QString::fromStdString(m_dir.path().string());
        m_nginx.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_nginx.start(program,
                      {QStringLiteral("-p"), folder, QStringLiteral("-e"), QStringLiteral("stderr"),
                       QStringLiteral("-c"), folder + QStringLiteral("/nginx.conf")});
        QVERIFY(m_nginx.waitForStarted());
        const bool isListening = QTest::qWaitFor(
            [port] {
                QTcpSocket socket;
                socket.connectToHost(QHostAddress::LocalHost, static_cast<quint16>(port));
                return socket.waitForConnected(100);
            },
            10'000);
        if (!isListening) {
            QSKIP("nginx does not start with HTTP/2 here");
        }
        m_url = "https://127.0.0.1:" + std::to_string(port) + "/";
    }

    void cleanupTestCase()
    {
        if (m_nginx.state() != QProcess::NotRunning) {
            m_nginx.terminate();
            QVERIFY(m_nginx.waitForFinished());
        }
    }

    void isSpokenOnRequestOnly()
    {
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(m_url, "{}", options(HttpPreference::Http11)));
        QCOMPARE(receiver.body, "HTTP/1.1");
        RecordingReceiver second;
        run(client, second, requestTo(m_url, "{}", options(HttpPreference::Http2IfOffered)));
        QVERIFY2(second.result->end == CallEnd::Complete, second.result->detail.c_str());
    }

    // Without bodies: nginx answers here before it has read one, and libcurl 7.88 takes that for an
    // error of the stream.
    void manyShareAConnection()
    {
        UpstreamClient client(socketWatch());
        std::vector<std::unique_ptr<RecordingReceiver>> receivers;
        for (int i = 0; i < 60; ++i) {
            receivers.push_back(std::make_unique<RecordingReceiver>());
            receivers.back()->call = client.send(
                requestTo(m_url, {}, options(HttpPreference::Http2IfOffered)), *receivers.back());
        }
        receivers[7]->whenAnswered = [&receivers] { receivers[7]->call.reset(); };
        receivers[8]->call.reset();
        QVERIFY(eventually([&client] { return client.liveCalls() == 0; }));
        std::ptrdiff_t reused = 0;
        for (std::size_t i = 0; i < receivers.size(); ++i) {
            if (i != 7 && i != 8) {
                QVERIFY2(receivers[i]->result->end == CallEnd::Complete,
                         receivers[i]->result->detail.c_str());
                QCOMPARE(receivers[i]->body, "HTTP/2.0");
                reused += receivers[i]->result->wasReused ? 1 : 0;
            }
        }
        QVERIFY(reused >= 50);
    }

private:
    [[nodiscard]] static std::shared_ptr<ConnectionOptions> options(HttpPreference http)
    {
        auto options = direct();
        options->http = http;
        options->caFile = testCertificate("ca.pem");
        return options;
    }

    TempDir m_dir;
    QProcess m_nginx;
    std::string m_url;
};

QTEST_GUILESS_MAIN(TestUpstreamHttp2)
#include "tst_upstreamhttp2.moc"
