#include "app/profilepaths.h"
#include "app/temporaryprofile.h"
#include "support/tempdir.h"

#include <QTest>

#include <filesystem>
#include <fstream>

using namespace penstock;
using namespace penstock::app;
using penstock::test::TempDir;

/// Where the console keeps its data.
class TestProfilePaths final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void standard_isWhereThePlatformHasIt();
    void folder_isMadeOnDemandAndForItsOwner();
    void folder_thatCannotBe_isSaid();
    void instanceName_isOfTheFolder();
    void temporaryProfile_goesWithItsOwner();
    void temporaryProfile_thatIsWrong_isSaid();
};

namespace
{

namespace fs = std::filesystem;

config::Node documentWithKey()
{
    config::Node instance = config::Node::map();
    instance.set("name", config::Node::text("one"));
    instance.set("api_base", config::Node::text("https://example-one.openai.azure.com"));
    instance.set("api_key", config::Node::text("${KEY_OF_ONE}"));
    config::Node list = config::Node::list();
    list.append(std::move(instance));
    config::Node document = config::Node::map();
    document.set("instances", std::move(list));
    return document;
}

} // namespace

void TestProfilePaths::standard_isWhereThePlatformHasIt()
{
#ifdef Q_OS_LINUX
    const TempDir home;
    qputenv("XDG_DATA_HOME", QByteArray::fromStdString(home.path().string()));
    const ProfilePaths paths = ProfilePaths::standard();
    qunsetenv("XDG_DATA_HOME");
    QCOMPARE(paths.folder().string(), (fs::canonical(home.path()) / "penstock").string());
    QCOMPARE(paths.configFile().string(), (paths.folder() / "penstock.yaml").string());
    QVERIFY(!fs::exists(paths.folder()));
#else
    QCOMPARE(ProfilePaths::standard().folder().filename().string(), std::string("Penstock"));
#endif
}

void TestProfilePaths::folder_isMadeOnDemandAndForItsOwner()
{
    const TempDir base;
    const ProfilePaths paths(base.path() / "deep" / "down");
    QVERIFY(!fs::exists(paths.folder()));
    QVERIFY(paths.ensureFolder().has_value());
    QVERIFY(fs::is_directory(paths.folder()));
#ifndef Q_OS_WIN
    QVERIFY(fs::status(paths.folder()).permissions() == fs::perms::owner_all);
    // One that is there stays as its owner has it.
    fs::permissions(paths.folder(), fs::perms::owner_all | fs::perms::group_read);
    QVERIFY(paths.ensureFolder().has_value());
    QVERIFY((fs::status(paths.folder()).permissions() & fs::perms::group_read) != fs::perms::none);
#endif
}

void TestProfilePaths::folder_thatCannotBe_isSaid()
{
    const TempDir base;
    const ProfilePaths paths(base.write("file", "x") / "folder");
    const auto made = paths.ensureFolder();
    QVERIFY(!made.has_value());
    QVERIFY(made.error().message.find(paths.folder().string()) != std::string::npos);
}

void TestProfilePaths::instanceName_isOfTheFolder()
{
    const TempDir base;
    const ProfilePaths one(base.path() / "one");
    QVERIFY(one.instanceName().starts_with("penstock-"));
    QCOMPARE(ProfilePaths(base.path() / "x" / ".." / "one" / "").instanceName(),
             one.instanceName());
    QVERIFY(ProfilePaths(base.path() / "two").instanceName() != one.instanceName());
}

void TestProfilePaths::temporaryProfile_goesWithItsOwner()
{
    auto profile = TemporaryProfile::create(documentWithKey(), {{"KEY_OF_ONE", "sesame-1234"}});
    QVERIFY(profile.has_value());
    const fs::path folder = (*profile)->paths().folder();
    std::ifstream file((*profile)->paths().configFile());
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    QVERIFY(text.find("${KEY_OF_ONE}") != std::string::npos);
    QVERIFY(text.find("sesame") == std::string::npos);
    QVERIFY(qEnvironmentVariableIsEmpty("KEY_OF_ONE"));

    const auto order = (*profile)->order();
    QVERIFY(order.has_value());
    const auto &reference = order->config->instances.at(0).credential.apiKey;
    QVERIFY(reference.has_value());
    QCOMPARE(std::string(order->secrets->read(*reference)->reveal()), std::string("sesame-1234"));
    profile->reset();
    QVERIFY(!fs::exists(folder));
}

void TestProfilePaths::temporaryProfile_thatIsWrong_isSaid()
{
    config::Node document = config::Node::map();
    document.set("port", config::Node::text("many"));
    const auto profile = TemporaryProfile::create(document, {});
    QVERIFY(profile.has_value());
    const auto order = (*profile)->order();
    QVERIFY(!order.has_value());
    QVERIFY(!order.error().detail.empty());
}

QTEST_GUILESS_MAIN(TestProfilePaths)
#include "tst_profilepaths.moc"
