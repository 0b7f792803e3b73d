#include "base/logformat.h"
#include "base/utf8.h"
#include "support/property.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace penstock;

namespace
{

LogRecord recordWith(std::string message, LogFields fields = {})
{
    const SystemTime time(std::chrono::milliseconds(1'736'935'200'123));
    return {time, LogLevel::Warning, "proxy", std::move(message), std::move(fields)};
}

std::string textOf(std::string message, LogFields fields = {})
{
    return formatRecord(recordWith(std::move(message), std::move(fields)), LogFormat::Text);
}

std::string jsonOf(std::string message, LogFields fields = {})
{
    return formatRecord(recordWith(std::move(message), std::move(fields)), LogFormat::Json);
}

} // namespace

class TestLogFormat final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsOneLine()
    {
        QCOMPARE(textOf("Slow.", {{"target", "west/gpt-4o"}, {"why", "a b"}, {"empty", ""}}),
                 std::string("2025-01-15T10:00:00.123Z WARNING proxy: Slow. target=west/gpt-4o "
                             "why=\"a b\" empty=\"\"\n"));
    }

    void jsonIsOneObject()
    {
        QCOMPARE(jsonOf("Slow.", {{"a", "1"}, {"b", "\"\\/"}}),
                 std::string("{\"time\":\"2025-01-15T10:00:00.123Z\",\"level\":\"warning\","
                             "\"category\":\"proxy\",\"message\":\"Slow.\","
                             "\"fields\":{\"a\":\"1\",\"b\":\"\\\"\\\\/\"}}\n"));
        QVERIFY(jsonOf("x").ends_with("\"message\":\"x\"}\n"));
    }

    void nobodyForgesALine_data()
    {
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("line feed") << QByteArray("a\nb") << QByteArray("a\\nb");
        QTest::newRow("carriage return") << QByteArray("a\r\nb") << QByteArray("a\\r\\nb");
        QTest::newRow("tab") << QByteArray("a\tb") << QByteArray("a\\tb");
        QTest::newRow("terminal escape") << QByteArray("\x1B[2J") << QByteArray("\\u001b[2J");
        QTest::newRow("zero byte") << QByteArray("a\0b", 3) << QByteArray("a\\u0000b");
        QTest::newRow("delete") << QByteArray("\x7F") << QByteArray("\\u007f");
        QTest::newRow("next line") << QByteArray("a\u0085b") << QByteArray("a\\u0085b");
        QTest::newRow("line separator") << QByteArray("a\u2028b") << QByteArray("a\\u2028b");
        QTest::newRow("turned direction")
            << QByteArray("\u202Ex\u2066") << QByteArray("\\u202ex\\u2066");
        QTest::newRow("invalid byte") << QByteArray("a\xFF") << QByteArray("a\uFFFD");
        QTest::newRow("other letters stay") << QByteArray("ä€😀 ") << QByteArray("ä€😀 ");
    }
    void nobodyForgesALine()
    {
        QFETCH(QByteArray, sent);
        QFETCH(QByteArray, shown);
        const std::string message = sent.toStdString();
        QVERIFY(textOf(message).ends_with(" proxy: " + shown.toStdString() + "\n"));
        QVERIFY(jsonOf(message).ends_with("\"message\":\"" + shown.toStdString() + "\"}\n"));
        const LogFields fields{{"k" + message, message}};
        QVERIFY(textOf("m", fields).find("k" + shown.toStdString() + "=") != std::string::npos);
    }

    void anyBytesMakeOneValidLine()
    {
        test::forEachRound(1'000, [](SeededRandom &random) {
            const std::string message = test::randomBytes(random, 60);
            const std::string key = test::randomBytes(random, 10);
            const std::string value
                = test::randomText(random, "\"\\\n a=\xC2\xE2\x80\x85\xA8{}", 20);
            for (const std::string &line :
                 {textOf(message, {{key, value}}), jsonOf(message, {{key, value}})}) {
                QVERIFY(isUtf8(line));
                QCOMPARE(line.find('\n'), line.size() - 1);
                QVERIFY(line.find('\r') == std::string::npos);
            }
        });
    }

    void jsonComesBackAsItWas()
    {
        test::forEachRound(500, [](SeededRandom &random) {
            const std::string message = sanitizedUtf8(test::randomBytes(random, 60));
            const std::string value = test::randomText(random, "\"\\\n\t\b a={}/\x7F", 20);
            const std::string line = jsonOf(message, {{"k", value}});
            const QJsonObject object
                = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
            QCOMPARE(object[u"message"].toString().toStdString(), message);
            QCOMPARE(object[u"fields"][u"k"].toString().toStdString(), value);
        });
    }

    void levelsAreRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("level"); // empty: none
        for (const char *text : {"debug", "DEBUG", "trace"}) {
            QTest::newRow(text) << QByteArray(text) << QByteArray("debug");
        }
        for (const char *text : {"info", "Info", " info\n"}) {
            QTest::newRow(text) << QByteArray(text) << QByteArray("info");
        }
        for (const char *text : {"warn", "WARN", "warning", "WARNING"}) {
            QTest::newRow(text) << QByteArray(text) << QByteArray("warning");
        }
        for (const char *text : {"error", "Error", "critical", "CRITICAL", "fatal"}) {
            QTest::newRow(text) << QByteArray(text) << QByteArray("error");
        }
        for (const char *text : {"", "verbose", "war", "infos", "3"}) {
            QTest::newRow(text) << QByteArray(text) << QByteArray();
        }
    }
    void levelsAreRead()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, level);
        const auto parsed = parseLogLevel(text.toStdString());
        QCOMPARE(parsed ? toString(*parsed) : std::string_view(), level.toStdString());
    }

    void formatsAreRead()
    {
        QVERIFY(parseLogFormat("JSON") == LogFormat::Json);
        QVERIFY(parseLogFormat("text") == LogFormat::Text);
        QVERIFY(!parseLogFormat("xml"));
    }
};

QTEST_APPLESS_MAIN(TestLogFormat)
#include "tst_logformat.moc"
