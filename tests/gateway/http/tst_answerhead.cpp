#include "http/answerhead.h"

#include <QTest>

#include <string>

using namespace penstock;
using namespace penstock::http;
using penstock::wire::HttpVersion;

class TestAnswerHead final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void text_data();
    void text();
    void framing_data();
    void framing();
    void ownFields_areLeftOut_data();
    void ownFields_areLeftOut();
    void values_cannotEndTheirLine();
    void fieldsOfBothSides_areKept();
};

namespace
{

AnswerContext context(HttpVersion version, bool isHead, ConnectionFate fate)
{
    return {.version = version, .isHead = isHead, .fate = fate};
}

AnswerHead withLength(int status, std::uint64_t length)
{
    return {.status = status, .contentLength = length};
}

} // namespace

void TestAnswerHead::text_data()
{
    QTest::addColumn<AnswerHead>("head");
    QTest::addColumn<AnswerContext>("about");
    QTest::addColumn<std::string>("expected");
    constexpr auto v11 = HttpVersion::Http11;
    constexpr auto v10 = HttpVersion::Http10;
    constexpr auto stays = ConnectionFate::StaysOpen;
    constexpr auto closes = ConnectionFate::Closes;
    const auto row = [](const char *name, const AnswerHead &head, const AnswerContext &about,
                        const std::string &expected) {
        QTest::newRow(name) << head << about << expected + "\r\n";
    };
    row("length", withLength(200, 5), context(v11, false, stays),
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n");
    row("chunked", {}, context(v11, false, stays),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n");
    row("chunked, closes", {}, context(v11, false, closes),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n");
    row("1.0 stays", withLength(404, 0), context(v10, false, stays),
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: keep-alive\r\n");
    row("1.0 until close", {}, context(v10, false, closes),
        "HTTP/1.1 200 OK\r\nConnection: close\r\n");
    row("HEAD", withLength(200, 77), context(v11, true, stays),
        "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n");
    row("HEAD of a stream", {}, context(v11, true, stays), "HTTP/1.1 200 OK\r\n");
    row("204", withLength(204, 0), context(v11, false, stays), "HTTP/1.1 204 No Content\r\n");
    row("HEAD, 204", withLength(204, 0), context(v11, true, stays), "HTTP/1.1 204 No Content\r\n");
    row("304", withLength(304, 0), context(v11, false, stays), "HTTP/1.1 304 Not Modified\r\n");
    row("unknown", withLength(799, 1), context(v11, false, stays),
        "HTTP/1.1 799 Answer\r\nContent-Length: 1\r\n");
}

void TestAnswerHead::text()
{
    QFETCH(const AnswerHead, head);
    QFETCH(const AnswerContext, about);
    QFETCH(const std::string, expected);
    QCOMPARE(toText(head, {}, about), expected);
}

void TestAnswerHead::framing_data()
{
    QTest::addColumn<AnswerHead>("head");
    QTest::addColumn<AnswerContext>("about");
    QTest::addColumn<AnswerFraming>("expected");
    constexpr auto v11 = HttpVersion::Http11;
    constexpr auto v10 = HttpVersion::Http10;
    constexpr auto stays = ConnectionFate::StaysOpen;
    QTest::newRow("length") << withLength(200, 5) << context(v11, false, stays)
                            << AnswerFraming::Length;
    QTest::newRow("length 1.0") << withLength(200, 5) << context(v10, false, stays)
                                << AnswerFraming::Length;
    QTest::newRow("chunked") << AnswerHead() << context(v11, false, stays)
                             << AnswerFraming::Chunked;
    QTest::newRow("1.0") << AnswerHead() << context(v10, false, stays) << AnswerFraming::UntilClose;
    QTest::newRow("HEAD") << AnswerHead() << context(v11, true, stays) << AnswerFraming::NoBody;
    QTest::newRow("204") << AnswerHead{.status = 204} << context(v11, false, stays)
                         << AnswerFraming::NoBody;
    QTest::newRow("304") << withLength(304, 9) << context(v10, false, stays)
                         << AnswerFraming::NoBody;
    QTest::newRow("100") << AnswerHead{.status = 100} << context(v11, false, stays)
                         << AnswerFraming::NoBody;
}

void TestAnswerHead::framing()
{
    QFETCH(const AnswerHead, head);
    QFETCH(const AnswerContext, about);
    QFETCH(const AnswerFraming, expected);
    QVERIFY(framingOf(head, about) == expected);
}

void TestAnswerHead::ownFields_areLeftOut_data()
{
    QTest::addColumn<std::string>("name");
    for (const char *name :
         {"Connection", "content-length", "CONTENT-LENGTH", "Transfer-Encoding", "Keep-Alive",
          "Proxy-Connection", "Upgrade", "", "Bad Name", "Bad:Name", "Bad\r\nName", "B\xc3\xa4"}) {
        QTest::newRow(name) << std::string(name);
    }
}

void TestAnswerHead::ownFields_areLeftOut()
{
    QFETCH(const std::string, name);
    const AnswerHead head{.fields = {{name, "5"}, {"X-Other", "y"}}, .contentLength = 1};
    QCOMPARE(toText(head, {{name, "5"}}, {}),
             "HTTP/1.1 200 OK\r\nX-Other: y\r\nContent-Length: 1\r\n\r\n");
}

void TestAnswerHead::values_cannotEndTheirLine()
{
    const AnswerHead head{.fields
                          = {{"A", "b\r\nSet-Cookie: c"}, {"D", std::string("e\0f\tg\x7f", 6)}},
                          .contentLength = 0};
    QCOMPARE(toText(head, {{"H", "\n\n"}}, {}),
             "HTTP/1.1 200 OK\r\nA: b  Set-Cookie: c\r\nD: e f\tg \r\nH:   \r\n"
             "Content-Length: 0\r\n\r\n");
}

void TestAnswerHead::fieldsOfBothSides_areKept()
{
    const AnswerHead head{.status = 201, .fields = {{"A", "1"}, {"A", "2"}}, .contentLength = 0};
    QCOMPARE(toText(head, {{"A", "3"}}, {}),
             "HTTP/1.1 201 Created\r\nA: 1\r\nA: 2\r\nA: 3\r\nContent-Length: 0\r\n\r\n");
}

QTEST_APPLESS_MAIN(TestAnswerHead)
#include "tst_answerhead.moc"
