#include "headless/optionparser.h"

#include <QTest>

#include <array>

using namespace penstock::headless;

namespace
{

constexpr std::array<OptionSpec, 3> known{{
    {"format", "yaml|json", "form of the output"},
    {"json", "", "print as JSON"},
    {"a-rather-long-option-name", "FILE", "is aligned all the same"},
}};

ParsedOptions parse(const std::vector<std::string> &words)
{
    return parseOptions(words, known);
}

QString problemOf(const std::vector<std::string> &words)
{
    return QString::fromStdString(parse(words).problem);
}

using Words = std::vector<std::string>;

} // namespace

class TestOptionParser final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valueFollowsOrIsAttached()
    {
        for (const Words &words : {Words{"--format", "json"}, Words{"--format=json"}}) {
            const ParsedOptions options = parse(words);
            QVERIFY(options.problem.empty());
            QVERIFY(options.has("format"));
            QCOMPARE(options.valueOr("format", "yaml"), std::string("json"));
        }
    }

    void valueMayBeEmptyOrHoldAnything()
    {
        QCOMPARE(parse({"--format="}).valueOr("format", "yaml"), std::string());
        QCOMPARE(parse({"--format=a=b"}).valueOr("format", "yaml"), std::string("a=b"));
        QCOMPARE(parse({"--format", "--json"}).valueOr("format", "yaml"), std::string("--json"));
    }

    void optionThatIsNotThereHasItsDefault()
    {
        const ParsedOptions options = parse({});
        QVERIFY(!options.has("json"));
        QCOMPARE(options.valueOr("format", "yaml"), std::string("yaml"));
        QVERIFY(options.arguments.empty() && options.problem.empty());
    }

    void lastOneWins()
    {
        QCOMPARE(parse({"--format=a", "--format", "b"}).valueOr("format", ""), std::string("b"));
    }

    void argumentsMayStandAnywhere()
    {
        const ParsedOptions options = parse({"one", "--json", "two", "-", "-x"});
        QVERIFY(options.problem.empty());
        QVERIFY(options.has("json"));
        QCOMPARE(options.arguments, (Words{"one", "two", "-", "-x"}));
    }

    void twoDashesEndTheOptions()
    {
        const ParsedOptions options = parse({"--json", "--", "--format", "x", "--"});
        QVERIFY(options.has("json") && !options.has("format"));
        QCOMPARE(options.arguments, (Words{"--format", "x", "--"}));
    }

    void problemsAreSentences()
    {
        QCOMPARE(problemOf({"--formt", "x"}),
                 QStringLiteral("there is no option --formt. Did you mean --format?"));
        QCOMPARE(problemOf({"--formt=x"}),
                 QStringLiteral("there is no option --formt. Did you mean --format?"));
        QCOMPARE(problemOf({"--zzzzzzzz"}), QStringLiteral("there is no option --zzzzzzzz."));
        QCOMPARE(problemOf({"--json=yes"}), QStringLiteral("--json takes no value."));
        QCOMPARE(problemOf({"--format"}),
                 QStringLiteral("--format needs a value: --format yaml|json."));
    }

    void valueOfAnUnknownOptionIsNotRepeated()
    {
        // It may be a secret that was meant for another option.
        QVERIFY(!problemOf({"--key=hunter22"}).contains(QLatin1String("hunter22")));
    }

    void helpIsAligned()
    {
        QCOMPARE(QString::fromStdString(optionHelp(known)),
                 QStringLiteral("  --format yaml|json      form of the output\n"
                                "  --json                  print as JSON\n"
                                "  --a-rather-long-option-name FILE  is aligned all the same\n"));
    }
};

QTEST_APPLESS_MAIN(TestOptionParser)
#include "tst_optionparser.moc"
