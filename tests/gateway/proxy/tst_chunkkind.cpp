#include "proxy/chunkkind.h"

#include <QTest>

using namespace penstock::proxy;

Q_DECLARE_METATYPE(penstock::proxy::ChunkKind)

/// What a chunk is good for while nothing has been sent.
class TestChunkKind final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kinds_data();
    void kinds();
    void errors_data();
    void errors();
};

void TestChunkKind::kinds_data()
{
    QTest::addColumn<QByteArray>("chunk");
    QTest::addColumn<ChunkKind>("kind");
    const auto choice = [](const char *row, const QByteArray &members, ChunkKind kind) {
        QTest::newRow(row) << QByteArray("{\"id\":\"c\",\"choices\":[{\"index\":0," + members
                                         + "}]}")
                           << kind;
    };
    QTest::newRow("no choices") << QByteArrayLiteral(
        R"({"choices":[],"prompt_filter_results":[{"prompt_index":0}]})")
                                << ChunkKind::Startup;
    choice("role", R"("delta":{"role":"assistant"},"finish_reason":null)", ChunkKind::Startup);
    choice("role and empty text",
           R"("delta":{"content":"","refusal":null,"role":"assistant"},"finish_reason":null)",
           ChunkKind::Startup);
    choice("empty delta", R"("delta":{})", ChunkKind::Startup);
    choice("empty calls", R"("delta":{"tool_calls":[],"content":null})", ChunkKind::Startup);
    choice("annotation of a filter", R"("content_filter_results":{"hate":{}})", ChunkKind::Startup);
    choice("empty legacy text", R"("text":"","finish_reason":null)", ChunkKind::Startup);
    choice("text", R"("delta":{"content":"H"})", ChunkKind::Content);
    choice("blank text", R"("delta":{"content":" "})", ChunkKind::Content);
    choice("refusal", R"("delta":{"refusal":"no"})", ChunkKind::Content);
    choice("reasoning", R"("delta":{"reasoning_content":"hm"})", ChunkKind::Content);
    choice("call", R"("delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":""}}]})",
           ChunkKind::Content);
    choice("unknown delta", R"("delta":{"sound":{"id":"x"}})", ChunkKind::Content);
    choice("end", R"("delta":{},"finish_reason":"stop")", ChunkKind::Content);
    choice("legacy text", R"("text":"Hi","finish_reason":null)", ChunkKind::Content);
    choice("second choice speaks", R"("delta":{}},{"index":1,"delta":{"content":"x"})",
           ChunkKind::Content);
    QTest::newRow("no chunk at all") << QByteArrayLiteral("hello") << ChunkKind::Content;
    QTest::newRow("list") << QByteArrayLiteral("[1]") << ChunkKind::Content;
    QTest::newRow("unknown object") << QByteArrayLiteral(R"({"type":"new"})") << ChunkKind::Content;
    QTest::newRow("null error") << QByteArrayLiteral(R"({"error":null,"choices":[]})")
                                << ChunkKind::Startup;
}

void TestChunkKind::kinds()
{
    QFETCH(const QByteArray, chunk);
    QFETCH(const ChunkKind, kind);
    QCOMPARE(judgeChunk(chunk.toStdString()).kind, kind);
}

void TestChunkKind::errors_data()
{
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("code of a rate limit")
        << QByteArrayLiteral(R"({"code":"rate_limit_exceeded","message":"slow"})") << 429
        << QByteArrayLiteral("rate_limit_exceeded") << QByteArrayLiteral("slow");
    QTest::newRow("type of a rate limit")
        << QByteArrayLiteral(R"({"type":"too_many_requests","code":null,"message":"slow"})") << 429
        << QByteArray() << QByteArrayLiteral("slow");
    QTest::newRow("textual 429") << QByteArrayLiteral(R"({"code":"429"})") << 429
                                 << QByteArrayLiteral("429") << QByteArray();
    QTest::newRow("number 429") << QByteArrayLiteral(R"({"code":429})") << 429
                                << QByteArrayLiteral("429") << QByteArray();
    QTest::newRow("server error") << QByteArrayLiteral(
        R"({"type":"server_error","message":"oops","code":null})")
                                  << 500 << QByteArray() << QByteArrayLiteral("oops");
    QTest::newRow("filter") << QByteArrayLiteral(R"({"code":"content_filter","message":"m"})")
                            << 400 << QByteArrayLiteral("content_filter") << QByteArrayLiteral("m");
    QTest::newRow("request") << QByteArrayLiteral(R"({"type":"invalid_request_error"})") << 400
                             << QByteArray() << QByteArray();
    QTest::newRow("empty") << QByteArrayLiteral("{}") << 500 << QByteArray() << QByteArray();
    QTest::newRow("a text") << QByteArrayLiteral("\"broken\"") << 500 << QByteArray()
                            << QByteArrayLiteral("broken");
}

void TestChunkKind::errors()
{
    QFETCH(const QByteArray, error);
    QFETCH(const int, status);
    QFETCH(const QByteArray, code);
    QFETCH(const QByteArray, message);
    const ChunkVerdict verdict
        = judgeChunk("{\"error\":" + error.toStdString() + ",\"choices\":[]}");
    QCOMPARE(verdict.kind, ChunkKind::Error);
    QCOMPARE(verdict.error.status, status);
    QCOMPARE(QByteArray::fromStdString(verdict.error.code), code);
    QCOMPARE(QByteArray::fromStdString(verdict.error.message), message);
}

QTEST_APPLESS_MAIN(TestChunkKind)
#include "tst_chunkkind.moc"
