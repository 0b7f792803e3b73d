#include "config/variables.h"
#include "support/property.h"

#include <QStringList>

using namespace penstock;
using namespace penstock::config;

namespace
{

const Environment variables{{"A", "1"},    {"B_2", "two words"}, {"_c", "x"},
                            {"EMPTY", ""}, {"BRACES", "${A}"},   {"DOLLAR", "$"}};

QString joined(const std::vector<std::string> &texts)
{
    QStringList all;
    for (const std::string &text : texts) {
        all.append(QString::fromStdString(text));
    }
    return all.join(QLatin1Char(','));
}

} // namespace

class TestExpansion final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void expands_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expanded");
        QTest::addColumn<QString>("unset");
        QTest::addColumn<QString>("sole");
        const auto row = [](const char *text, const char *expanded, const char *unset = "",
                            const char *sole = "") {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(expanded)
                                << QString::fromUtf8(unset) << QString::fromUtf8(sole);
        };
        row("", "");
        row("plain", "plain");
        row("${A}", "1", "", "A");
        row("${_c}", "x", "", "_c");
        row("a${A}b", "a1b");
        row("${A}${B_2}", "1two words");
        row("${A} ", "1 ");
        row("${NO}", "", "NO", "NO");
        row("${NO}${NO2} ${A}", " 1", "NO,NO2");
        row("${EMPTY}", "", "EMPTY", "EMPTY");
        row("${NO:-d}", "d", "", "NO");
        row("${A:-d}", "1", "", "A");
        row("${EMPTY:-d}", "d", "", "EMPTY");
        row("${NO:-}", "", "", "NO");
        row("${NO:-a:-b}", "a:-b", "", "NO");
        row("${NO:-https://x.test/y?z}", "https://x.test/y?z", "", "NO");
        row("${NO:-a b}", "a b", "", "NO");
        // What a variable or a default holds is final.
        row("${BRACES}", "${A}", "", "BRACES");
        row("${DOLLAR}{A}", "${A}");
        row("${NO:-$}", "$", "", "NO");
        // There is no nesting: the first brace closes.
        row("${NO:-${A}}", "${A}");
        row("${NO:-${A}", "${A", "", "NO");
        row("$", "$");
        row("$$", "$$");
        row("$A", "$A");
        row("a$", "a$");
        row("$ {A}", "$ {A}");
        row("{A}", "{A}");
        row("$${A}", "${A}");
        row("$${", "${");
        row("$$${A}", "$${A}");
        row("$${A}${A}", "${A}1");
        row("${A}}", "1}");
        row("100%{x} }", "100%{x} }");
    }
    void expands()
    {
        QFETCH(const QString, text);
        const Expansion expansion = expandVariables(text.toStdString(), variables);
        QCOMPARE(QString::fromStdString(expansion.problem), QString());
        QTEST(QString::fromStdString(expansion.text), "expanded");
        QTEST(joined(expansion.unset), "unset");
        QTEST(QString::fromStdString(expansion.soleVariable), "sole");
        QCOMPARE(expansion.hasVariables, text.contains(QLatin1String("${")));
    }

    void isNotUnderstood_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"${", "${A", "a ${A:-b", "${}", "${:-x}", "${ A}", "${A }",
                                 "${1A}", "${A-b}", "${A:b}", "${A:=b}", "${A.B}", "${\xC3\x84}",
                                 "${A\n}", "${$A}", "${A}${", "${${A}}"}) {
            QTest::newRow(text) << QString::fromUtf8(text);
        }
    }
    void isNotUnderstood()
    {
        QFETCH(const QString, text);
        const Expansion expansion = expandVariables(text.toStdString(), variables);
        QVERIFY(!expansion.problem.empty());
    }

    void aTextWithoutBraces_staysAsItIs()
    {
        test::forEachRound(500, [](RandomSource &random) {
            const std::string text = test::randomText(random, "ab$}:-A \n", 20);
            const Expansion expansion = expandVariables(text, variables);
            QCOMPARE(expansion.text, text);
            QVERIFY(!expansion.hasVariables && expansion.problem.empty());
        });
    }

    void anEscapedText_isNoReference()
    {
        test::forEachRound(500, [](RandomSource &random) {
            const std::string text = test::randomText(random, "a${}:-A", 20);
            std::string escaped;
            for (std::size_t i = 0; i < text.size(); ++i) {
                escaped += text.compare(i, 2, "${") == 0 ? "$$" : std::string(1, text[i]);
            }
            const Expansion expansion = expandVariables(escaped, variables);
            QCOMPARE(QString::fromStdString(expansion.text), QString::fromStdString(text));
            QVERIFY(expansion.problem.empty() && expansion.unset.empty());
        });
    }

    void aVariableSetToNothing_countsAsNotSet()
    {
        QVERIFY(!valueOf(variables, "EMPTY"));
        QVERIFY(!valueOf(variables, "NO"));
        QCOMPARE(valueOf(variables, "B_2").value_or(""), std::string("two words"));
    }

    void theEnvironmentOfThisProcess()
    {
        qputenv("PENSTOCK_TEST_VARIABLE", "a=b");
        QCOMPARE(processEnvironment().at("PENSTOCK_TEST_VARIABLE"), std::string("a=b"));
        qunsetenv("PENSTOCK_TEST_VARIABLE");
        QVERIFY(!processEnvironment().contains("PENSTOCK_TEST_VARIABLE"));
    }
};

QTEST_APPLESS_MAIN(TestExpansion)
#include "tst_expansion.moc"
