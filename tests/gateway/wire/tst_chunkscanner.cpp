#include "wire/chunkscanner.h"

#include <QTest>

// Declared before anything else: the raw strings below are more than moc 6.4 can read.
class TestChunkScanner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void marks_data();
    void marks();
    void closed();
    void cutObject_isNeverClosed();
};

using namespace penstock::wire;

void TestChunkScanner::marks_data()
{
    QTest::addColumn<std::string>("json");
    QTest::addColumn<bool>("usage");
    QTest::addColumn<bool>("error");
    QTest::addColumn<bool>("finishReason");
    const auto row
        = [](const char *name, const std::string &json, bool usage, bool error, bool finishReason) {
              QTest::newRow(name) << json << usage << error << finishReason;
          };
    row("delta", R"({"choices":[{"delta":{"content":"hi"},"finish_reason":null}],"usage":null})",
        false, false, false);
    row("last delta", R"({"choices":[{"delta":{},"finish_reason":"stop"}]})", false, false, true);
    row("usage", R"({"choices":[],"usage":{"total_tokens":3}})", true, false, false);
    row("blanks", "{\"usage\" \t:\n {\"total_tokens\":3}}", true, false, false);
    row("error", R"({"error":{"message":"x"}})", false, true, false);
    row("null error", R"({"error": null})", false, false, false);
    row("word as a value", R"({"content":"usage","a":"error"})", false, false, false);
    row("key inside a text", R"({"content":"say \"usage\": {1} and \"error\": 2"})", false, false,
        false);
    row("longer key", R"({"usage_x":1,"xerror":2,"finish_reasons":3})", false, false, false);
    row("cut", R"({"usage")", false, false, false);
    row("cut behind the colon", R"({"usage": )", false, false, false);
    row("null first, value later", R"({"a":{"usage":null},"usage":{}})", true, false, false);
    row("no JSON", "[DONE]", false, false, false);
    row("empty", "", false, false, false);
}

void TestChunkScanner::marks()
{
    QFETCH(const std::string, json);
    QFETCH(const bool, usage);
    QFETCH(const bool, error);
    QFETCH(const bool, finishReason);
    const ChunkMarks marks = scanChunk(json);
    QCOMPARE(marks.hasUsage, usage);
    QCOMPARE(marks.hasError, error);
    QCOMPARE(marks.hasFinishReason, finishReason);
    QCOMPARE(marks.any(), usage || error || finishReason);
}

void TestChunkScanner::closed()
{
    QVERIFY(isClosed(R"({"a":[{"b":"c"},[]],"d":null})"));
    QVERIFY(isClosed(R"({"a":"}{ ] \" [ \\"})"));
    QVERIFY(isClosed("{\"a\":\"\\\\\"}"));
    QVERIFY(isClosed("[DONE]"));
    QVERIFY(isClosed("[1] [2]"));
    QVERIFY(isClosed(""));
    QVERIFY(!isClosed("}"));
    QVERIFY(!isClosed("\""));
    QVERIFY(!isClosed("{\"a\\\"}"));
}

void TestChunkScanner::cutObject_isNeverClosed()
{
    const std::string_view whole
        = R"({"a":{"b":[1,{}],"c":"\"}\\"},"d":"\\","e":[],"f":"{[","g":{}})";
    QVERIFY(isClosed(whole));
    for (std::size_t size = 1; size < whole.size(); ++size) {
        QVERIFY2(!isClosed(whole.substr(0, size)), std::string(whole.substr(0, size)).c_str());
    }
}

QTEST_APPLESS_MAIN(TestChunkScanner)
#include "tst_chunkscanner.moc"
