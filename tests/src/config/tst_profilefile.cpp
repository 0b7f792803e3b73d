#include "base/files.h"
#include "config/jsonreader.h"
#include "config/profilefile.h"
#include "config/secretedits.h"
#include "support/tempdir.h"

#include <QTest>

using namespace penstock;
using namespace penstock::config;
using penstock::test::TempDir;
namespace fs = std::filesystem;

/// The settings of a profile as a file that people may edit as well.
class TestProfileFile final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noFile_givesTheDefaults();
    void savedIsLoaded();
    void folderAndFilesAreForTheOwnerAlone();
    void backup_isTheFileBefore();
    void sameDocumentAgain_writesNothing();
    void invalidDocument_isRefusedWithItsFindings();
    void changedBySomebodyElse_isRefused_data();
    void changedBySomebodyElse_isRefused();
    void touchedBySomebodyElse_isNoChange();
    void brokenFile_isNotSavedOver_data();
    void brokenFile_isNotSavedOver();
    void variables_keepTheirSpelling();
    void clearSecret_isRefused_data();
    void clearSecret_isRefused();
    void clearSecretOfThePerson_movesAndLeavesNoTrace();
    void renamed_keepsItsId();
    void newInstanceWithAFormerName_getsAnIdOfItsOwn();
    void removedAndPutBack_isTheSame();
};

namespace
{

constexpr const char *theKey = "sk-0123456789abcdef-clear";

Node parsed(const char *json)
{
    return readJson(json, "json").root;
}

std::string contentOf(const fs::path &path)
{
    return readFile(path, 1'000'000).value_or("(none)");
}

bool isIn(const std::string &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

Node instances(const std::vector<std::string> &names)
{
    Node list = Node::list();
    for (const std::string &name : names) {
        Node instance = Node::map();
        instance.set("name", Node::text(name));
        instance.set("api_base", Node::text("https://one.example.com"));
        instance.set("auth", Node::text("none"));
        list.append(std::move(instance));
    }
    Node document = Node::map();
    document.set("instances", std::move(list));
    return document;
}

std::string idOf(const LoadedConfig &loaded, const std::string &name)
{
    for (const InstanceSettings &instance : loaded.config->instances) {
        if (instance.name == name) {
            return instance.id.value();
        }
    }
    return "(none)";
}

} // namespace

void TestProfileFile::noFile_givesTheDefaults()
{
    const TempDir dir;
    ProfileFile file(dir.path() / "profile", {});
    const LoadedConfig loaded = file.load();
    QVERIFY(loaded.config != nullptr);
    QCOMPARE(loaded.config->listen.port, 3010);
    QVERIFY(ProfileFile::documentOf(loaded) == Node::map());
    QVERIFY(!fs::exists(file.path().parent_path()));
    QVERIFY(!file.isChangedOnDisk());
}

void TestProfileFile::savedIsLoaded()
{
    const TempDir dir;
    const Node document = parsed("{\"port\": 4001, \"routing\": {\"retries\": 5}}");
    {
        ProfileFile file(dir.path(), {});
        static_cast<void>(file.load());
        QVERIFY(file.save(document));
        QVERIFY(!file.isChangedOnDisk());
    }
    ProfileFile file(dir.path(), {});
    const LoadedConfig loaded = file.load();
    QVERIFY(loaded.config != nullptr);
    QCOMPARE(loaded.config->listen.port, 4001);
    QCOMPARE(loaded.config->routing.retries, 5);
    QVERIFY(ProfileFile::documentOf(loaded) == document);
}

void TestProfileFile::folderAndFilesAreForTheOwnerAlone()
{
#ifdef Q_OS_WIN
    QSKIP("Rights are inherited from the user's folder there.");
#endif
    const TempDir dir;
    ProfileFile file(dir.path() / "a" / "b", {});
    QVERIFY(file.save(parsed("{\"port\": 4001}")));
    QVERIFY(file.save(parsed("{\"port\": 4002}")));
    const auto rights = [](const fs::path &path) { return fs::status(path).permissions(); };
    constexpr fs::perms fileRights = fs::perms::owner_read | fs::perms::owner_write;
    QVERIFY(rights(file.path()) == fileRights);
    QVERIFY(rights(file.backupPath()) == fileRights);
    QVERIFY(rights(dir.path() / "a") == fs::perms::owner_all);
    QVERIFY(rights(dir.path() / "a" / "b") == fs::perms::owner_all);
}

void TestProfileFile::backup_isTheFileBefore()
{
    const TempDir dir;
    const fs::path path = dir.write("penstock.yaml", "# by hand\nport: 4001\n");
    ProfileFile file(dir.path(), {});
    static_cast<void>(file.load());
    QVERIFY(file.save(parsed("{\"port\": 4002}")));
    QCOMPARE(contentOf(file.backupPath()), std::string("# by hand\nport: 4001\n"));
    QVERIFY(isIn(contentOf(path), "port: 4002"));
    QVERIFY(file.save(parsed("{\"port\": 4003}")));
    QVERIFY(isIn(contentOf(file.backupPath()), "port: 4002"));
}

void TestProfileFile::sameDocumentAgain_writesNothing()
{
    const TempDir dir;
    ProfileFile file(dir.path(), {});
    QVERIFY(file.save(parsed("{\"port\": 4001}")));
    QVERIFY(file.save(parsed("{\"port\": 4002}")));
    QVERIFY(file.save(parsed("{\"port\": 4002}")));
    QVERIFY(isIn(contentOf(file.backupPath()), "port: 4001"));
}

void TestProfileFile::invalidDocument_isRefusedWithItsFindings()
{
    const TempDir dir;
    ProfileFile file(dir.path(), {});
    QVERIFY(file.save(parsed("{\"port\": 4001}")));
    const std::string before = contentOf(file.path());
    // A wrong type, and something that only the whole shows.
    for (const char *json : {"{\"port\": \"many\"}", "{\"port\": 4001, \"also_listen\": [4001]}"}) {
        const auto saved = file.save(parsed(json));
        QVERIFY(!saved);
        QCOMPARE(saved.error().problem, SaveProblem::Invalid);
        QVERIFY(!saved.error().findings.empty());
        QVERIFY(saved.error().findings.front().severity == Severity::Error);
        QCOMPARE(contentOf(file.path()), before);
        QVERIFY(!fs::exists(file.backupPath()));
    }
    QVERIFY(file.save(parsed("{\"port\": 4002}")));
}

void TestProfileFile::changedBySomebodyElse_isRefused_data()
{
    QTest::addColumn<QByteArray>("now");
    QTest::newRow("longer") << QByteArrayLiteral("port: 4001\nname: other\n");
    QTest::newRow("same size") << QByteArrayLiteral("port: 4009\n");
    QTest::newRow("gone") << QByteArray();
}

void TestProfileFile::changedBySomebodyElse_isRefused()
{
    QFETCH(const QByteArray, now);
    const TempDir dir;
    const fs::path path = dir.write("penstock.yaml", "port: 4001\n");
    const auto time = fs::last_write_time(path);
    ProfileFile file(dir.path(), {});
    static_cast<void>(file.load());
    if (now.isEmpty()) {
        fs::remove(path);
    } else {
        dir.write("penstock.yaml", now.toStdString());
        fs::last_write_time(path, time);
    }
    const std::string changed = contentOf(path);
    QVERIFY(file.isChangedOnDisk());
    const auto saved = file.save(parsed("{\"port\": 4002}"));
    QVERIFY(!saved);
    QCOMPARE(saved.error().problem, SaveProblem::ChangedOnDisk);
    QVERIFY(isIn(saved.error().error.message, toUtf8(path)));
    QCOMPARE(contentOf(path), changed);
    // Loading again is the way out.
    static_cast<void>(file.load());
    QVERIFY(!file.isChangedOnDisk());
    QVERIFY(file.save(parsed("{\"port\": 4002}")));
}

void TestProfileFile::touchedBySomebodyElse_isNoChange()
{
    const TempDir dir;
    const fs::path path = dir.write("penstock.yaml", "port: 4001\n");
    ProfileFile file(dir.path(), {});
    static_cast<void>(file.load());
    fs::last_write_time(path, fs::last_write_time(path) + std::chrono::hours(1));
    QVERIFY(!file.isChangedOnDisk());
    QVERIFY(file.save(parsed("{\"port\": 4002}")));
}

void TestProfileFile::brokenFile_isNotSavedOver_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no YAML") << QByteArrayLiteral("port: [\n");
    QTest::newRow("wrong value") << QByteArrayLiteral("port: many\nname: mine\n");
}

void TestProfileFile::brokenFile_isNotSavedOver()
{
    QFETCH(const QByteArray, text);
    const TempDir dir;
    const fs::path path = dir.write("penstock.yaml", text.toStdString());
    ProfileFile file(dir.path(), {});
    QVERIFY(file.load().hasErrors());
    const auto saved = file.save(parsed("{\"port\": 4002}"));
    QVERIFY(!saved);
    QCOMPARE(saved.error().problem, SaveProblem::BrokenOnDisk);
    QCOMPARE(contentOf(path), text.toStdString());
    // What only the whole shows can be mended here, as nothing of the file is lost.
    dir.write("penstock.yaml", "port: 4001\nalso_listen: [4001]\n");
    QVERIFY(file.load().hasErrors());
    QVERIFY(file.save(parsed("{\"port\": 4002, \"also_listen\": [4001]}")));
}

void TestProfileFile::variables_keepTheirSpelling()
{
    const TempDir dir;
    const char *text = "port: ${PORT:-4001}\ninstances:\n  - name: one\n"
                       "    api_base: https://${HOST}.example.com\n    api_key: ${KEY:-fallback}\n"
                       "  - name: two\n    api_base: https://two.example.com\n"
                       "    api_key: ${UNSET}\n";
    dir.write("penstock.yaml", text);
    ProfileFile file(dir.path(), {{"HOST", "one"}, {"KEY", theKey}});
    const LoadedConfig loaded = file.load();
    QVERIFY(loaded.config != nullptr);
    Node document = ProfileFile::documentOf(loaded);
    document.set("name", Node::text("changed"));
    QVERIFY(file.save(document));
    const std::string saved = contentOf(file.path());
    for (const char *part : {"port: ${PORT:-4001}", "https://${HOST}.example.com", "${KEY}",
                             "${UNSET}", "name: changed"}) {
        QVERIFY2(isIn(saved, part), saved.c_str());
    }
    QVERIFY(!isIn(saved, theKey));
    QVERIFY(!isIn(saved, "fallback"));
}

void TestProfileFile::clearSecret_isRefused_data()
{
    QTest::addColumn<QByteArray>("setting");
    QTest::newRow("key") << QByteArrayLiteral("\"api_key\": \"sk-0123456789abcdef-clear\"");
    QTest::newRow("default of an unset variable")
        << QByteArrayLiteral("\"api_key\": \"${UNSET:-sk-0123456789abcdef-clear}\"");
    QTest::newRow("header") << QByteArrayLiteral(
        "\"extra_headers\": {\"X-A\": \"sk-0123456789abcdef-clear\"}");
    QTest::newRow("proxy") << QByteArrayLiteral(
        "\"proxy_url\": \"http://u:sk-0123456789abcdef-clear@proxy.example.com\"");
    QTest::newRow("memory of this run") << QByteArrayLiteral("\"api_key\": \"memory:x/y\"");
}

void TestProfileFile::clearSecret_isRefused()
{
    QFETCH(const QByteArray, setting);
    const TempDir dir;
    ProfileFile file(dir.path(), {});
    const QByteArray json = "{\"instances\": [{\"name\": \"one\", \"api_base\": "
                            "\"https://one.example.com\", "
        + setting + "}]}";
    const auto saved = file.save(parsed(json.constData()));
    QVERIFY(!saved);
    QCOMPARE(saved.error().problem, SaveProblem::Invalid);
    bool isNamed = false;
    for (const Finding &finding : saved.error().findings) {
        QVERIFY(!isIn(finding.toText(), theKey));
        isNamed = isNamed || finding.severity == Severity::Error;
    }
    QVERIFY(isNamed);
    QVERIFY(fs::is_empty(dir.path()));
}

void TestProfileFile::clearSecretOfThePerson_movesAndLeavesNoTrace()
{
    const TempDir dir;
    dir.write("penstock.yaml",
              std::string("instances:\n  - name: one\n    api_base: "
                          "https://one.example.com\n    api_key: ")
                  + theKey + "\n");
    ProfileFile file(dir.path(), {});
    const LoadedConfig loaded = file.load();
    const Node document = ProfileFile::documentOf(loaded);
    QVERIFY(!file.save(document));

    std::map<SecretReference, SecretReference> moved;
    for (const SecretReference &reference : loaded.secrets.references()) {
        QCOMPARE(loaded.secrets.find(reference)->reveal(), std::string_view(theKey));
        moved.emplace(reference, SecretReference{SecretPlace::Keychain, "p/one"});
    }
    QCOMPARE(moved.size(), std::size_t{1});
    QVERIFY(file.save(withReferences(document, moved)));
    QVERIFY(isIn(contentOf(file.path()), "keychain:p/one"));
    for (const fs::directory_entry &entry : fs::directory_iterator(dir.path())) {
        QVERIFY2(!isIn(contentOf(entry.path()), theKey), entry.path().c_str());
    }
    QVERIFY(isIn(contentOf(file.backupPath()), "https://one.example.com"));
    const LoadedConfig again = file.load();
    QVERIFY(again.config->instances.front().credential.apiKey
            == (SecretReference{SecretPlace::Keychain, "p/one"}));
}

void TestProfileFile::renamed_keepsItsId()
{
    const TempDir dir;
    ProfileFile file(dir.path(), {});
    QVERIFY(file.save(instances({"a", "b"})));
    QCOMPARE(idOf(file.load(), "a"), std::string("a"));
    QVERIFY(file.save(instances({"c", "b"})));
    file.ids().rename("a", "c");
    QCOMPARE(idOf(file.load(), "c"), std::string("a"));
    QVERIFY(file.save(instances({"d", "b"})));
    file.ids().rename("c", "d");
    const LoadedConfig loaded = file.load();
    QCOMPARE(idOf(loaded, "d"), std::string("a"));
    QCOMPARE(idOf(loaded, "b"), std::string("b"));
}

void TestProfileFile::newInstanceWithAFormerName_getsAnIdOfItsOwn()
{
    const TempDir dir;
    ProfileFile file(dir.path(), {});
    QVERIFY(file.save(instances({"a"})));
    static_cast<void>(file.load());
    QVERIFY(file.save(instances({"a", "b"})));
    file.ids().rename("a", "b");
    const std::string fresh = idOf(file.load(), "a");
    const LoadedConfig loaded = file.load();
    QCOMPARE(idOf(loaded, "b"), std::string("a"));
    QVERIFY(fresh != "a" && fresh != "b");
    QCOMPARE(idOf(loaded, "a"), fresh);
}

void TestProfileFile::removedAndPutBack_isTheSame()
{
    const TempDir dir;
    ProfileFile file(dir.path(), {});
    QVERIFY(file.save(instances({"a"})));
    static_cast<void>(file.load());
    QVERIFY(file.save(instances({"b"})));
    file.ids().rename("a", "b");
    static_cast<void>(file.load());
    const std::string id = file.ids().idOf("b");
    QVERIFY(file.save(instances({})));
    static_cast<void>(file.load());
    QVERIFY(file.save(instances({"b"})));
    file.ids().putBack("b", id);
    QCOMPARE(idOf(file.load(), "b"), std::string("a"));
}

QTEST_APPLESS_MAIN(TestProfileFile)
#include "tst_profilefile.moc"
