#include "base/files.h"
#include "secrets/localsecrets.h"
#include "support/tempdir.h"

#include <QTest>

#include <filesystem>

using namespace penstock;
using penstock::test::TempDir;

/// Each place that a key may lie in.
class TestLocalSecrets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void variable_isReadWithoutBlanks();
    void variable_missing_data();
    void variable_missing();
    void file_isReadWithoutBlanks_data();
    void file_isReadWithoutBlanks();
    void file_modes_data();
    void file_modes();
    void file_missing();
    void file_tooLarge_isRefused();
    void credential_comesFromItsFolder();
    void credential_withoutServiceManager_data();
    void credential_withoutServiceManager();
    void memory_isLookedUp();
    void memory_missing_data();
    void memory_missing();
    void keychain_isNotForThisProgram();
};

namespace
{

namespace fs = std::filesystem;

LocalSecrets withVariables(LocalSecrets::Variables variables)
{
    return {std::move(variables), nullptr};
}

fs::path secretFile(const TempDir &dir, std::string_view content, fs::perms mode)
{
    fs::path path = dir.write("key", content);
    fs::permissions(path, mode);
    return path;
}

constexpr fs::perms ownerOnly = fs::perms::owner_read | fs::perms::owner_write;

} // namespace

void TestLocalSecrets::variable_isReadWithoutBlanks()
{
    const LocalSecrets secrets = withVariables({{"KEY", "  abc def\n"}});
    const auto secret = secrets.read({SecretPlace::Environment, "KEY"});
    QVERIFY(secret.has_value());
    QCOMPARE(secret->reveal(), std::string_view("abc def"));
}

void TestLocalSecrets::variable_missing_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("not set") << QByteArrayLiteral("OTHER");
    QTest::newRow("empty") << QByteArrayLiteral("EMPTY");
    QTest::newRow("blank") << QByteArrayLiteral("BLANK");
    QTest::newRow("another case") << QByteArrayLiteral("key");
}

void TestLocalSecrets::variable_missing()
{
    QFETCH(const QByteArray, name);
    const LocalSecrets secrets
        = withVariables({{"KEY", "value"}, {"EMPTY", ""}, {"BLANK", " \t\r\n"}});
    const auto secret = secrets.read({SecretPlace::Environment, name.toStdString()});
    QVERIFY(!secret.has_value());
    QVERIFY(secret.error().code == ErrorCode::NotFound);
    QVERIFY(secret.error().message.find('\'' + name.toStdString() + '\'') != std::string::npos);
}

void TestLocalSecrets::file_isReadWithoutBlanks_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("as it is") << QByteArrayLiteral("abc");
    QTest::newRow("with a line end") << QByteArrayLiteral("abc\n");
    QTest::newRow("with a line end of Windows") << QByteArrayLiteral("abc\r\n");
    QTest::newRow("with blanks around") << QByteArrayLiteral(" \n abc \t\n\n");
}

void TestLocalSecrets::file_isReadWithoutBlanks()
{
    QFETCH(const QByteArray, content);
    const TempDir dir;
    const fs::path path = secretFile(dir, content.toStdString(), ownerOnly);
    const auto secret = withVariables({}).read({SecretPlace::File, toUtf8(path)});
    QVERIFY(secret.has_value());
    QCOMPARE(secret->reveal(), std::string_view("abc"));
}

void TestLocalSecrets::file_modes_data()
{
    QTest::addColumn<unsigned>("mode");
    QTest::addColumn<bool>("isTaken");
    for (const unsigned mode : {0600U, 0400U, 0700U}) {
        QTest::addRow("%o is private", mode) << mode << true;
    }
    for (const unsigned mode : {0640U, 0604U, 0644U, 0440U, 0666U}) {
        QTest::addRow("%o is not", mode) << mode << false;
    }
}

void TestLocalSecrets::file_modes()
{
#ifdef Q_OS_WIN
    QSKIP("files have no such modes there");
#endif
    QFETCH(const unsigned, mode);
    QFETCH(const bool, isTaken);
    const TempDir dir;
    const fs::path path = secretFile(dir, "abc", static_cast<fs::perms>(mode));
    const auto secret = withVariables({}).read({SecretPlace::File, toUtf8(path)});
    QCOMPARE(secret.has_value(), isTaken);
    if (!isTaken) {
        QVERIFY(secret.error().code == ErrorCode::PermissionDenied);
        QVERIFY(secret.error().message.find("chmod 600") != std::string::npos);
        QVERIFY(secret.error().message.find("abc") == std::string::npos);
    }
}

void TestLocalSecrets::file_missing()
{
    const TempDir dir;
    const LocalSecrets secrets = withVariables({});
    const auto gone = secrets.read({SecretPlace::File, toUtf8(dir.file("gone"))});
    QVERIFY(!gone.has_value());
    QVERIFY(gone.error().code == ErrorCode::NotFound);

    const fs::path blank = secretFile(dir, " \n", ownerOnly);
    const auto empty = secrets.read({SecretPlace::File, toUtf8(blank)});
    QVERIFY(!empty.has_value());
    QVERIFY(empty.error().message.find("holds no secret") != std::string::npos);
}

void TestLocalSecrets::file_tooLarge_isRefused()
{
    const TempDir dir;
    const fs::path path = secretFile(dir, std::string(64 * 1024 + 1, 'x'), ownerOnly);
    QVERIFY(!withVariables({}).read({SecretPlace::File, toUtf8(path)}).has_value());
}

void TestLocalSecrets::credential_comesFromItsFolder()
{
    const TempDir dir;
    // The service manager makes these readable as it sees fit.
    fs::permissions(dir.write("azure", "from-systemd\n"), ownerOnly | fs::perms::group_read);
    const LocalSecrets secrets = withVariables({{"CREDENTIALS_DIRECTORY", toUtf8(dir.path())}});
    const auto secret = secrets.read({SecretPlace::Systemd, "azure"});
    QVERIFY(secret.has_value());
    QCOMPARE(secret->reveal(), std::string_view("from-systemd"));
    const auto other = secrets.read({SecretPlace::Systemd, "other"});
    QVERIFY(!other.has_value());
    QVERIFY(other.error().code == ErrorCode::NotFound);
}

void TestLocalSecrets::credential_withoutServiceManager_data()
{
    QTest::addColumn<bool>("isSet");
    QTest::newRow("no folder") << false;
    QTest::newRow("an empty one") << true;
}

void TestLocalSecrets::credential_withoutServiceManager()
{
    QFETCH(const bool, isSet);
    LocalSecrets::Variables variables;
    if (isSet) {
        variables["CREDENTIALS_DIRECTORY"] = "";
    }
    const auto secret = withVariables(std::move(variables)).read({SecretPlace::Systemd, "azure"});
    QVERIFY(!secret.has_value());
    QVERIFY(secret.error().code == ErrorCode::NotFound);
    QVERIFY(secret.error().message.find("service manager") != std::string::npos);
}

void TestLocalSecrets::memory_isLookedUp()
{
    const SecretString kept = SecretString::copyOf("entered");
    const LocalSecrets secrets({}, [&](const SecretReference &reference) {
        return reference.location == "one" ? &kept : nullptr;
    });
    const auto secret = secrets.read({SecretPlace::Memory, "one"});
    QVERIFY(secret.has_value());
    QCOMPARE(secret->reveal(), std::string_view("entered"));
    QCOMPARE(kept.reveal(), std::string_view("entered"));
}

void TestLocalSecrets::memory_missing_data()
{
    QTest::addColumn<bool>("hasLookup");
    QTest::newRow("not entered") << true;
    QTest::newRow("no memory at all") << false;
}

void TestLocalSecrets::memory_missing()
{
    QFETCH(const bool, hasLookup);
    const auto nothing = [](const SecretReference &) -> const SecretString * { return nullptr; };
    const LocalSecrets secrets(
        {}, hasLookup ? LocalSecrets::MemoryLookup(nothing) : LocalSecrets::MemoryLookup());
    const auto secret = secrets.read({SecretPlace::Memory, "one"});
    QVERIFY(!secret.has_value());
    QVERIFY(secret.error().code == ErrorCode::NotFound);
    QVERIFY(secret.error().message.find("'memory:one'") != std::string::npos);
}

void TestLocalSecrets::keychain_isNotForThisProgram()
{
    const auto secret = withVariables({}).read({SecretPlace::Keychain, "profile/one"});
    QVERIFY(!secret.has_value());
    QVERIFY(secret.error().code == ErrorCode::Unavailable);
    QVERIFY(secret.error().message.find("'keychain:profile/one'") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestLocalSecrets)
#include "tst_localsecrets.moc"
