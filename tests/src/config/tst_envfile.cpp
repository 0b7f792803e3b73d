#include "config/dotenv.h"
#include "config/treebuilder.h"
#include "support/property.h"

using namespace penstock;
using namespace penstock::config;

class TestEnvFile final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void values_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("value");
        const auto row = [](const char *line, const char *value) {
            QTest::newRow(line) << QByteArray(line) << QByteArray(value);
        };
        row("A=1", "1");
        row("  A = 1 ", "1");
        row("export A=1", "1");
        row("export   A=1", "1");
        row("A=", "");
        row("A=two words", "two words");
        row("A=a=b", "a=b");
        row("A=1 # comment", "1");
        row("A=a#b", "a#b");
        row("A=#b", "");
        row("A=\"1 # 2\"", "1 # 2");
        row("A='1 # 2' # comment", "1 # 2");
        row("A=\"a\\nb\\tc\\\"d\\\\\"", "a\nb\tc\"d\\");
        row("A='a\\nb'", "a\\nb");
        row("A=${B}", "${B}");
        row("A=\xC3\xA4", "\xC3\xA4");
        row("A=1\r", "1");
    }
    void values()
    {
        QFETCH(const QByteArray, line);
        const DotEnv read = readDotEnv(line.toStdString(), ".env");
        QVERIFY(read.findings.empty());
        QTEST(QByteArray::fromStdString(read.variables.at("A")), "value");
    }

    void brokenLines_areNamedByNumber()
    {
        const DotEnv read = readDotEnv("A=1\n\n# x\nno sign\n1B=2\nC=\"open\nD=4", ".env");
        QCOMPARE(read.variables.size(), std::size_t(2));
        QCOMPARE(read.findings.size(), std::size_t(3));
        QCOMPARE(read.findings[0].toText(),
                 std::string(".env:4:1: is not of the form NAME=value."));
        QCOMPARE(read.findings[1].position.line, 5U);
        QCOMPARE(read.findings[2].toText(), std::string(".env:6:1: a quote is not closed."));
    }

    void theLastOfTwoCounts()
    {
        QCOMPARE(readDotEnv("A=1\nA=2\n", ".env").variables.at("A"), std::string("2"));
    }

    void aFileThatIsNone_isRefusedWhole()
    {
        for (const std::string &text : {std::string("A=1\0", 4), std::string("A=\xFF"),
                                        std::string(mostDocumentBytes + 1, ' ')}) {
            const DotEnv read = readDotEnv(text, ".env");
            QCOMPARE(read.findings.size(), std::size_t(1));
            QVERIFY(read.variables.empty());
        }
    }

    void aFileOfMistakes_givesAPageOfMessages()
    {
        std::string text;
        for (int i = 0; i < 5000; ++i) {
            text += "x\n";
        }
        QCOMPARE(readDotEnv(text, ".env").findings.size(), Findings::mostKept + 1);
    }

    void noBytesBreakIt()
    {
        test::forEachRound(500, [](RandomSource &random) {
            const std::string text = test::randomText(random, "A=\"'\\ #\n\rexport", 60);
            for (const auto &[name, value] : readDotEnv(text, ".env").variables) {
                QVERIFY(!name.empty());
                QVERIFY(value.find('\n') == std::string::npos
                        || text.find('\\') != std::string::npos);
            }
        });
    }
};

QTEST_APPLESS_MAIN(TestEnvFile)
#include "tst_envfile.moc"
