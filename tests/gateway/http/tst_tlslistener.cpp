#include "gateway/http/httpchecks.h"
#include "gateway/http/httpfixture.h"
#include "gateway/http/scriptedhandler.h"

#include <QSslSocket>
#include <QTest>

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>

using namespace penstock;
using namespace penstock::test;

namespace
{

constexpr int patienceMs = 10'000;

std::filesystem::path tlsFile(const char *name)
{
    return std::filesystem::path(PENSTOCK_SOURCE_DIR) / "tests" / "data" / "tls" / name;
}

http::TlsIdentity identity()
{
    auto loaded = http::TlsIdentity::load(tlsFile("listener.crt"), tlsFile("listener.key"));
    if (!loaded) {
        qFatal("%s", loaded.error().message.c_str());
    }
    return std::move(*loaded);
}

/// A client that trusts the listener's certificate and nothing else.
class TlsClient final
{
public:
    explicit TlsClient(std::uint16_t port, qint64 readBuffer = 0)
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates(QSslCertificate::fromPath(
            QString::fromStdString(tlsFile("listener.crt").string()), QSsl::Pem));
        m_socket.setSslConfiguration(configuration);
        m_socket.setReadBufferSize(readBuffer);
        m_socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
        m_isEncrypted = m_socket.waitForEncrypted(patienceMs);
    }

    [[nodiscard]] bool isEncrypted() const { return m_isEncrypted; }
    [[nodiscard]] QSslSocket &socket() { return m_socket; }

    [[nodiscard]] bool send(const std::string &bytes)
    {
        m_socket.write(bytes.data(), static_cast<qint64>(bytes.size()));
        while (m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite() > 0) {
            if (!m_socket.waitForBytesWritten(patienceMs)) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] std::string receive(std::size_t size)
    {
        std::string text;
        while (text.size() < size) {
            if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(patienceMs)) {
                break;
            }
            text += m_socket.read(static_cast<qint64>(size - text.size())).toStdString();
        }
        return text;
    }
    /// Up to and with the empty line.
    [[nodiscard]] std::string receiveHead()
    {
        std::string text;
        while (!text.ends_with("\r\n\r\n")) {
            const std::string byte = receive(1);
            if (byte.empty()) {
                return text;
            }
            text += byte;
        }
        return text;
    }
    [[nodiscard]] bool seesEnd()
    {
        return m_socket.state() == QAbstractSocket::UnconnectedState
            || m_socket.waitForDisconnected(patienceMs);
    }

private:
    QSslSocket m_socket;
    bool m_isEncrypted = false;
};

} // namespace

class TestTlsListener final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();
    void requests_areAnswered();
    void bodies_arrive();
    void stream_waitsForItsClient();
    void slowClient_isNotStalled();
    void clientGone_isHeard();
    void plainHttpOnTheTlsPort_ends();
    void tlsOnThePlainPort_isRefused();
    void missingHandshake_endsInTime();
    void handshakingClient_doesNotHoldUpADrain();
    void badFiles_areSentences_data();
    void badFiles_areSentences();

private:
    [[nodiscard]] FixtureSetup setup(http::HttpPolicy policy = {}) const;

    std::unique_ptr<HttpFixture> m_fixture;
};

void TestTlsListener::initTestCase_data()
{
    QTest::addColumn<EventPath>("path");
    QTest::newRow("best") << EventPath::Best;
    QTest::newRow("portable") << EventPath::Portable;
}

FixtureSetup TestTlsListener::setup(http::HttpPolicy policy) const
{
    QFETCH_GLOBAL(const EventPath, path);
    return {.policy = std::move(policy), .tls = identity(), .eventPath = path};
}

void TestTlsListener::init()
{
    m_fixture = std::make_unique<HttpFixture>(setup());
}

void TestTlsListener::cleanup()
{
    m_fixture.reset();
}

void TestTlsListener::requests_areAnswered()
{
    TlsClient client(m_fixture->port());
    QVERIFY2(client.isEncrypted(), qPrintable(client.socket().errorString()));
    for (int i = 0; i < 20; ++i) {
        QVERIFY(client.send(get("/size/3")));
        const std::string head = client.receiveHead();
        QVERIFY2(head.starts_with("HTTP/1.1 200 OK\r\n"), head.c_str());
        QCOMPARE(client.receive(3), streamBytes(0, 3));
    }
    QVERIFY(client.send(get("/", "Connection: close\r\n")));
    QVERIFY(client.receiveHead().find("Connection: close\r\n") != std::string::npos);
    QCOMPARE(client.receive(2), "ok");
    QVERIFY(client.seesEnd());
    QVERIFY(m_fixture->waitUntilQuiet());
}

void TestTlsListener::bodies_arrive()
{
    TlsClient client(m_fixture->port());
    const std::string body(3'000'000, 'b');
    QVERIFY(client.send(post("/echo", body)));
    const std::string head = client.receiveHead();
    const std::size_t at = head.find("Content-Length: ");
    QVERIFY(at != std::string::npos);
    const std::size_t length = std::stoul(head.substr(at + 16));
    const std::string answer = client.receive(length);
    QCOMPARE(answer.size(), length);
    QVERIFY(answer.ends_with("\n\n" + body));
}

void TestTlsListener::stream_waitsForItsClient()
{
    constexpr std::size_t pieces = 400;
    constexpr std::size_t piece = 32'768;
    TlsClient client(m_fixture->port(), 16'384);
    QVERIFY(client.send("GET /stream/" + std::to_string(pieces) + "/" + std::to_string(piece)
                        + " HTTP/1.0\r\n\r\n"));
    QVERIFY(m_fixture->log().waitFor([](const auto &counts) { return counts.full > 0; }));
    (void)client.receiveHead();
    QVERIFY(client.receive(pieces * piece) == streamBytes(0, pieces * piece));
    QVERIFY(client.seesEnd());
    // Encryption adds a little to what waits.
    const std::int64_t most = m_fixture->log().counts().mostBuffered;
    QVERIFY2(most <= std::int64_t{256 * 1024 + 2 * piece}, std::to_string(most).c_str());
    QVERIFY(m_fixture->waitUntilQuiet());
}

void TestTlsListener::slowClient_isNotStalled()
{
    QFETCH_GLOBAL(const EventPath, path);
    if (path != EventPath::Best) {
        QSKIP("takes long, and the event loop plays no part in it");
    }
    http::HttpPolicy policy;
    policy.limits.stalledClient = std::chrono::milliseconds(1'000);
    HttpFixture fixture(setup(policy));
    constexpr std::size_t size = 10'000'000;
    constexpr std::size_t steps = 50;
    TlsClient client(fixture.port(), 16'384);
    // Large pieces: what is encrypted already still has to leave.
    QVERIFY(client.send("GET /stream/2/" + std::to_string(size / 2) + " HTTP/1.0\r\n\r\n"));
    (void)client.receiveHead();
    for (std::size_t i = 0; i < steps; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(40));
        QCOMPARE(client.receive(size / steps).size(), size / steps);
    }
}

void TestTlsListener::clientGone_isHeard()
{
    for (const char *target : {"/never", "/stream/100000/10000", "/trickle/100000/5"}) {
        const int before = m_fixture->log().requestCount();
        TlsClient client(m_fixture->port(), 4096);
        QVERIFY(client.send(get(target)));
        QVERIFY(m_fixture->log().waitForRequests(before + 1));
        client.socket().abort();
        QVERIFY(m_fixture->log().waitFor(
            [before](const auto &counts) { return counts.closed == before + 1; }));
    }
    QVERIFY(m_fixture->waitUntilQuiet());
}

void TestTlsListener::plainHttpOnTheTlsPort_ends()
{
    RawClient client(m_fixture->port());
    QVERIFY(client.send(get("/")));
    QVERIFY(client.seesEnd());
    QVERIFY(m_fixture->waitUntilQuiet());
    QCOMPARE(m_fixture->log().requestCount(), 0);
}

void TestTlsListener::tlsOnThePlainPort_isRefused()
{
    HttpFixture plain;
    QSslSocket socket;
    socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), plain.port());
    QVERIFY(!socket.waitForEncrypted(patienceMs));
    RawClient client(plain.port());
    const RawAnswer answer = client.ask(std::string("\x16\x03\x01\x00\x10", 5));
    QVERIFY2(faultOf(answer, 400).empty(), faultOf(answer, 400).c_str());
    QVERIFY(answer.body.find("http://") != std::string::npos);
    socket.abort();
    client.close();
    QVERIFY(plain.waitUntilQuiet());
    QVERIFY(plain.servesOthers());
}

void TestTlsListener::missingHandshake_endsInTime()
{
    HttpFixture fixture(setup(quickPolicy()));
    RawClient silent(fixture.port());
    RawClient half(fixture.port());
    QVERIFY(half.send(std::string("\x16\x03\x01\x02\x00\x01", 6)));
    QVERIFY(silent.seesEnd());
    QVERIFY(half.seesEnd());
    QVERIFY(fixture.waitUntilQuiet());
}

void TestTlsListener::handshakingClient_doesNotHoldUpADrain()
{
    QSslSocket socket;
    socket.setPeerVerifyMode(QSslSocket::VerifyNone);
    socket.connectToHost(QStringLiteral("127.0.0.1"), m_fixture->port());
    QVERIFY(socket.waitForConnected(patienceMs));
    QVERIFY(m_fixture->waitForConnections(1));
    m_fixture->drain(std::chrono::seconds(60));
    socket.startClientEncryption();
    (void)socket.waitForEncrypted(patienceMs);
    QVERIFY(socket.state() == QAbstractSocket::UnconnectedState
            || socket.waitForDisconnected(patienceMs));
    QVERIFY(m_fixture->waitForDrained());
}

void TestTlsListener::badFiles_areSentences_data()
{
    QTest::addColumn<std::string>("certificate");
    QTest::addColumn<std::string>("key");
    const std::string good = "listener.crt";
    const std::string goodKey = "listener.key";
    QTest::newRow("no certificate file") << std::string("missing.crt") << goodKey;
    QTest::newRow("no key file") << good << std::string("missing.key");
    QTest::newRow("key instead of certificate") << goodKey << goodKey;
    QTest::newRow("certificate instead of key") << good << good;
    QTest::newRow("text instead of certificate") << std::string("README.md") << goodKey;
    QTest::newRow("key of another certificate") << good << std::string("server.key");
}

void TestTlsListener::badFiles_areSentences()
{
    QFETCH(const std::string, certificate);
    QFETCH(const std::string, key);
    const auto loaded = http::TlsIdentity::load(tlsFile(certificate.c_str()), tlsFile(key.c_str()));
    QVERIFY(!loaded);
    QVERIFY2(loaded.error().message.ends_with('.'), loaded.error().message.c_str());
    const bool namesAFile = loaded.error().message.find(certificate) != std::string::npos
        || loaded.error().message.find(key) != std::string::npos;
    QVERIFY2(namesAFile, loaded.error().message.c_str());
}

QTEST_GUILESS_MAIN(TestTlsListener)
#include "tst_tlslistener.moc"
