#include "base/files.h"
#include "config/jsonreader.h"
#include "config/profilefile.h"
#include "faultyfiles.h"
#include "support/tempdir.h"

#include <QTest>

#include <cerrno>
#include <iterator>
#include <sys/wait.h>
#include <unistd.h>

using namespace penstock;
using namespace penstock::config;
using penstock::test::TempDir;
namespace faultyfiles = penstock::test::faultyfiles;
namespace fs = std::filesystem;

/// A profile whose program dies, or whose disk fails, at every single step of saving.
class TestProfileCrash final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { faultyfiles::disarm(); }
    void steps_areInAnOrderThatLosesNothing();
    void killedAtAnyStep_aWholeFileIsThere_data();
    void killedAtAnyStep_aWholeFileIsThere();
    void failingAtAnyStep_changesNothing_data();
    void failingAtAnyStep_changesNothing();
    void noFolder_cannotBeMade();
};

namespace
{

Node document(int port)
{
    return readJson("{\"port\": " + std::to_string(port) + "}", "json").root;
}

std::string contentOf(const fs::path &path)
{
    return readFile(path, 1'000'000).value_or("(none)");
}

std::size_t filesIn(const fs::path &folder)
{
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// A profile that has been saved twice, so that there is a backup.
struct Profile {
    Profile()
    {
        static_cast<void>(file.load());
        isMade = file.save(document(4001)).has_value() && file.save(document(4002)).has_value();
        before = contentOf(file.path());
        beforeThat = contentOf(file.backupPath());
    }

    TempDir dir;
    ProfileFile file{dir.path(), {}};
    bool isMade = false;
    std::string before;
    std::string beforeThat;
};

/// What saving port 4003 writes.
std::string savedText()
{
    const TempDir dir;
    ProfileFile file(dir.path(), {});
    return file.save(document(4003)) ? contentOf(file.path()) : "(not saved)";
}

std::vector<std::string> stepsOfSaving()
{
    Profile profile;
    faultyfiles::record();
    const bool isSaved = profile.file.save(document(4003)).has_value();
    std::vector<std::string> steps = faultyfiles::recorded();
    faultyfiles::disarm();
    return isSaved ? steps : std::vector<std::string>();
}

void addSteps()
{
    QTest::addColumn<int>("step");
    const std::vector<std::string> steps = stepsOfSaving();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        QTest::addRow("%zu %s", i, steps[i].c_str()) << static_cast<int>(i);
    }
}

/// Saves in a process of its own; its exit code.
int saveAndDie(ProfileFile &file, int step)
{
    const pid_t child = ::fork();
    if (child == 0) {
        faultyfiles::killAt(step);
        const bool isSaved = file.save(document(4003)).has_value();
        ::_exit(isSaved ? 0 : 1);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

void TestProfileCrash::steps_areInAnOrderThatLosesNothing()
{
    const std::vector<std::string> expected{
        "create penstock.yaml.bak.tmp0",
        "write",
        "sync",
        "rename penstock.yaml.bak.tmp0 penstock.yaml.bak",
        "create penstock.yaml.tmp0",
        "write",
        "sync",
        "rename penstock.yaml.tmp0 penstock.yaml",
        "sync folder",
    };
    QCOMPARE(stepsOfSaving(), expected);
}

void TestProfileCrash::killedAtAnyStep_aWholeFileIsThere_data()
{
    addSteps();
}

void TestProfileCrash::killedAtAnyStep_aWholeFileIsThere()
{
    QFETCH(const int, step);
    Profile profile;
    QVERIFY(profile.isMade);
    const std::string after = savedText();
    QCOMPARE(saveAndDie(profile.file, step), faultyfiles::killedStatus);

    const std::string now = contentOf(profile.file.path());
    const std::string backup = contentOf(profile.file.backupPath());
    QVERIFY2(now == profile.before || now == after, now.c_str());
    QVERIFY2(backup == profile.before || backup == profile.beforeThat, backup.c_str());
    // Once the new file is in place, the one before it must not be lost.
    QVERIFY(now == profile.before || backup == profile.before);

    // The next program loads it and saves, whatever was left behind.
    ProfileFile next(profile.dir.path(), {});
    const LoadedConfig loaded = next.load();
    QVERIFY(loaded.config != nullptr);
    QCOMPARE(loaded.config->listen.port, now == after ? 4003 : 4002);
    QVERIFY(next.save(document(4004)));
    QCOMPARE(contentOf(next.backupPath()), now);
    QCOMPARE(filesIn(profile.dir.path()), std::size_t{2});
}

void TestProfileCrash::failingAtAnyStep_changesNothing_data()
{
    addSteps();
}

void TestProfileCrash::failingAtAnyStep_changesNothing()
{
    QFETCH(const int, step);
    Profile profile;
    QVERIFY(profile.isMade);
    const bool isLast = step + 1 == static_cast<int>(stepsOfSaving().size());
    faultyfiles::failAt(step, ENOSPC);
    const auto saved = profile.file.save(document(4003));
    faultyfiles::disarm();
    // Not every file system can sync a folder; the file is complete by then.
    QCOMPARE(saved.has_value(), isLast);
    if (isLast) {
        QCOMPARE(contentOf(profile.file.path()), savedText());
        return;
    }
    QCOMPARE(saved.error().problem, SaveProblem::NotWritten);
    QVERIFY2(saved.error().error.message.find("its disk is full") != std::string::npos,
             saved.error().error.message.c_str());
    QCOMPARE(contentOf(profile.file.path()), profile.before);
    QCOMPARE(filesIn(profile.dir.path()), std::size_t{2});
    QVERIFY(!profile.file.isChangedOnDisk());
    QVERIFY(profile.file.save(document(4003)));
    QCOMPARE(contentOf(profile.file.backupPath()), profile.before);
}

void TestProfileCrash::noFolder_cannotBeMade()
{
    const TempDir dir;
    ProfileFile file(dir.path() / "a" / "b", {});
    faultyfiles::failAt(1, EROFS);
    const auto saved = file.save(document(4003));
    const auto steps = faultyfiles::recorded();
    faultyfiles::disarm();
    QCOMPARE(steps, (std::vector<std::string>{"mkdir a", "mkdir b"}));
    QVERIFY(!saved);
    QVERIFY2(saved.error().error.message.find("for reading only") != std::string::npos,
             saved.error().error.message.c_str());
    QVERIFY(file.save(document(4003)));
}

QTEST_APPLESS_MAIN(TestProfileCrash)
#include "tst_profilecrash.moc"
