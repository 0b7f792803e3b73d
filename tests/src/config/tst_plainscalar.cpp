#include "config/jsonwriter.h"
#include "config/plainscalar.h"

#include <QTest>

#include <limits>

using namespace penstock;
using namespace penstock::config;

namespace
{

QString kindOf(const Node &node)
{
    return QString::fromUtf8(node.isNull()        ? "null"
                                 : node.isBool()  ? "bool"
                                 : node.isWhole() ? "whole"
                                 : node.isReal()  ? "real"
                                                  : "text");
}

} // namespace

class TestPlainScalar final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void coreSchema_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("json");
        const auto row = [](const char *text, const char *kind, const char *json) {
            QTest::addRow("'%s'", text)
                << QString::fromUtf8(text) << QString::fromUtf8(kind) << QString::fromUtf8(json);
        };
        for (const char *text : {"", "~", "null", "Null", "NULL"}) {
            row(text, "null", "null");
        }
        for (const char *text : {"true", "True", "TRUE"}) {
            row(text, "bool", "true");
        }
        for (const char *text : {"false", "False", "FALSE"}) {
            row(text, "bool", "false");
        }
        row("0", "whole", "0");
        row("-0", "whole", "0");
        row("+12", "whole", "12");
        row("007", "whole", "7");
        row("9223372036854775807", "whole", "9223372036854775807");
        row("-9223372036854775808", "whole", "-9223372036854775808");
        row("9223372036854775808", "real", "9.223372036854776e+18");
        row("1.", "real", "1.0");
        row("1.0", "real", "1.0");
        row(".5", "real", "0.5");
        row("-.5", "real", "-0.5");
        row("+1.5", "real", "1.5");
        row("1e3", "real", "1000.0");
        row("1E+3", "real", "1000.0");
        row("1e-3", "real", "0.001");
        row("1e308", "real", "1e+308");
        row("4.9e-324", "real", "5e-324");
        // No number of a configuration; YAML 1.2 sees some of these as numbers, we as words.
        for (const char *text :
             {"1e309", ".inf",       "-.inf", ".NaN",  "0x1F", "0o17",     "1_000", "1:30",
              "1,5",   "--1",        "+-1",   "+",     "-",    ".",        "e5",    ".e5",
              "1e",    "1e+",        "1e5.0", "1.2.3", " 1",   "1 ",       "1a",    "nULL",
              "tRUE",  "yes",        "no",    "on",    "off",  "y",        "n",     "None",
              "nil",   "2024-10-21", "-x",    "inf",   "nan",  "infinity", "1f",    "0b1"}) {
            row(text, "text", QByteArray('"' + QByteArray(text) + '"').constData());
        }
    }
    void coreSchema()
    {
        QFETCH(const QString, text);
        const Node node = resolvePlain(text.toStdString());
        QTEST(kindOf(node), "kind");
        QTEST(QString::fromStdString(writeJson(node)), "json");
        if (!node.isNull() && !node.isText()) {
            QCOMPARE(QString::fromStdString(node.written), text);
        }
    }

    void numbers()
    {
        QCOMPARE(parseNumber("12").value_or(Node::null()).asWhole(), 12);
        QCOMPARE(parseNumber("1.5").value_or(Node::null()).asNumber(), 1.5);
        QCOMPARE(parseNumber("-9223372036854775808").value_or(Node::null()).asWhole(),
                 std::numeric_limits<std::int64_t>::min());
        for (const char *text : {"", "true", "0x10", "1e999", "-1e999", "NaN", "1 2"}) {
            QVERIFY2(!parseNumber(text), text);
        }
    }

    void hundredsOfDigits()
    {
        QVERIFY(resolvePlain(std::string(300, '9')).isReal());
        QVERIFY(resolvePlain(std::string(400, '9')).isText());
        QCOMPARE(resolvePlain("0." + std::string(400, '3')).asNumber(), 1.0 / 3);
    }
};

QTEST_APPLESS_MAIN(TestPlainScalar)
#include "tst_plainscalar.moc"
