#include "config/treebuilder.h"
#include "configfolder.h"

#include <QTest>

#include <chrono>

using namespace penstock;
using namespace penstock::config;
using namespace penstock::config::test;

namespace
{

using Text = std::string;

/// One broken document and the one message that it deserves; the file name goes before it.
void row(const char *name, const Text &text, const char *finding)
{
    QTest::newRow(name) << QByteArray::fromStdString(text) << shown(finding);
}

Text repeated(std::string_view part, int times)
{
    Text text;
    for (int i = 0; i < times; ++i) {
        text += part;
    }
    return text;
}

void structureRows()
{
    row("key that stands twice", "port: 1\nname: a\nport: 2\n",
        "error: c.yaml:3:1: the key 'port' stands here a second time; it is first set in line 1. "
        "Keep one of the two.");
    row("key that stands twice, deep", "routing:\n  retries: 1\n  retries: 1\n",
        "error: c.yaml:3:3: the key 'retries' stands here a second time; it is first set in line "
        "2. Keep one of the two.");
    row("tab before a key", "routing:\n\tretries: 1\n",
        "error: c.yaml:2:1: "
        "a tab stands where YAML wants spaces; indent with spaces only.");
    row("tab before a second key", "routing:\n  retries: 1\n\tspill_at: 1\n",
        "error: c.yaml:3:1: "
        "a tab stands where YAML wants spaces; indent with spaces only.");
    row("tab before a list", "instances:\n\t- name: one\n",
        "error: c.yaml:2:1: "
        "a tab stands where YAML wants spaces; indent with spaces only.");
    row("tab behind spaces", "routing:\n  \tretries: 1\n",
        "error: c.yaml:2:3: "
        "a tab stands where YAML wants spaces; indent with spaces only.");
    row("tab in the first line", "\tport: 1\n",
        "error: c.yaml:1:1: "
        "a tab stands where YAML wants spaces; indent with spaces only.");
    row("bad indentation", "routing:\n  retries: 1\n strategy: failover\n",
        "error: c.yaml:3:2: the indentation does not fit the lines above.");
    row("list at the top", "- port: 1\n",
        "error: c.yaml:1:1: must be a mapping of settings at the top.");
    row("text at the top", "just words\n",
        "error: c.yaml:1:1: must be a mapping of settings at the top.");
    row("two documents", "port: 1\n---\nport: 2\n",
        "error: c.yaml:2:1: a second YAML document starts here; a configuration is one document.");
    row("open list", "also_listen: [1, 2\n",
        "error: c.yaml:2:1: a list that was opened with '[' is not closed with ']'.");
    row("open list in a list", "also_listen: [[1\n",
        "error: c.yaml:2:1: a list that was opened with '[' is not closed with ']'.");
    row("open mapping", "routing: {retries: 1\n",
        "error: c.yaml:2:1: a mapping that was opened with '{' is not closed with '}'.");
    row("open double quote", "port: 1\nname: \"Contoso\nlisten: loopback\n",
        "error: c.yaml:2:7: a text that starts here with a quote has no closing quote.");
    row("open single quote", "port: 1\nname: 'Contoso\n",
        "error: c.yaml:2:7: a text that starts here with a quote has no closing quote.");
    row("colon in a plain text", "name: a: b\n",
        "error: c.yaml:1:8: a ':' stands where none can; check the indentation, or put the text in "
        "quotes.");
    row("list as a key", "? [a, b]\n: 1\n",
        "error: c.yaml:1:3: a key must be a text, not a list or mapping.");
    row("foreign tag", "name: !python/object:os.system x\n",
        "error: c.yaml:1:7: the tag '!python/object:os.system' means nothing here; write the "
        "value without it.");
}

void aliasRows()
{
    row("alias of nothing", "name: *other\n",
        "error: c.yaml:1:7: an alias (*name) is used, but no anchor (&name) before it defines "
        "it.");
    row("alias of itself", "instances: &a [*a]\n",
        "error: c.yaml:1:16: an alias refers to a value that it is part of.");
    row("alias of the mapping around it", "routing: &r\n  models: *r\n",
        "error: c.yaml:2:11: an alias refers to a value that it is part of.");
    row("merge key of a text", "routing:\n  <<: text\n  retries: 1\n",
        "error: c.yaml:2:7: '<<' must refer to a mapping, or to a list of mappings.");
    Text bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 40; ++i) {
        const Text below = "*a" + std::to_string(i - 1);
        const Text own = 'a' + std::to_string(i);
        bomb += own + ": &" + own + " [" + below + repeated(", " + below, 9) + "]\n";
    }
    row("billion laughs", bomb,
        "error: c.yaml:6:40: unfolds to more than 1,000,000 values, aliases included; that is no "
        "configuration.");
}

void textRows()
{
    using namespace std::string_literals;
    row("binary", "port: 1\nname: \0\1\2\n"s,
        "error: c.yaml:2:7: is not a text file: it holds a zero byte here.");
    row("program",
        "\x7f"
        "ELF\2\1\1\0\0\0\0"s,
        "error: c.yaml:1:8: is not a text file: it holds a zero byte here.");
    row("UTF-16, little end", "\xff\xfep\0o\0r\0t\0:\0"s,
        "error: c.yaml:1:1: is encoded in UTF-16; save it as UTF-8.");
    row("UTF-16, big end", "\xfe\xff\0p\0o\0r\0t\0:"s,
        "error: c.yaml:1:1: is encoded in UTF-16; save it as UTF-8.");
    row("Latin-1", "port: 1\nname: M\xfcller\n",
        "error: c.yaml:2:8: is not UTF-8 text: the byte here belongs to no character. Save it as "
        "UTF-8.");
    row("UTF-8 cut off", "name: M\xc3",
        "error: c.yaml:1:8: is not UTF-8 text: the byte here belongs to no character. Save it as "
        "UTF-8.");
    row("nested too deep", repeated("[", 101) + repeated("]", 101),
        "error: c.yaml:1:101: is nested more than 100 levels deep.");
    row("nested far too deep", "a: " + repeated("[", 200000) + repeated("]", 200000),
        "error: c.yaml:1:103: is nested more than 100 levels deep.");
    row("1,000,001 values", "a: [" + repeated("1,", 999998) + "1]\n",
        "error: c.yaml:1:1999999: unfolds to more than 1,000,000 values, aliases included; that is "
        "no configuration.");
}

void meaningRows()
{
    row("misspelt key", "prot: 1\n",
        "warning: c.yaml:1:1: prot: is no known key and is left out. Did you mean 'port'?");
    row("misspelt key in an instance",
        "instances: [{name: one, auth: none, api_base: 'https://one.example.com',\n"
        "  supported_model: [m], supported_models: [m]}]\n",
        "warning: c.yaml:2:3: instances[0].supported_model: is no known key and is left out. Did "
        "you mean 'supported_models'?");
    row("key of another place", "max_tpm: 5\n",
        "warning: c.yaml:1:1: max_tpm: is no known key and is left out. A key of this name belongs "
        "to 'instances[]'.");
    row("key like nothing", "zzzzzzzzzzzz: 5\n",
        "warning: c.yaml:1:1: zzzzzzzzzzzz: is no known key and is left out.");
    row("wrong type", "port: 1\nrouting:\n  retries: many\n",
        "error: c.yaml:3:12: routing.retries: must be a whole number from 0 to 10, not \"many\".");
    row("number in quotes", "port: \"3010\"\n",
        "error: c.yaml:1:7: port: must be a whole number from 1 to 65535, not \"3010\".");
    row("scalar instead of a mapping", "routing: failover\n",
        "error: c.yaml:1:10: routing: must be a mapping of keys to values.");
    row("scalar instead of a list",
        "instances:\n  - {name: one, auth: none, api_base: 'https://one.example.com',\n"
        "    supported_models: gpt-4o}\n",
        "error: c.yaml:3:23: instances[0].supported_models: must be a list, such as [gpt-4o].");
    row("instances as a text", "instances: one\n",
        "error: c.yaml:1:12: instances: must be a list of mappings, each with a name.");
    row("instance without a name", "instances:\n  - api_base: https://one.example.com\n",
        "error: c.yaml:2:5: instances[0]: has no name; add `name:` to it.");
    row("two instances of one name",
        "instances:\n  - {name: one, auth: none, api_base: 'https://one.example.com'}\n"
        "  - {name: two, auth: none, api_base: 'https://two.example.com'}\n"
        "  - name: one\n",
        "error: c.yaml:4:11: instances[2].name: the name 'one' is already taken by instances[0].");
    row("model with a dot in its path", "prices: {gpt-4.1: {input: cheap}}\n",
        "error: c.yaml:1:27: prices[\"gpt-4.1\"].input: must be a number of 0 or more, not "
        "\"cheap\".");
    row("near choice", "routing: {strategy: round-robin}\n",
        "error: c.yaml:1:21: routing.strategy: must be one of failover, priority, round_robin, "
        "weighted, least_loaded, headroom or model_specific, not \"round-robin\". Did you mean "
        "round_robin?");
}

} // namespace

/// Every broken document gets one clear message that says where it is broken.
class TestBrokenDocuments final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void getsOneClearMessage_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("finding");
        structureRows();
        aliasRows();
        textRows();
        meaningRows();
    }
    void getsOneClearMessage()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, finding);
        ConfigFolder folder;
        folder.write("c.yaml", text.toStdString());
        const auto start = std::chrono::steady_clock::now();
        const LoadedConfig loaded = folder.load("c.yaml");
        const auto took = std::chrono::steady_clock::now() - start;
        QCOMPARE(folder.findings(loaded), QStringList{finding});
        QCOMPARE(loaded.hasErrors(), finding.startsWith(QLatin1String("error")));
        QVERIFY(loaded.isReadable);
        // Generous, for sanitizers; an unfolded bomb would take hours.
        QVERIFY(took < std::chrono::seconds(30));
    }

    void jsonGetsOneClearMessage_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("finding");
        row("wrong type", "{\n  \"port\": \"many\"\n}\n",
            "error: c.json:2:11: port: must be a whole number from 1 to 65535, not \"many\".");
        row("key that stands twice", "{\"port\": 1,\n \"port\": 2}\n",
            "error: c.json:2:2: the key 'port' stands here a second time; it is first set in line "
            "1. Keep one of the two.");
        row("misspelt key", "{\"name\": \"x\",\n \"prot\": 2}\n",
            "warning: c.json:2:2: prot: is no known key and is left out. Did you mean 'port'?");
        row("list at the top", "[]",
            "error: c.json:1:1: must be a mapping of settings at the top.");
        row("nested too deep", repeated("[", 101),
            "error: c.json:1:101: is nested more than 100 levels deep.");
        row("1,000,001 values", "{\"a\":[" + repeated("1,", 999998) + "1]}\n",
            "error: c.json:1:2000001: unfolds to more than 1,000,000 values, aliases included; "
            "that is no configuration.");
    }
    void jsonGetsOneClearMessage()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, finding);
        ConfigFolder folder;
        folder.write("c.json", text.toStdString());
        QCOMPARE(folder.findingsOf("c.json"), QStringList{finding});
    }

    void jsonSyntaxErrorHasAPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("finding");
        row("comma at the end", "{\n  \"port\": 1,\n}\n", "error: c.json:3:1: is not valid JSON: ");
        row("empty file", "", "error: c.json:1:1: is not valid JSON: ");
        row("cut off", "{\"port\": 1", "error: c.json:1:11: is not valid JSON: ");
        row("something behind", "{}\n{}", "error: c.json:2:1: is not valid JSON: ");
        row("comment", "{\n// no\n}", "error: c.json:2:1: is not valid JSON: ");
    }
    void jsonSyntaxErrorHasAPlace()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, finding);
        ConfigFolder folder;
        folder.write("c.json", text.toStdString());
        const QStringList findings = folder.findingsOf("c.json");
        QCOMPARE(findings.size(), 1);
        QCOMPARE(findings.front().left(finding.size()), finding);
    }

    void unusualDocumentIsNoMistake_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto fine = [](const char *name, const Text &text) {
            QTest::newRow(name) << QByteArray::fromStdString(text);
        };
        fine("empty", "");
        fine("blank", "\n \n\n");
        fine("comments only", "# nothing\n# yet\n");
        fine("document start only", "---\n");
        fine("document start and end", "---\nport: 3010\n...\n");
        fine("byte order mark", "\xEF\xBB\xBFport: 3010\n");
        fine("line ends of Windows", "port: 3010\r\nname: Penstock\r\n");
        fine("no line end", "port: 3010");
        fine("nothing behind a key", "instances:\nrouting:\nport: 3010\n");
        fine("tab inside a text", "name: \"a\"\t# comment\n");
        fine("deep, but not too deep",
             "zz: " + repeated("[", 99 - 1) + repeated("]", 99 - 1) + "\n");
    }
    void unusualDocumentIsNoMistake()
    {
        QFETCH(const QByteArray, text);
        ConfigFolder folder;
        folder.write("c.yaml", text.toStdString());
        const LoadedConfig loaded = folder.load("c.yaml");
        QVERIFY2(loaded.config != nullptr,
                 qPrintable(folder.findings(loaded).join(QLatin1Char('\n'))));
        QCOMPARE(loaded.config->listen.port, 3010);
    }

    void fileOf50MegabytesIsRefusedUnread()
    {
        ConfigFolder folder;
        folder.write("c.yaml", "port: 1\n");
        std::filesystem::resize_file(folder.path() / "c.yaml", 50U * 1024 * 1024);
        const LoadedConfig loaded = folder.load("c.yaml");
        QCOMPARE(folder.findings(loaded).size(), 1);
        const QString finding = folder.findings(loaded).front();
        QVERIFY2(finding.startsWith(QLatin1String("error: ")), qPrintable(finding));
        QVERIFY2(finding.contains(QLatin1String("c.yaml")), qPrintable(finding));
        QVERIFY2(finding.contains(QLatin1String("8 MiB")), qPrintable(finding));
        QVERIFY(loaded.hasErrors());
    }

    void fileOf8MebibytesIsRead()
    {
        ConfigFolder folder;
        const Text line = "port: 3010\n#";
        folder.write("c.yaml", line + Text(mostDocumentBytes - line.size(), 'x'));
        QCOMPARE(folder.findingsOf("c.yaml"), QStringList());
        folder.write("c.yaml", line + Text(mostDocumentBytes - line.size() + 1, 'x'));
        QCOMPARE(folder.findingsOf("c.yaml").size(), 1);
    }

    void whatCannotBeReadIsNamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("part");
        QTest::newRow("missing file") << QStringLiteral("none.yaml") << QStringLiteral("none.yaml");
        QTest::newRow("missing folder") << QStringLiteral("no/ne") << QStringLiteral("no/ne");
        QTest::newRow("folder without base")
            << QStringLiteral("empty")
            << QStringLiteral("empty: holds neither base.yaml nor penstock.yaml.");
        // A folder in the place of a file cannot be read by anybody, root included.
        QTest::newRow("folder for a file") << QStringLiteral("odd") << QStringLiteral("odd");
    }
    void whatCannotBeReadIsNamed()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, part);
        ConfigFolder folder;
        folder.write("empty/other.yaml", "port: 1\n");
        folder.write("odd/base.yaml/file", "");
        const LoadedConfig loaded = folder.load(name.toStdString());
        QVERIFY(loaded.hasErrors());
        QVERIFY(!loaded.isReadable);
        const QStringList findings = folder.findings(loaded);
        QCOMPARE(findings.size(), 1);
        QVERIFY2(findings.front().contains(part), qPrintable(findings.front()));
    }

    void severalMistakesAreToldAtOnce()
    {
        ConfigFolder folder("port: 0\nrouting: {retries: 11, strategy: magic}\nprot: 1\n");
        QCOMPARE(folder.findingsOf().size(), 4);
    }

    void nothingIsAppliedWhenOneValueIsWrong()
    {
        const LoadedConfig loaded = ConfigFolder("name: x\nport: 0\n").load();
        QVERIFY(loaded.hasErrors());
        QVERIFY(loaded.config == nullptr);
    }

    void manyMistakesGiveAPageOfMessages()
    {
        Text text = "routing:\n  aliases:\n";
        for (int i = 0; i < 5000; ++i) {
            text += "    m" + std::to_string(i) + ": [x]\n";
        }
        const QStringList findings = ConfigFolder(text).findingsOf();
        QCOMPARE(findings.size(), 201);
        QVERIFY2(findings.back().endsWith(
                     QLatin1String("there is more; only the first 200 findings are shown.")),
                 qPrintable(findings.back()));
    }
};

QTEST_APPLESS_MAIN(TestBrokenDocuments)
#include "tst_brokendocuments.moc"
