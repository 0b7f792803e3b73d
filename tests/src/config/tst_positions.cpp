#include "config/documenttext.h"
#include "config/jsonreader.h"
#include "config/jsonwriter.h"
#include "config/yamlreader.h"
#include "randomdocument.h"
#include "support/property.h"

#include <algorithm>

using namespace penstock;
using namespace penstock::config;

// Lines and columns count from 1, columns in bytes: the two parsers do, and so do most compilers.

namespace
{

QString at(Position position)
{
    return QString::fromUtf8("%1:%2").arg(position.line).arg(position.column);
}

/// Every key and value as `key@line:column=line:column`, in the order of the file.
void collect(const Node &node, QStringList &all)
{
    if (node.isMap()) {
        for (const Entry &entry : node.entries()) {
            all.append(QString::fromStdString(entry.key) + QLatin1Char('@') + at(entry.keyPosition)
                       + QLatin1Char('=') + at(entry.value.position));
            collect(entry.value, all);
        }
    } else if (node.isList()) {
        for (const Node &item : node.items()) {
            all.append(QLatin1Char('@') + at(item.position));
            collect(item, all);
        }
    }
}

QString placesIn(const ParsedDocument &parsed)
{
    QStringList all;
    collect(parsed.root, all);
    for (const Finding &finding : parsed.findings) {
        all.append(QString::fromStdString(finding.code) + QLatin1Char('!') + at(finding.position));
    }
    return all.join(QLatin1Char(' '));
}

QString yaml(const char *text)
{
    return placesIn(readYaml(text, "yaml"));
}

QString json(const char *text)
{
    return placesIn(readJson(text, "json"));
}

/// The byte at a position, and what follows it.
std::string_view textAt(std::string_view text, Position position)
{
    std::size_t offset = 0;
    for (std::uint32_t line = 1; line < position.line; ++line) {
        offset = text.find('\n', offset) + 1;
    }
    return text.substr(std::min(text.size(), offset + position.column - 1));
}

/// Whether everything stands where the document says: keys and texts with the quotes of JSON.
std::string firstMisplaced(const Node &node, std::string_view text)
{
    const auto stands = [&](Position position, const std::string &token) {
        return textAt(text, position).starts_with(token);
    };
    std::string token = node.isMap() ? "{" : node.isList() ? "[" : writeJson(node);
    if (!stands(node.position, token)) {
        return token;
    }
    std::string misplaced;
    if (node.isMap()) {
        for (const Entry &entry : node.entries()) {
            const std::string key = writeJson(Node::text(entry.key));
            misplaced = !misplaced.empty()       ? misplaced
                : stands(entry.keyPosition, key) ? firstMisplaced(entry.value, text)
                                                 : key;
        }
    } else if (node.isList()) {
        for (const Node &item : node.items()) {
            misplaced = !misplaced.empty() ? misplaced : firstMisplaced(item, text);
        }
    }
    return misplaced;
}

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

} // namespace

class TestPositions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysAndValues()
    {
        QCOMPARE(yaml("a: 1\nbb:  text\n"), QString::fromUtf8("a@1:1=1:4 bb@2:1=2:6"));
        QCOMPARE(yaml("a:\n  b: [x,  'y']\n  \"c\": {d: 1}\n"),
                 QString::fromUtf8("a@1:1=2:3 b@2:3=2:6 @2:7 @2:11 c@3:3=3:8 d@3:9=3:12"));
        QCOMPARE(yaml("l:\n  - 1\n  -  n: x\n     m: y\n"),
                 QString::fromUtf8("l@1:1=2:3 @2:5 @3:6 n@3:6=3:9 m@4:6=4:9"));
        QCOMPARE(json("{\"a\":1,\n \"bb\" :  [true, {\"c\":null}]}"),
                 QString::fromUtf8("a@1:2=1:6 bb@2:2=2:10 @2:11 @2:17 c@2:18=2:22"));
    }

    void behindTextOfSeveralBytes_columnsCountBytes()
    {
        QCOMPARE(yaml("\"\xC3\xA4\xE6\x97\xA5\": 1\nb: {\xF0\x9F\x98\x80: x, c: y}\n"),
                 QString::fromUtf8("\xC3\xA4\xE6\x97\xA5@1:1=1:10 b@2:1=2:4 "
                                   "\xF0\x9F\x98\x80@2:5=2:11 c@2:14=2:17"));
        QCOMPARE(json("{\"\xC3\xA4\xE6\x97\xA5\":1,\"b\":\"\xF0\x9F\x98\x80\",\"c\":2}"),
                 QString::fromUtf8("\xC3\xA4\xE6\x97\xA5@1:2=1:10 b@1:12=1:16 c@1:23=1:27"));
    }

    void linesOfWindows_countAsLines()
    {
        QCOMPARE(yaml("a: 1\r\nb:\r\n  - x\r\n  - \"y\"\r\nc: z\r\n"),
                 QString::fromUtf8("a@1:1=1:4 b@2:1=3:3 @3:5 @4:5 c@5:1=5:4"));
        QCOMPARE(json("{\r\n  \"a\": 1,\r\n  \"b\": [\r\n    2\r\n  ]\r\n}"),
                 QString::fromUtf8("a@2:3=2:8 b@3:3=3:8 @4:5"));
    }

    void aByteOrderMark_takesNoRoom()
    {
        QCOMPARE(yaml("\xEF\xBB\xBF"
                      "a: 1\n"),
                 QString::fromUtf8("a@1:1=1:4"));
        QCOMPARE(json("\xEF\xBB\xBF{\"a\":1}"), QString::fromUtf8("a@1:2=1:6"));
    }

    void behindTextsOfManyLines()
    {
        QCOMPARE(yaml("a: |\n  one\n  two\nb: \"x\n  y\"\nc: >\n  z\n\nd: 1\n"),
                 QString::fromUtf8("a@1:1=1:4 b@4:1=4:4 c@6:1=6:4 d@9:1=9:4"));
    }

    void mistakes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("place");
        QTest::newRow("duplicate key")
            << QByteArray("a: 1\nb: 2\na: 3\n") << QString::fromUtf8("duplicate_key!3:1");
        QTest::newRow("duplicate key, indented") << QByteArray("x:\n  \xC3\xA4: 1\n  \xC3\xA4: 2\n")
                                                 << QString::fromUtf8("duplicate_key!3:3");
        QTest::newRow("tab") << QByteArray("a:\n\tb: 1\n") << QString::fromUtf8("bad_syntax!2:1");
        QTest::newRow("undefined alias")
            << QByteArray("a: 1\nb: *x\n") << QString::fromUtf8("bad_syntax!2:4");
        QTest::newRow("unknown tag")
            << QByteArray("a: !x 1\n") << QString::fromUtf8("unknown_tag!1:4");
        QTest::newRow("second document")
            << QByteArray("a: 1\n---\nb: 2\n") << QString::fromUtf8("several_documents!2:1");
        QTest::newRow("no value can begin")
            << QByteArray("\n  ,\n") << QString::fromUtf8("bad_syntax!2:3");
        QTest::newRow("open quote")
            << QByteArray("a: 1\nb: \"x\n") << QString::fromUtf8("bad_syntax!2:4");
    }
    void mistakes()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, place);
        const QString places = yaml(text.constData());
        QVERIFY2(places.contains(place), qPrintable(places));
    }

    void mistakesInJson()
    {
        QVERIFY2(json("{\"a\":1,\n \"a\":2}").contains(QLatin1String("duplicate_key!2:2")),
                 qPrintable(json("{\"a\":1,\n \"a\":2}")));
        QCOMPARE(json("{\"a\":1,\n  oops}"), QString::fromUtf8("bad_syntax!2:3"));
        QCOMPARE(json("{\"a\":1,\n}"), QString::fromUtf8("bad_syntax!2:1"));
        QCOMPARE(json("[1,\n 2"), QString::fromUtf8("bad_syntax!2:3"));
    }

    void inJson_everythingStandsWhereItSays()
    {
        test::forEachRound(500, [](RandomSource &random) {
            Node tree = test::randomTree(random, test::Nulls::Some);
            for (const JsonLayout layout : {JsonLayout::OneLine, JsonLayout::Indented}) {
                std::string text = writeJson(tree, layout);
                if (random.below(2) == 0) {
                    text = replaced(text, "\n", "\r\n");
                }
                const Node root = readJson(text, "json").root;
                const std::string misplaced = firstMisplaced(root, text);
                QVERIFY2(misplaced.empty(), (misplaced + " in ").append(text).c_str());
            }
        });
    }

    void inYaml_everythingStandsWhereItSays()
    {
        test::forEachRound(500, [](RandomSource &random) {
            const Node tree = test::randomTree(random, test::Nulls::Some);
            const std::string text = writeJson(tree, JsonLayout::Indented);
            const Node root = readYaml(text, "yaml").root;
            const std::string misplaced = firstMisplaced(root, text);
            QVERIFY2(misplaced.empty(), (misplaced + " in ").append(text).c_str());
        });
    }

    void aByte()
    {
        QCOMPARE(at(positionAt("", 0)), QString::fromUtf8("1:1"));
        QCOMPARE(at(positionAt("ab\ncd", 4)), QString::fromUtf8("2:2"));
        QCOMPARE(at(positionAt("ab\n", 3)), QString::fromUtf8("2:1"));
        QCOMPARE(at(positionAt("ab", 99)), QString::fromUtf8("1:3"));
    }
};

QTEST_APPLESS_MAIN(TestPositions)
#include "tst_positions.moc"
