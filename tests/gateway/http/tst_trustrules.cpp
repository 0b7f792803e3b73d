#include "http/trustrules.h"

#include <QTest>

#include <optional>
#include <string>

using namespace penstock;
using namespace penstock::http;

namespace
{

const LocalEnd here{.address = "127.0.0.1", .port = 3010, .transport = Transport::Plain};

TrustSettings settings()
{
    return {.allowedHosts = {"box.example", "other.example:8443", "*.lan", "fd00::7", "10.0.0.5"},
            .allowedOrigins
            = {"https://page.example", "https://slash.example/", "http://port.example:8080"}};
}

wire::RequestHead head(const std::string &text)
{
    auto parsed = wire::RequestHead::parse(text, {});
    if (!parsed) {
        qFatal("%s", parsed.error().message.c_str());
    }
    return std::move(*parsed);
}

wire::RequestHead withOrigin(const std::string &origin, const std::string &more = {})
{
    return head("GET /completion HTTP/1.1\r\nHost: localhost:3010\r\nOrigin: " + origin + more);
}

int statusOf(const TrustVerdict &verdict)
{
    return verdict.refusal ? verdict.refusal->status : 200;
}

std::string corsField(const TrustVerdict &verdict, const std::string &name)
{
    for (const wire::HeaderField &field : verdict.corsFields) {
        if (field.name == name) {
            return field.value;
        }
    }
    return {};
}

} // namespace

class TestTrustRules final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void host_data();
    void host();
    void target_data();
    void target();
    void missingHost_isLoopback();
    void listenAddress_isOurs();
    void origin_data();
    void origin();
    void origin_countsWhateverTheMethod();
    void star_allowsEveryOrigin();
    void ownOrigin_goesByTheTransport();
    void fetchSite_data();
    void fetchSite();
    void corsFields_nameTheOrigin();
    void preflight_isTold_data();
    void preflight_isTold();
    void preflight_repeatsWhatIsAsked();
    void refusals_sayWhatToDo();
};

void TestTrustRules::host_data()
{
    QTest::addColumn<std::string>("host");
    QTest::addColumn<bool>("isOurs");
    const auto row
        = [](const char *host, bool isOurs) { QTest::newRow(host) << std::string(host) << isOurs; };
    for (const char *host :
         {"localhost",     "LOCALHOST:3010",     "localhost:1",    "localhost.",
          "app.localhost", "a.b.localhost:3010", "127.0.0.1",      "127.0.0.1:3010",
          "127.1.2.3",     "127.255.255.255:80", "[::1]",          "[::1]:3010",
          "box.example",   "Box.Example:99",     "box.example.",   "other.example:8443",
          "a.lan",         "a.b.lan:3010",       "[fd00::7]:3010", "10.0.0.5:3010"}) {
        row(host, true);
    }
    for (const char *host : {"evil.example",
                             "127.0.0.1.evil.com",
                             "127.0.0.1.nip.io",
                             "127.0.0.1.nip.io:3010",
                             "127.evil.com",
                             "127.0.0.a",
                             "127.0.1",
                             "127.0.0.0.1",
                             "1127.0.0.1",
                             "128.0.0.1",
                             "0.0.0.0",
                             "2130706433",
                             "0x7f.0.0.1",
                             "localhost.evil.com",
                             "evillocalhost",
                             "localhostevil",
                             ".localhost",
                             "-localhost.com",
                             "[::2]",
                             "[::1",
                             "::1",
                             "[::1]evil",
                             "[::1].evil.com",
                             "[]",
                             "localhost:abc",
                             "localhost:99999",
                             "localhost:1:2",
                             "localhost:-1",
                             "other.example",
                             "other.example:8444",
                             "notbox.example",
                             "box.example.evil.com",
                             "lan",
                             ".lan",
                             "evillan",
                             "a.lan.evil.com",
                             "[fd00::8]",
                             "10.0.0.50",
                             "192.168.1.1",
                             ":3010",
                             "."}) {
        row(host, false);
    }
}

void TestTrustRules::host()
{
    QFETCH(const std::string, host);
    QFETCH(const bool, isOurs);
    const TrustVerdict verdict = judge(head("GET / HTTP/1.1\r\nHost: " + host), here, settings());
    QCOMPARE(statusOf(verdict), isOurs ? 200 : 421);
}

void TestTrustRules::target_data()
{
    QTest::addColumn<std::string>("target");
    QTest::addColumn<bool>("isOurs");
    const auto row = [](const char *target, bool isOurs) {
        QTest::newRow(target) << std::string(target) << isOurs;
    };
    row("/", true);
    row("/x?u=http://evil.com/", true);
    row("//evil.com/", true);
    row("*", true);
    row("http://localhost/x", true);
    row("http://127.0.0.1:3010", true);
    row("HTTP://LOCALHOST?x", true);
    row("http://evil.com/", false);
    row("http://evil.com/localhost", false);
    row("https://evil.com#localhost", false);
    row("http://localhost@evil.com/", false);
    row("http://user@localhost/", false);
    row("http://user:secret@localhost/", false);
    row("http://localhost:80@evil.com/", false);
    row("http://evil.com:80\\@localhost/", false);
    row("http://localhost\\.evil.com/", false);
    row("http:///x", false);
    row("http://%6c%6f%63alhost/", false);
}

void TestTrustRules::target()
{
    QFETCH(const std::string, target);
    QFETCH(const bool, isOurs);
    const auto ownHost = head("GET " + target + " HTTP/1.1\r\nHost: localhost");
    QCOMPARE(statusOf(judge(ownHost, here, settings())), isOurs ? 200 : 421);
    const auto evilHost = head("GET " + target + " HTTP/1.1\r\nHost: evil.com");
    QCOMPARE(statusOf(judge(evilHost, here, settings())), 421);
}

void TestTrustRules::missingHost_isLoopback()
{
    QCOMPARE(statusOf(judge(head("GET / HTTP/1.0"), here, {})), 200);
    QCOMPARE(statusOf(judge(head("GET / HTTP/1.0\r\nHost: evil.com"), here, {})), 421);
}

void TestTrustRules::listenAddress_isOurs()
{
    const auto request = head("GET / HTTP/1.1\r\nHost: 192.168.7.7:3010");
    QCOMPARE(statusOf(judge(request, here, {})), 421);
    QCOMPARE(statusOf(judge(request, {.address = "192.168.7.7", .port = 3010}, {})), 200);
    const auto ipv6 = head("GET / HTTP/1.1\r\nHost: [FE80::1]:3010");
    QCOMPARE(statusOf(judge(ipv6, {.address = "fe80::1", .port = 3010}, {})), 200);
}

void TestTrustRules::origin_data()
{
    QTest::addColumn<std::string>("origin");
    QTest::addColumn<bool>("isAllowed");
    const auto row = [](const char *origin, bool isAllowed) {
        QTest::newRow(origin) << std::string(origin) << isAllowed;
    };
    for (const char *origin :
         {"http://localhost:3010", "http://127.0.0.1:3010", "http://[::1]:3010",
          "HTTP://Localhost:3010", "http://box.example:3010", "https://page.example",
          "HTTPS://PAGE.EXAMPLE", "https://slash.example", "http://port.example:8080"}) {
        row(origin, true);
    }
    for (const char *origin : {"null",
                               "",
                               "*",
                               "http://localhost",
                               "http://localhost:3011",
                               "https://localhost:3010",
                               "http://localhost:3010/",
                               "http://evil.com:3010",
                               "http://localhost:3010.evil.com",
                               "http://localhost.evil.com:3010",
                               "http://evil@localhost:3010",
                               "localhost:3010",
                               "http://page.example",
                               "https://page.example:444",
                               "https://page.example.evil.com",
                               "https://sub.page.example",
                               "http://port.example",
                               "file://",
                               "http://",
                               "chrome-extension://x",
                               "https://page.example, https://evil.com"}) {
        row(origin, false);
    }
}

void TestTrustRules::origin()
{
    QFETCH(const std::string, origin);
    QFETCH(const bool, isAllowed);
    const TrustVerdict verdict = judge(withOrigin(origin), here, settings());
    QCOMPARE(statusOf(verdict), isAllowed ? 200 : 403);
    QCOMPARE(corsField(verdict, "Access-Control-Allow-Origin"), isAllowed ? origin : std::string());
    // An allowed origin is one, whatever the browser says of its site.
    QCOMPARE(
        statusOf(judge(withOrigin(origin, "\r\nSec-Fetch-Site: cross-site"), here, settings())),
        isAllowed ? 200 : 403);
}

void TestTrustRules::origin_countsWhateverTheMethod()
{
    for (const char *method : {"GET", "HEAD", "POST", "OPTIONS", "DELETE", "BREW"}) {
        const auto request = head(std::string(method)
                                  + " / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.com");
        QCOMPARE(statusOf(judge(request, here, {})), 403);
    }
}

void TestTrustRules::star_allowsEveryOrigin()
{
    const TrustSettings all{.allowedHosts = {}, .allowedOrigins = {"*"}};
    for (const char *origin : {"https://any.example", "null"}) {
        const TrustVerdict verdict = judge(withOrigin(origin), here, all);
        QCOMPARE(statusOf(verdict), 200);
        QCOMPARE(corsField(verdict, "Access-Control-Allow-Origin"), std::string(origin));
    }
    // It says nothing about names.
    QCOMPARE(statusOf(judge(head("GET / HTTP/1.1\r\nHost: evil.com"), here, all)), 421);
}

void TestTrustRules::ownOrigin_goesByTheTransport()
{
    const LocalEnd tls{.address = "127.0.0.1", .port = 443, .transport = Transport::Tls};
    QCOMPARE(statusOf(judge(withOrigin("https://localhost"), tls, {})), 200);
    QCOMPARE(statusOf(judge(withOrigin("https://localhost:443"), tls, {})), 200);
    QCOMPARE(statusOf(judge(withOrigin("http://localhost:443"), tls, {})), 403);
    const LocalEnd plain{.address = "127.0.0.1", .port = 80};
    QCOMPARE(statusOf(judge(withOrigin("http://localhost"), plain, {})), 200);
}

void TestTrustRules::fetchSite_data()
{
    QTest::addColumn<std::string>("site");
    QTest::addColumn<int>("status");
    QTest::newRow("cross-site") << std::string("cross-site") << 403;
    QTest::newRow("same-site") << std::string("same-site") << 403;
    QTest::newRow("Cross-Site") << std::string("Cross-Site") << 403;
    QTest::newRow("same-origin") << std::string("same-origin") << 200;
    QTest::newRow("none") << std::string("none") << 200;
    QTest::newRow("empty") << std::string() << 200;
}

void TestTrustRules::fetchSite()
{
    QFETCH(const std::string, site);
    QFETCH(const int, status);
    const auto request = head("GET / HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: " + site);
    const TrustVerdict verdict = judge(request, here, settings());
    QCOMPARE(statusOf(verdict), status);
    QVERIFY(verdict.corsFields.empty());
    // "*" is about origins that are named.
    QCOMPARE(statusOf(judge(request, here, {.allowedHosts = {}, .allowedOrigins = {"*"}})), status);
}

void TestTrustRules::corsFields_nameTheOrigin()
{
    const TrustVerdict verdict = judge(withOrigin("https://page.example"), here, settings());
    QVERIFY(!verdict.isPreflight);
    QCOMPARE(corsField(verdict, "Vary"), "Origin");
    QVERIFY(corsField(verdict, "Access-Control-Expose-Headers").find("Mcp-Session-Id")
            != std::string::npos);
    QVERIFY(corsField(verdict, "Access-Control-Allow-Methods").empty());
    QVERIFY(corsField(verdict, "Access-Control-Allow-Private-Network").empty());
}

void TestTrustRules::preflight_isTold_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<bool>("isPreflight");
    const std::string fields = " / HTTP/1.1\r\nHost: localhost";
    const std::string origin = "\r\nOrigin: https://page.example";
    const std::string method = "\r\nAccess-Control-Request-Method: POST";
    QTest::newRow("preflight") << "OPTIONS" + fields + origin + method << true;
    QTest::newRow("other method") << "GET" + fields + origin + method << false;
    QTest::newRow("no question") << "OPTIONS" + fields + origin << false;
    QTest::newRow("no origin") << "OPTIONS" + fields + method << false;
}

void TestTrustRules::preflight_isTold()
{
    QFETCH(const std::string, text);
    QFETCH(const bool, isPreflight);
    const TrustVerdict verdict = judge(head(text), here, settings());
    QVERIFY(!verdict.refusal);
    QCOMPARE(verdict.isPreflight, isPreflight);
    QCOMPARE(corsField(verdict, "Access-Control-Allow-Methods").empty(), !isPreflight);
}

void TestTrustRules::preflight_repeatsWhatIsAsked()
{
    const std::string text = "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://page.example"
                             "\r\nAccess-Control-Request-Method: PATCH";
    const TrustVerdict plain = judge(head(text), here, settings());
    QVERIFY(corsField(plain, "Access-Control-Allow-Headers").empty());
    QVERIFY(corsField(plain, "Access-Control-Allow-Private-Network").empty());
    const TrustVerdict full = judge(head(text
                                         + "\r\nAccess-Control-Request-Headers: Authorization, X-A"
                                           "\r\nAccess-Control-Request-Private-Network: true"),
                                    here, settings());
    QCOMPARE(corsField(full, "Access-Control-Allow-Headers"), "Authorization, X-A");
    QCOMPARE(corsField(full, "Access-Control-Allow-Private-Network"), "true");
    QVERIFY(corsField(full, "Access-Control-Allow-Methods").find("PATCH") != std::string::npos);
    QVERIFY(corsField(full, "Vary").find("Access-Control-Request-Headers") != std::string::npos);
}

void TestTrustRules::refusals_sayWhatToDo()
{
    const TrustVerdict host = judge(head("GET / HTTP/1.1\r\nHost: evil.com"), here, {});
    QVERIFY(host.refusal->message.find("'evil.com'") != std::string::npos);
    QVERIFY(host.refusal->message.find("allowed_hosts") != std::string::npos);
    QVERIFY(host.corsFields.empty());
    const TrustVerdict origin = judge(withOrigin("http://evil.com"), here, {});
    QVERIFY(origin.refusal->message.find("'http://evil.com'") != std::string::npos);
    QVERIFY(origin.refusal->message.find("allowed_origins") != std::string::npos);
    QVERIFY(origin.corsFields.empty());
    // Nobody has to read a novel.
    const TrustVerdict novel = judge(withOrigin("http://" + std::string(50'000, 'x')), here, {});
    QVERIFY(novel.refusal->message.size() < 500);
}

QTEST_APPLESS_MAIN(TestTrustRules)
#include "tst_trustrules.moc"
