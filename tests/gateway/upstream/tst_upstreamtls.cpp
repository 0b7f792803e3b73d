#include "bench.h"
#include "support/tempdir.h"

using namespace penstock;
using namespace penstock::test;
using namespace penstock::upstream;

namespace
{

std::shared_ptr<ConnectionOptions> trusting(const std::string &caFile)
{
    auto options = direct();
    options->caFile = caFile;
    return options;
}

std::string urlFor(const ScriptedServer &server, const std::string &host)
{
    return "https://" + host + ":" + std::to_string(server.port()) + "/";
}

} // namespace

class TestUpstreamTls final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addSocketWatches(); }
    void init()
    {
        m_server = std::make_unique<ScriptedServer>(answering(answer("ok")), ServerTls::Yes);
    }
    void cleanup() { m_server.reset(); }

    void unknownAuthority_isRejected()
    {
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(m_server->url(), "{}"));
        QVERIFY2(receiver.result->end == CallEnd::CertificateRejected,
                 receiver.result->detail.c_str());
        QVERIFY(!receiver.result->mayHaveRun);
        QVERIFY(receiver.result->message.find("certificate") != std::string::npos);
    }

    void namedAuthority_isTrusted()
    {
        UpstreamClient client(socketWatch());
        for (const bool isReused : {false, true}) {
            RecordingReceiver receiver;
            run(client, receiver,
                requestTo(m_server->url(), "{}", trusting(testCertificate("ca.pem"))));
            QVERIFY2(receiver.result->end == CallEnd::Complete, receiver.result->detail.c_str());
            QCOMPARE(receiver.result->wasReused, isReused);
            QCOMPARE(receiver.result->timings.secured.count() > 0, !isReused);
        }
    }

    void connectionsOfOtherOptions_areNotShared()
    {
        UpstreamClient client(socketWatch());
        auto careless = direct();
        careless->verification = TlsVerification::Off;
        RecordingReceiver first;
        run(client, first, requestTo(m_server->url(), "{}", careless));
        QVERIFY(first.result->end == CallEnd::Complete);
        // Whoever wants to verify may not talk over a connection that nobody has verified.
        RecordingReceiver second;
        run(client, second, requestTo(m_server->url(), "{}"));
        QVERIFY(second.result->end == CallEnd::CertificateRejected);
        RecordingReceiver third;
        run(client, third, requestTo(m_server->url(), "{}", trusting(testCertificate("ca.pem"))));
        QVERIFY(third.result->end == CallEnd::Complete);
        QVERIFY(!third.result->wasReused);
    }

    void certificateOfAnotherName_isRejected()
    {
        auto options = trusting(testCertificate("ca.pem"));
        options->resolve = {{"api.example.test", "127.0.0.1"}, {"other.example.test", "127.0.0.1"}};
        UpstreamClient client(socketWatch());
        RecordingReceiver right;
        run(client, right, requestTo(urlFor(*m_server, "api.example.test"), "{}", options));
        QVERIFY2(right.result->end == CallEnd::Complete, right.result->detail.c_str());
        RecordingReceiver wrong;
        run(client, wrong, requestTo(urlFor(*m_server, "other.example.test"), "{}", options));
        QVERIFY(wrong.result->end == CallEnd::CertificateRejected);
        QVERIFY(!wrong.result->mayHaveRun);
    }

    void missingCaFile_saysSo()
    {
        const TempDir dir;
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver,
            requestTo(m_server->url(), "{}", trusting(dir.file("nowhere.pem").string())));
        QVERIFY2(receiver.result->end == CallEnd::LocalFailure, receiver.result->detail.c_str());
        QVERIFY(receiver.result->message.find("nowhere.pem") != std::string::npos);
        QVERIFY(receiver.result->message.ends_with('.'));
    }

    void reusedConnectionDead_isTriedOnceMore()
    {
        std::atomic<int> executions = 0;
        const ScriptedServer server(
            [&executions](ScriptedConnection &connection) {
                while (connection.readRequest()) {
                    if (++executions == 2) {
                        return;
                    }
                    connection.send(answer("ok"));
                }
            },
            ServerTls::Yes);
        auto options = direct();
        options->verification = TlsVerification::Off;
        UpstreamClient client(socketWatch());
        RecordingReceiver first;
        run(client, first, requestTo(server.url(), "{}", options));
        RecordingReceiver receiver;
        run(client, receiver, requestTo(server.url(), "{}", options));
        QCOMPARE(receiver.events, "TASE");
        QCOMPARE(executions.load(), 3);
    }

private:
    std::unique_ptr<ScriptedServer> m_server;
};

QTEST_GUILESS_MAIN(TestUpstreamTls)
#include "tst_upstreamtls.moc"
