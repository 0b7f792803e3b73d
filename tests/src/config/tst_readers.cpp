#include "config/jsonreader.h"
#include "config/jsonwriter.h"
#include "config/yamlreader.h"
#include "config/yamlwriter.h"

#include <QTest>

#include <string>

using namespace penstock;
using namespace penstock::config;

// Inputs that once were read wrongly, or never to the end.

namespace
{

QString onlyFinding(const ParsedDocument &parsed)
{
    return parsed.findings.size() == 1 ? QString::fromStdString(parsed.findings.front().toText())
                                       : QString::number(parsed.findings.size());
}

QString yamlFinding(const std::string &text)
{
    return onlyFinding(readYaml(text, "y"));
}

} // namespace

class TestReaders final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAnchorOnAKey_isKnownToItsAlias()
    {
        const ParsedDocument parsed = readYaml("&k name: x\nhost: *k\n", "y");
        QVERIFY(!parsed.hasErrors());
        QCOMPARE(parsed.root.find("host")->asText(), "name");
    }

    void aStrayComma_isOneErrorAndNoEndlessLoop()
    {
        QCOMPARE(yamlFinding(" ,\n\n"),
                 QString::fromUtf8("y:1:2: this sign stands where no value can begin."));
    }

    void aTabInTheIndentation_isNamedAsTab_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("place");
        QTest::newRow("first line of a mapping") << QByteArray("a:\n\tb: 1\n") << QByteArray("2:1");
        QTest::newRow("later line") << QByteArray("a:\n  b: 1\n\tc: 2\n") << QByteArray("3:1");
        QTest::newRow("behind spaces") << QByteArray("a:\n  \tb: 1\n") << QByteArray("2:3");
        QTest::newRow("behind a dash") << QByteArray("- a\n-\tb: 1\n") << QByteArray("2:2");
        QTest::newRow("first line") << QByteArray("\ta: 1\n") << QByteArray("1:1");
    }
    void aTabInTheIndentation_isNamedAsTab()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, place);
        QCOMPARE(yamlFinding(text.toStdString()),
                 QString::fromUtf8("y:" + place
                                   + ": a tab stands where YAML wants spaces; indent with spaces "
                                     "only."));
    }

    void millionsOfBrackets_areRefusedBeforeTheParserKeepsThem()
    {
        for (const char *sign : {"[", "{", "[a,", "[],"}) {
            std::string text = "[";
            while (text.size() < 7000000) {
                text += sign;
            }
            QVERIFY2(yamlFinding(text).contains(QLatin1String("too many brackets")), sign);
        }
    }

    void aLargeMergeKey_takesTimeInProportion()
    {
        std::string all;
        std::string own;
        for (int i = 0; i < 40000; ++i) {
            all += "k" + std::to_string(i) + ": 1, ";
            own += "j" + std::to_string(i) + ": 1, ";
        }
        const ParsedDocument parsed
            = readYaml("a: &a {" + all + "}\nb: {<<: *a, " + own + "}", "y");
        QVERIFY(!parsed.hasErrors());
        QCOMPARE(parsed.root.find("b")->entries().size(), std::size_t(80000));
    }

    void onlyPlainYaml_hasAMergeKey()
    {
        QCOMPARE(writeJson(readYaml("a: &a {x: 1}\nb: {<<: *a, y: 2}", "y").root),
                 std::string(R"({"a":{"x":1},"b":{"y":2,"x":1}})"));
        for (const char *text : {R"({"<<":{"x":1}})", R"({"<<":5})"}) {
            QCOMPARE(writeJson(readJson(text, "j").root), std::string(text));
            QCOMPARE(writeJson(readYaml(text, "y").root), std::string(text));
        }
        QCOMPARE(writeYaml(readJson(R"({"<<":1})", "j").root), std::string("\"<<\": 1\n"));
    }

    void aNumberTooSmall_isTheSameInBothSpellings()
    {
        for (const char *number : {"1e-999", "-1e-999", "5e-32854775808"}) {
            const std::string text = "{\"a\": " + std::string(number) + "}";
            const Node fromJson = readJson(text, "j").root;
            QVERIFY2(fromJson == readYaml(text, "y").root, number);
            QVERIFY2(fromJson == readYaml(writeYaml(fromJson), "y").root, number);
        }
    }

    void aReferenceToAnUnsetVariable_isWrittenAsItWas()
    {
        Node node = Node::unset("MISSING");
        node.written = "env:MISSING";
        QCOMPARE(writeJson(node), std::string("\"env:MISSING\""));
        QCOMPARE(writeYaml(node), std::string("env:MISSING\n"));
        QCOMPARE(writeJson(Node::unset("MISSING")), std::string("\"${MISSING}\""));
    }
};

QTEST_APPLESS_MAIN(TestReaders)
#include "tst_readers.moc"
