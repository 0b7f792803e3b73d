#include "config/dotenv.h"

#include <QTest>

using namespace penstock::config;

namespace
{

QString shown(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString findingsIn(const DotEnv &file)
{
    QStringList all;
    for (const Finding &finding : file.findings) {
        all.append(shown(finding.toText()));
    }
    return all.join(QLatin1Char('\n'));
}

} // namespace

class TestDotEnv final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valueIsRead_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("value");
        const auto row = [](const char *name, const char *line, const char *value) {
            QTest::newRow(name) << shown(line) << shown(value);
        };
        row("plain", "KEY=value", "value");
        row("exported", "export KEY=value", "value");
        row("indented", "  \tKEY=value", "value");
        row("spaces around the sign", "KEY = value ", "value");
        row("spaces inside", "KEY=two words", "two words");
        row("nothing", "KEY=", "");
        row("nothing in quotes", "KEY=\"\"", "");
        row("double quotes", "KEY=\" two words \"", " two words ");
        row("single quotes", "KEY=' two words '", " two words ");
        row("escapes in double quotes", "KEY=\"a\\nb\\t\\\"c\\\" \\\\\"", "a\nb\t\"c\" \\");
        row("no escapes in single quotes", "KEY='a\\nb'", "a\\nb");
        row("equals signs belong to the value", "KEY=a=b==", "a=b==");
        row("comment behind", "KEY=value # why", "value");
        row("comment only", "KEY= # why", "");
        row("comment behind quotes", "KEY=\"a # b\" # why", "a # b");
        row("hash inside a word", "KEY=https://host/#part", "https://host/#part");
        row("not expanded", "KEY=${OTHER:-x}", "${OTHER:-x}");
        row("line end of Windows", "KEY=value\r", "value");
        row("not ASCII", "KEY=Schlüssel", "Schlüssel");
    }
    void valueIsRead()
    {
        QFETCH(const QString, line);
        QFETCH(const QString, value);
        const DotEnv file = readDotEnv(line.toStdString(), ".env");
        QCOMPARE(findingsIn(file), QString());
        QCOMPARE(file.variables.size(), std::size_t(1));
        QVERIFY(file.variables.contains("KEY"));
        QCOMPARE(shown(file.variables.at("KEY")), value);
    }

    void linesAreReadOneByOne()
    {
        const DotEnv file = readDotEnv("\xEF\xBB\xBF# heading\n\nA=1\n\n#B=2\nC=3\nA=4\n", ".env");
        QCOMPARE(findingsIn(file), QString());
        QCOMPARE(file.variables, (Environment{{"A", "4"}, {"C", "3"}}));
    }

    void emptyFileHasNoVariables()
    {
        const DotEnv file = readDotEnv("", ".env");
        QVERIFY(file.variables.empty() && file.findings.empty());
    }

    void badLineIsNamedAndTheOthersAreRead_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("message");
        const auto form = QStringLiteral("is not of the form NAME=value.");
        QTest::newRow("no sign") << QStringLiteral("just words") << form;
        QTest::newRow("no name") << QStringLiteral("=value") << form;
        QTest::newRow("name with a dash") << QStringLiteral("A-B=value") << form;
        QTest::newRow("name begins with a digit") << QStringLiteral("1A=value") << form;
        QTest::newRow("open double quote")
            << QStringLiteral("KEY=\"value") << QStringLiteral("a quote is not closed.");
        QTest::newRow("open single quote")
            << QStringLiteral("KEY='value") << QStringLiteral("a quote is not closed.");
        QTest::newRow("escaped closing quote")
            << QStringLiteral("KEY=\"value\\\"") << QStringLiteral("a quote is not closed.");
    }
    void badLineIsNamedAndTheOthersAreRead()
    {
        QFETCH(const QString, line);
        QFETCH(const QString, message);
        const DotEnv file = readDotEnv("A=1\n" + line.toStdString() + "\nB=2\n", ".env");
        QCOMPARE(findingsIn(file), QStringLiteral(".env:2:1: ") + message);
        QCOMPARE(file.findings.front().severity, Severity::Error);
        QCOMPARE(file.variables, (Environment{{"A", "1"}, {"B", "2"}}));
    }

    void contentOfABadLineIsNotRepeated()
    {
        const DotEnv file = readDotEnv("MY-KEY=0123456789abcdef\nK=\"0123456789abcdef\n", ".env");
        QCOMPARE(file.findings.size(), std::size_t(2));
        QVERIFY(!findingsIn(file).contains(QLatin1String("0123456789")));
    }

    void binaryFileIsRefused()
    {
        const DotEnv file = readDotEnv(std::string_view("A=1\nB=\0\n", 8), ".env");
        QCOMPARE(findingsIn(file),
                 QStringLiteral(".env:2:3: is not a text file: it holds a zero byte here."));
        QVERIFY(file.variables.empty());
    }
};

QTEST_APPLESS_MAIN(TestDotEnv)
#include "tst_dotenv.moc"
