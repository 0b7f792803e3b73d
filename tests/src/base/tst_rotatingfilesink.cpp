#include "base/files.h"
#include "base/rotatingfilesink.h"
#include "support/tempdir.h"

#include <QTest>

#include <vector>

using namespace penstock;
namespace fs = std::filesystem;

namespace
{

std::string contentOf(const fs::path &path)
{
    return readFile(path, 1'000'000).value_or("(none)");
}

LogRecord recordOf(const std::string &message)
{
    return {SystemTime(), LogLevel::Info, "c", message, {}};
}

std::string lineOf(const std::string &message)
{
    return formatRecord(recordOf(message), LogFormat::Text);
}

// Three lines of equal length fit.
const RotationLimits threeLines{3 * lineOf("1").size(), 2};

} // namespace

class TestRotatingFileSink final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_errors.clear(); }

    void makesFoldersAndAPrivateFile()
    {
        const test::TempDir dir;
        const fs::path path = dir.file("a/b/penstock.log");
        RotatingFileSink sink(path, {}, LogFormat::Text, nullptr);
        sink.write(recordOf("1"));
        QCOMPARE(contentOf(path), lineOf("1"));
#if !defined(_WIN32)
        QCOMPARE(static_cast<unsigned>(fs::status(path).permissions()), 0600U);
#endif
    }

    void turnsOverBeforeTheLimit()
    {
        const test::TempDir dir;
        const fs::path path = dir.file("log");
        RotatingFileSink sink(path, threeLines, LogFormat::Text, nullptr);
        for (const char *message : {"1", "2", "3"}) {
            sink.write(recordOf(message));
        }
        QVERIFY(!fs::exists(dir.file("log.1")));
        sink.write(recordOf("4"));
        QCOMPARE(contentOf(path), lineOf("4"));
        QCOMPARE(contentOf(dir.file("log.1")), lineOf("1") + lineOf("2") + lineOf("3"));
    }

    void keepsTheYoungestFiles()
    {
        const test::TempDir dir;
        RotatingFileSink sink(dir.file("log"), {1, 2}, LogFormat::Text, nullptr);
        for (const char *message : {"1", "2", "3", "4", "5"}) {
            sink.write(recordOf(message));
        }
        QCOMPARE(contentOf(dir.file("log")), lineOf("5"));
        QCOMPARE(contentOf(dir.file("log.1")), lineOf("4"));
        QCOMPARE(contentOf(dir.file("log.2")), lineOf("3"));
        QVERIFY(!fs::exists(dir.file("log.3")));
    }

    void keepsNoneWhenAskedTo()
    {
        const test::TempDir dir;
        RotatingFileSink sink(dir.file("log"), {1, 0}, LogFormat::Text, nullptr);
        sink.write(recordOf("1"));
        sink.write(recordOf("2"));
        QCOMPARE(contentOf(dir.file("log")), lineOf("2"));
        QVERIFY(!fs::exists(dir.file("log.1")));
    }

    void goesOnWhereTheLastRunEnded()
    {
        const test::TempDir dir;
        const fs::path path = dir.write("log", lineOf("1") + lineOf("2"));
        RotatingFileSink sink(path, threeLines, LogFormat::Text, nullptr);
        sink.write(recordOf("3"));
        sink.write(recordOf("4"));
        QCOMPARE(contentOf(path), lineOf("4"));
        QCOMPARE(contentOf(dir.file("log.1")), lineOf("1") + lineOf("2") + lineOf("3"));
    }

    void toldOnceAndResumed()
    {
        const test::TempDir dir;
        // A file stands where the folder should be: nobody, not even root, can write below it.
        const fs::path obstacle = dir.write("logs", "");
        RotatingFileSink sink(dir.file("logs/log"), threeLines, LogFormat::Text, collector());
        sink.write(recordOf("1"));
        sink.write(recordOf("2"));
        QCOMPARE(m_errors.size(), std::size_t{1});
        QCOMPARE(sink.lostRecords(), std::uint64_t{2});

        fs::remove(obstacle);
        sink.write(recordOf("3"));
        QCOMPARE(contentOf(dir.file("logs/log")), lineOf("3"));
        QCOMPARE(m_errors.size(), std::size_t{1});
        QCOMPARE(sink.lostRecords(), std::uint64_t{2});
    }

    void aSecondOutageIsToldAgain()
    {
        const test::TempDir dir;
        const fs::path folder = dir.file("logs");
        RotatingFileSink sink(folder / "log", {1, 0}, LogFormat::Text, collector());
        for (int outage = 1; outage <= 2; ++outage) {
            fs::remove_all(folder);
            sink.write(recordOf("still into the old file or a new one"));
            fs::remove_all(folder);
            dir.write("logs", "");
            sink.write(recordOf("lost"));
            QCOMPARE(m_errors.size(), static_cast<std::size_t>(outage));
        }
    }

#if defined(__linux__)
    void aFullDiskIsSurvived()
    {
        RotatingFileSink sink("/dev/full", {}, LogFormat::Text, collector());
        sink.write(recordOf("1"));
        sink.write(recordOf("2"));
        QCOMPARE(m_errors.size(), std::size_t{1});
        QVERIFY(m_errors[0].message.find("disk is full") != std::string::npos);
        QCOMPARE(sink.lostRecords(), std::uint64_t{2});
    }
#endif

    void whatCannotBeRenamedGrowsOn()
    {
        const test::TempDir dir;
        dir.write("log.1/inside", "a folder that is in the way");
        RotatingFileSink sink(dir.file("log"), {1, 1}, LogFormat::Text, collector());
        for (const char *message : {"1", "2", "3"}) {
            sink.write(recordOf(message));
        }
        QCOMPARE(contentOf(dir.file("log")), lineOf("1") + lineOf("2") + lineOf("3"));
        QCOMPARE(m_errors.size(), std::size_t{1});
        QCOMPARE(sink.lostRecords(), std::uint64_t{0});

        fs::remove_all(dir.file("log.1"));
        sink.write(recordOf("4"));
        QCOMPARE(contentOf(dir.file("log")), lineOf("4"));
    }

private:
    RotatingFileSink::TellFailure collector()
    {
        return [this](const Error &error) { m_errors.push_back(error); };
    }

    std::vector<Error> m_errors;
};

QTEST_APPLESS_MAIN(TestRotatingFileSink)
#include "tst_rotatingfilesink.moc"
