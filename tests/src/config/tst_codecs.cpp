#include "config/jsonreader.h"
#include "config/jsonwriter.h"
#include "config/yamlreader.h"
#include "config/yamlwriter.h"
#include "randomdocument.h"
#include "samenode.h"
#include "support/property.h"

#include <array>
#include <limits>

using namespace penstock;
using namespace penstock::config;
using test::firstDifference;

namespace
{

QString shown(const std::string &text)
{
    return QString::fromStdString(text);
}

/// Reads what was written; a finding counts as a difference.
std::string lossThrough(const Node &document, const std::string &written,
                        ParsedDocument (*read)(std::string_view, const std::string &))
{
    const ParsedDocument parsed = read(written, "written");
    if (!parsed.findings.empty()) {
        return parsed.findings.front().toText() + "\n" + written;
    }
    const std::string found = firstDifference(document, parsed.root);
    return found.empty() ? found : found + "\n" + written;
}

Node mapOf(std::string_view key, Node value)
{
    Node map = Node::map();
    map.set(key, std::move(value));
    return map;
}

} // namespace

class TestCodecs final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void yamlKeepsEverything()
    {
        test::forEachRound(1500, [](RandomSource &random) {
            const Node tree = test::randomTree(random, test::Nulls::Some);
            const std::string loss = lossThrough(tree, writeYaml(tree), readYaml);
            QVERIFY2(loss.empty(), loss.c_str());
        });
    }

    void jsonKeepsEverything()
    {
        test::forEachRound(1500, [](RandomSource &random) {
            const Node tree = test::randomTree(random, test::Nulls::Some);
            for (const JsonLayout layout : {JsonLayout::OneLine, JsonLayout::Indented}) {
                const std::string loss = lossThrough(tree, writeJson(tree, layout), readJson);
                QVERIFY2(loss.empty(), loss.c_str());
            }
        });
    }

    void fromOneSpellingToTheOtherAndBack()
    {
        test::forEachRound(800, [](RandomSource &random) {
            const Node tree = test::randomTree(random, test::Nulls::Some);
            const Node fromYaml = readYaml(writeYaml(tree), "yaml").root;
            const Node fromJson = readJson(writeJson(fromYaml), "json").root;
            const std::string loss = lossThrough(tree, writeYaml(fromJson), readYaml);
            QVERIFY2(loss.empty(), loss.c_str());
        });
    }

    void yamlTakesJsonAsItIs()
    {
        test::forEachRound(800, [](RandomSource &random) {
            const Node tree = test::randomTree(random, test::Nulls::Some);
            const std::string loss = lossThrough(tree, writeJson(tree), readYaml);
            QVERIFY2(loss.empty(), loss.c_str());
        });
    }

    void writingTwiceGivesTheSameText()
    {
        test::forEachRound(500, [](RandomSource &random) {
            const Node tree = test::randomTree(random, test::Nulls::Some);
            const std::string yaml = writeYaml(tree);
            QCOMPARE(shown(writeYaml(readYaml(yaml, "yaml").root)), shown(yaml));
            const std::string json = writeJson(tree, JsonLayout::Indented);
            QCOMPARE(shown(writeJson(readJson(json, "json").root, JsonLayout::Indented)),
                     shown(json));
        });
    }

    void spellingsOfYaml_areWrittenAsTheyWere()
    {
        const std::string text = "a: 1.0\nb: 1e3\nc: +5\nd: .5\ne: True\nf: \"true\"\ng: 0.10\n"
                                 "h: -0\ni: [1.50, 2, TRUE]\n";
        QCOMPARE(shown(writeYaml(readYaml(text, "a").root)), shown(text));
    }

    void booleansStayBooleans()
    {
        const std::string text = "a: true\nb: false\n";
        QCOMPARE(shown(writeYaml(readYaml(text, "a").root)), shown(text));
    }

    void extremeNumbers_data()
    {
        QTest::addColumn<double>("number");
        QTest::newRow("largest") << std::numeric_limits<double>::max();
        QTest::newRow("smallest") << std::numeric_limits<double>::denorm_min();
        QTest::newRow("least normal") << std::numeric_limits<double>::min();
        QTest::newRow("minus zero") << -0.0;
        QTest::newRow("one") << 1.0;
        QTest::newRow("above whole numbers") << 9223372036854775808.0;
        QTest::newRow("third") << 1.0 / 3;
    }
    void extremeNumbers()
    {
        QFETCH(const double, number);
        const Node document = mapOf("n", Node::real(number));
        const std::string inYaml = lossThrough(document, writeYaml(document), readYaml);
        QVERIFY2(inYaml.empty(), inYaml.c_str());
        const std::string inJson = lossThrough(document, writeJson(document), readJson);
        QVERIFY2(inJson.empty(), inJson.c_str());
    }

    void longKeysAndTexts_data()
    {
        QTest::addColumn<int>("length");
        for (const int length : {1000, 1023, 1024, 1025, 1100, 5000}) {
            QTest::addRow("%d", length) << length;
        }
    }
    void longKeysAndTexts()
    {
        // YAML wants short keys: 1024 characters without the '?' that begins a long one.
        QFETCH(const int, length);
        const auto size = static_cast<std::size_t>(length);
        Node inner = mapOf(std::string(size, 'k'), Node::text(std::string(size, 'v')));
        inner.set(std::string(size, '"'), Node::list());
        Node list = Node::list();
        list.append(inner);
        Node document = mapOf("list", std::move(list));
        document.set(std::string(size, ':'), inner);
        const std::string loss = lossThrough(document, writeYaml(document), readYaml);
        QVERIFY2(loss.empty(), loss.substr(0, 300).c_str());
    }

    void everythingAtTheTop()
    {
        for (const char *json :
             {"[1,[2,{\"a\":[]}],\"x\"]", "\"a: b\"", "3.5", "true", "{}", "[]"}) {
            const Node document = readJson(json, "json").root;
            QCOMPARE(shown(writeJson(document)), QString::fromUtf8(json));
            QCOMPARE(shown(writeJson(readYaml(writeYaml(document), "yaml").root)),
                     QString::fromUtf8(json));
        }
    }

    void listsInListsAndEmptyThings()
    {
        const Node document
            = readJson(R"({"a":[[],[[]],{},[{}],[{"b":[]},[1,[2]]]],"c":{"d":{}}})", "json").root;
        const std::string loss = lossThrough(document, writeYaml(document), readYaml);
        QVERIFY2(loss.empty(), loss.c_str());
    }
};

QTEST_APPLESS_MAIN(TestCodecs)
#include "tst_codecs.moc"
