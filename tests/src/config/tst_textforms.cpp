#include "config/textforms.h"

#include <QTest>

#include <initializer_list>
#include <string>

using namespace penstock::config;

namespace
{

using Texts = std::initializer_list<const char *>;

void checkAll(bool (*is)(std::string_view), Texts yes, Texts no)
{
    for (const char *text : yes) {
        QVERIFY2(is(text), text);
    }
    for (const char *text : no) {
        QVERIFY2(!is(text), text);
    }
}

} // namespace

class TestTextForms final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressesOfIpv4()
    {
        checkAll(isAddress, {"0.0.0.0", "127.0.0.1", "255.255.255.255", "10.1.2.3", "loopback"},
                 {"",         "1",          "1.2.3",    "1.2.3.4.5",  "256.0.0.1", "1.2.3.256",
                  "1..2.3",   ".1.2.3.4",   "1.2.3.4.", "1.2.3.",     "a.b.c.d",   "1.2.3.4 ",
                  " 1.2.3.4", "-1.2.3.4",   "+1.2.3.4", "1.2.3.4:80", "1.2.3.4/8", "0x1.2.3.4",
                  "1,2,3,4",  "1234.1.1.1", "Loopback", "localhost",  "*"});
    }

    void addressesOfIpv6()
    {
        checkAll(isAddress,
                 {"::", "::1", "1::", "fe80::1", "1:2:3:4:5:6:7:8",
                  "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::8", "2001:db8::ff00:42:8329",
                  "ABCD:ef01::", "::ffff:192.168.0.1", "64:ff9b::10.0.0.1", "1:2:3:4:5:6:1.2.3.4",
                  "::1.2.3.4", "fe80::1%eth0", "fe80::1%3"},
                 {":",
                  ":::",
                  "1:2:3:4:5:6:7",
                  "1:2:3:4:5:6:7:8:9",
                  "1::2::3",
                  ":1::",
                  "1:::2",
                  "1:2:3:4:5:6:7:",
                  ":2:3:4:5:6:7:8",
                  "12345::",
                  "g::",
                  "::1.2.3",
                  "::256.1.1.1",
                  "1:2:3:4:5:6:7:1.2.3.4",
                  "::1.2.3.4:5",
                  "1.2.3.4::",
                  "[::1]",
                  "::1/64",
                  "::1 ",
                  "1:2:3:4:5:6:7:8::",
                  "::1:2:3:4:5:6:7:8",
                  "-1::",
                  "fe80::1%",
                  "%eth0",
                  "::1%a b"});
    }

    void loopback()
    {
        checkAll(isLoopbackAddress,
                 {"loopback", "localhost", "::1", "127.0.0.1", "127.255.255.254"},
                 {"", "0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "127.evil.test", "127.0.0.1.evil",
                  "localhost.evil", "::2"});
    }

    void httpAddresses()
    {
        checkAll(isHttpUrl,
                 {"http://a", "https://a.test", "https://a.test/", "https://a.test:443/x?y#z",
                  "http://127.0.0.1:8080", "http://[::1]:8080/x", "https://[fe80::1]",
                  "https://a_b", "https://\xC3\xA4.test", "https://a.test/x@y",
                  "https://a.test?x=1"},
                 {"",
                  "a.test",
                  "//a.test",
                  "ftp://a",
                  "HTTP",
                  "http:",
                  "http:/a",
                  "http://",
                  "https:///x",
                  "https://?x",
                  "https://:80",
                  "https://a:",
                  "https://a:0",
                  "https://a:65536",
                  "https://a:x",
                  "https://a:80:80",
                  "https://[::1",
                  "https://::1",
                  "https://[]",
                  "https://[x]",
                  "https://[::1]x",
                  "https://u@a",
                  "https://u:p@a",
                  "https://a b",
                  "https://a\"",
                  "https://a<b>",
                  "https://a\\b",
                  " https://a",
                  "https://a ",
                  "https://a!",
                  "javascript:alert(1)",
                  "https://[loopback]"});
    }

    void proxyAddresses()
    {
        checkAll(isProxyUrl,
                 {"http://p:3128", "https://p", "socks5://10.0.0.1:1080", "socks5h://p",
                  "http://u:p@proxy:1", "http://u@proxy", "http://u:a@b@proxy"},
                 {"", "p:3128", "socks4://p", "http://", "http://u:p@", "ftp://p", "http://p q"});
    }

    void apiVersions()
    {
        checkAll(isApiVersion,
                 {"v1", "preview", "2024-10-21", "2025-04-01-preview", "2024-02-15-beta2"},
                 {"", "v2", "V1", "2024", "2024-10", "2024-10-2", "24-10-21", "2024/10/21",
                  "2024-10-21-", "2024-10-21preview", "2024-10-21-pre view", "2024-10-21-pre-view",
                  " 2024-10-21", "2024-10-21 ", "latest"});
    }

    void names()
    {
        const std::string longest(64, 'a');
        const std::string tooLong(65, 'a');
        checkAll(isInstanceName,
                 {"a", "0", "westeurope", "West-Europe_1.b", "addition", "Config", longest.c_str()},
                 {"", "-a", ".a", "_a", "a b", "a/b", "a:b", "\xC3\xA4", "add", "add-many",
                  "config", "verify", "all", "a\n", tooLong.c_str()});
    }

    void digests()
    {
        const std::string digest(64, 'f');
        checkAll(isSha256, {digest.c_str(), (std::string(32, '0') + std::string(32, 'A')).c_str()},
                 {"", (digest + "0").c_str(), digest.substr(1).c_str(),
                  (digest.substr(1) + "g").c_str(), (digest.substr(1) + " ").c_str()});
    }

    void headerNames()
    {
        checkAll(isHeaderName, {"X-Team", "x", "a.b!#$%&'*+^_`|~1"},
                 {"", "a b", "a:", "a\r\n", "\xC3\xA4", "a(b)", "a\"", "a,b", "a/b", "a=b", "a@b"});
    }

    void controlCharacters()
    {
        QVERIFY(hasControlCharacters("a\tb"));
        QVERIFY(hasControlCharacters("a\x7F"));
        QVERIFY(hasControlCharacters(std::string_view("a\0b", 3)));
        QVERIFY(!hasControlCharacters("a b \xC3\xA4 \xE2\x80\xA8"));
        QVERIFY(!hasControlCharacters(""));
    }

    void hosts_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("hasUser");
        const auto row = [](const char *url, const char *host, bool hasUser) {
            QTest::newRow(url) << QByteArray(url) << QByteArray(host) << hasUser;
        };
        row("https://a.test", "a.test", false);
        row("https://a.test:8/x@y", "a.test", false);
        row("http://[::1]:80/", "::1", false);
        row("http://u:p@h:1", "h", true);
        row("http://u:p@[::1]", "::1", true);
        row("redis://:p@h/0", "h", true);
        row("https://evil.test#@good.test", "evil.test", false);
        row("https://evil.test?@good.test", "evil.test", false);
        row("http://a@b@c", "c", true);
        row("a.test", "", false);
        row("", "", false);
    }
    void hosts()
    {
        QFETCH(const QByteArray, url);
        QFETCH(const bool, hasUser);
        const std::string_view text(url.constData(), static_cast<std::size_t>(url.size()));
        const std::string_view host = hostOf(text);
        QTEST(QByteArray(host.data(), static_cast<int>(host.size())), "host");
        QCOMPARE(hasUserInformation(text), hasUser);
    }
};

QTEST_APPLESS_MAIN(TestTextForms)
#include "tst_textforms.moc"
