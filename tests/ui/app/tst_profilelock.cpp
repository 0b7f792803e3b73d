#include "app/profilelock.h"
#include "support/tempdir.h"

#include <QCoreApplication>
#include <QTest>

#include <filesystem>

using namespace penstock;
using namespace penstock::app;
using penstock::test::TempDir;

/// One console for a profile.
class TestProfileLock final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void second_isRefusedAndNamesTheFirst();
    void otherProfile_isFree();
    void folder_goesWithTheLockThatMadeIt();
    void usedFolder_stays();
    void folderThatCannotBe_isSaid();
};

namespace fs = std::filesystem;

void TestProfileLock::second_isRefusedAndNamesTheFirst()
{
    const TempDir base;
    const ProfilePaths paths(base.file("profile"));
    auto first = ProfileLock::take(paths);
    QVERIFY(first.has_value());
    const auto second = ProfileLock::take(paths);
    QVERIFY(!second.has_value());
    QVERIFY(second.error().code == ErrorCode::AlreadyExists);
    const std::string process = std::to_string(QCoreApplication::applicationPid());
    QVERIFY(second.error().message.find(process) != std::string::npos);
    first->reset();
    QVERIFY(ProfileLock::take(paths).has_value());
}

void TestProfileLock::otherProfile_isFree()
{
    const TempDir base;
    const auto one = ProfileLock::take(ProfilePaths(base.file("one")));
    const auto other = ProfileLock::take(ProfilePaths(base.file("other")));
    QVERIFY(one.has_value() && other.has_value());
}

void TestProfileLock::folder_goesWithTheLockThatMadeIt()
{
    const TempDir base;
    const ProfilePaths paths(base.file("profile"));
    {
        const auto lock = ProfileLock::take(paths);
        QVERIFY(lock.has_value());
        QVERIFY(fs::exists(paths.folder()));
        QVERIFY(!(*lock)->isProfileUsed());
    }
    QVERIFY(!fs::exists(paths.folder()));
}

void TestProfileLock::usedFolder_stays()
{
    const TempDir base;
    const ProfilePaths paths(base.file("profile"));
    const fs::path file = base.write("profile/penstock.yaml", "port: 3010\n");
    {
        const auto lock = ProfileLock::take(paths);
        QVERIFY(lock.has_value());
        QVERIFY((*lock)->isProfileUsed());
    }
    QVERIFY(fs::exists(file));
    QVERIFY(!fs::exists(paths.folder() / "console.lock"));
}

void TestProfileLock::folderThatCannotBe_isSaid()
{
    const TempDir base;
    const ProfilePaths paths(base.write("file", "no folder") / "profile");
    const auto lock = ProfileLock::take(paths);
    QVERIFY(!lock.has_value());
    QVERIFY(lock.error().message.find("--profile") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestProfileLock)
#include "tst_profilelock.moc"
