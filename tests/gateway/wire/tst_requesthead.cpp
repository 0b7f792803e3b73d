#include "wire/requesthead.h"

#include <QTest>

using namespace penstock::wire;

namespace
{

std::string get(const std::string &fields)
{
    return "GET / HTTP/1.1\r\nHost: localhost" + (fields.empty() ? "" : "\r\n" + fields);
}

} // namespace

class TestRequestHead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeHead_givesItsParts()
    {
        const auto head = RequestHead::parse("POST /v1/chat/completions?x=%20y HTTP/1.1\r\n"
                                             "Host: 127.0.0.1:3010\r\n"
                                             "Content-Type:application/json\r\n"
                                             "X-Empty:\r\n"
                                             "CONTENT-LENGTH: \t 12 \r\n"
                                             "Expect: 100-Continue",
                                             {});
        QVERIFY(head.has_value());
        QCOMPARE(head->method(), "POST");
        QCOMPARE(head->target(), "/v1/chat/completions?x=%20y");
        QCOMPARE(head->version(), HttpVersion::Http11);
        QCOMPARE(head->fieldCount(), 5U);
        QCOMPARE(head->field(1).name, "Content-Type");
        QCOMPARE(*head->find("content-type"), "application/json");
        QCOMPARE(*head->find("x-empty"), "");
        QVERIFY(!head->find("cookie"));
        QCOMPARE(head->framing(), BodyFraming::Length);
        QCOMPARE(head->contentLength(), 12U);
        QVERIFY(head->keepsAlive());
        QVERIFY(head->expectsContinue());
    }

    void refused_data()
    {
        QTest::addColumn<std::string>("block");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const std::string &block, int status) {
            QTest::newRow(name) << block << status;
        };
        row("garbage", "GARBAGE", 400);
        row("empty", "", 400);
        row("no target", "GET  HTTP/1.1\r\nHost: a", 400);
        row("two blanks", "GET /  HTTP/1.1\r\nHost: a", 400);
        row("blank in target", "GET /a b HTTP/1.1\r\nHost: a", 400);
        row("method with bracket", "G(T / HTTP/1.1\r\nHost: a", 400);
        row("TLS hello", std::string("\x16\x03\x01\x02 \x01 \x03", 7), 400);
        row("HTTP/9.9", "GET / HTTP/9.9\r\nHost: a", 505);
        row("HTTPZx.y", "GET / HTTPZx.y\r\nHost: a", 505);
        row("HTTP/2.0", "PRI * HTTP/2.0", 505);
        row("lower-case http", "GET / http/1.1\r\nHost: a", 505);
        row("raw byte in target", "GET /\xFF HTTP/1.1\r\nHost: a", 400);
        row("broken escape", "GET /%zz HTTP/1.1\r\nHost: a", 400);
        row("cut escape", "GET /%2 HTTP/1.1\r\nHost: a", 400);
        row("NUL in target", std::string("GET /\0x HTTP/1.1\r\nHost: a", 25), 400);
        row("authority form", "CONNECT a:443 HTTP/1.1\r\nHost: a", 400);
        row("no host", "GET / HTTP/1.1", 400);
        row("two hosts", get("Host: b"), 400);
        row("strange host", "GET / HTTP/1.1\r\nHost: a b/../c?d#e@f", 400);
        row("empty host", "GET / HTTP/1.1\r\nHost:", 400);
        row("field without colon", get("abc"), 400);
        row("blank before colon", get("Name : v"), 400);
        row("empty name", get(": v"), 400);
        row("continued line", get("A: b\r\n c"), 400);
        row("NUL in value", get(std::string("A: \0", 4)), 400);
        row("control in value", get("A: b\x01"), 400);
        row("bare line feed", get("A: b\nC: d"), 400);
        row("bare carriage return", get("A: b\rC: d"), 400);
        row("length below zero", get("Content-Length: -5"), 400);
        row("length with plus", get("Content-Length: +3"), 400);
        row("length in hex", get("Content-Length: 0x3"), 400);
        row("length as word", get("Content-Length: abc"), 400);
        row("length as list", get("Content-Length: 3, 3"), 400);
        row("length empty", get("Content-Length:"), 400);
        row("length 2^63", get("Content-Length: 9223372036854775808"), 413);
        row("length 2^64", get("Content-Length: 18446744073709551616"), 413);
        row("two lengths", get("Content-Length: 3\r\nContent-Length: 5"), 400);
        row("two equal lengths", get("Content-Length: 3\r\nContent-Length: 3"), 400);
        row("length and chunked", get("Content-Length: 3\r\nTransfer-Encoding: chunked"), 400);
        row("chunked and length", get("Transfer-Encoding: chunked\r\nContent-Length: 3"), 400);
        row("gzip", get("Transfer-Encoding: gzip"), 501);
        row("gzip, chunked", get("Transfer-Encoding: gzip, chunked"), 501);
        row("xchunked", get("Transfer-Encoding: xchunked"), 501);
        row("chunked twice", get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400);
        row("chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked", 501);
        row("other expectation", get("Expect: a-pony"), 417);
    }

    void refused()
    {
        QFETCH(const std::string, block);
        QFETCH(const int, status);
        const auto head = RequestHead::parse(block, {});
        QVERIFY(!head.has_value());
        QCOMPARE(head.error().status, status);
        QVERIFY(head.error().message.ends_with('.'));
    }

    void limits_areExact()
    {
        std::string fields;
        for (int i = 0; i < 99; ++i) {
            fields += (i > 0 ? "\r\n" : "") + std::string("A: b");
        }
        QVERIFY(RequestHead::parse(get(fields), {}).has_value());
        QCOMPARE(RequestHead::parse(get(fields + "\r\nA: b"), {}).error().status, 431);

        const std::string start = get("A: ");
        const std::string full = start + std::string(65536 - start.size(), 'x');
        QVERIFY(RequestHead::parse(full, {}).has_value());
        QCOMPARE(RequestHead::parse(full + 'x', {}).error().status, 431);
    }

    void connection_data()
    {
        QTest::addColumn<std::string>("block");
        QTest::addColumn<bool>("keepsAlive");
        const auto row = [](const char *name, const std::string &block, bool keepsAlive) {
            QTest::newRow(name) << block << keepsAlive;
        };
        row("1.1", get(""), true);
        row("1.1 close", get("Connection: close"), false);
        row("1.1 Close in a list", get("Connection: x, CLOSE"), false);
        row("1.0", "GET / HTTP/1.0", false);
        row("1.0 keep-alive", "GET / HTTP/1.0\r\nConnection: Keep-Alive", true);
        row("1.1 upgrade", get("Connection: Upgrade\r\nUpgrade: websocket"), true);
    }

    void connection()
    {
        QFETCH(const std::string, block);
        QFETCH(const bool, keepsAlive);
        const auto head = RequestHead::parse(block, {});
        QVERIFY(head.has_value());
        QCOMPARE(head->keepsAlive(), keepsAlive);
    }

    void hopByHop_isStandardAndNamedByConnection()
    {
        const auto head
            = RequestHead::parse(get("Connection: X-Mine, close\r\nX-Mine: 1\r\nX-Other: 2"), {});
        QVERIFY(head.has_value());
        for (const char *name : {"Connection", "Keep-Alive", "Upgrade", "TE", "x-mine",
                                 "Transfer-Encoding", "Trailer"}) {
            QVERIFY2(head->isHopByHop(name), name);
        }
        for (const char *name : {"X-Other", "Content-Length", "Host"}) {
            QVERIFY2(!head->isHopByHop(name), name);
        }
    }

    void framing_ofRequestsWithoutBody()
    {
        QCOMPARE(RequestHead::parse(get(""), {})->framing(), BodyFraming::None);
        QCOMPARE(RequestHead::parse(get("Content-Length: 0"), {})->framing(), BodyFraming::None);
        QCOMPARE(RequestHead::parse(get("Transfer-Encoding: Chunked"), {})->framing(),
                 BodyFraming::Chunked);
    }

    void absoluteTargets_areTaken()
    {
        const auto head
            = RequestHead::parse("GET http://localhost:3010/v1/models HTTP/1.1\r\nHost: x", {});
        QVERIFY(head.has_value());
        QCOMPARE(head->target(), "http://localhost:3010/v1/models");
    }

    void movedHead_keepsItsViews()
    {
        auto first = RequestHead::parse("GET / HTTP/1.0", {});
        const RequestHead second = std::move(*first);
        QCOMPARE(second.method(), "GET");
        QCOMPARE(second.target(), "/");
    }
};

QTEST_APPLESS_MAIN(TestRequestHead)
#include "tst_requesthead.moc"
