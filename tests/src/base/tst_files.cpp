#include "base/fileerror.h"
#include "base/files.h"
#include "support/tempdir.h"

#include <QTest>

#include <atomic>
#include <thread>

#if !defined(_WIN32)
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace penstock;
namespace fs = std::filesystem;

namespace
{

constexpr quint64 mebibyte = 1024 * 1024;

std::string contentOf(const fs::path &path)
{
    return readFile(path, mebibyte).value_or("(unreadable)");
}

std::size_t filesIn(const fs::path &folder)
{
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

class TestFiles final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryByte()
    {
        const test::TempDir dir;
        const std::string bytes("a\0\r\n\xFF", 5);
        QCOMPARE(contentOf(dir.write("f", bytes)), bytes);
        QCOMPARE(contentOf(dir.write("empty", "")), std::string());
    }

    void readsUpToTheLimit()
    {
        const test::TempDir dir;
        const fs::path file = dir.write("f", std::string(100'000, 'x'));
        QCOMPARE(readFile(file, 100'000).value_or("").size(), std::size_t{100'000});
        QVERIFY(!readFile(file, 99'999));
    }

    void tooLargeNamesBothSizes_data()
    {
        QTest::addColumn<quint64>("size");
        QTest::addColumn<quint64>("limit");
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("mebibytes") << quint64{50} * mebibyte << quint64{8} * mebibyte
                                   << QByteArray("is 50.0 MiB; at most 8 MiB are read.");
        QTest::newRow("one byte more reads as more") << 8 * mebibyte
                + 1 << quint64{8} * mebibyte << QByteArray("is 8.1 MiB; at most 8 MiB are read.");
        QTest::newRow("rounded up to the next whole") << 9 * mebibyte
                - 1 << quint64{8} * mebibyte << QByteArray("is 9.0 MiB; at most 8 MiB are read.");
        QTest::newRow("bytes") << quint64{12} << quint64{10}
                               << QByteArray("is 12 bytes; at most 10 bytes are read.");
        QTest::newRow("kibibytes") << quint64{2048} << quint64{1500}
                                   << QByteArray("is 2.0 KiB; at most 1500 bytes are read.");
        QTest::newRow("gibibytes") << quint64{3072} * mebibyte << quint64{1024} * mebibyte
                                   << QByteArray("is 3.0 GiB; at most 1 GiB are read.");
    }
    void tooLargeNamesBothSizes()
    {
        QFETCH(quint64, size);
        QFETCH(quint64, limit);
        QFETCH(QByteArray, sentence);
        const test::TempDir dir;
        const fs::path file = dir.write("f", "");
        fs::resize_file(file, size);
        const auto read = readFile(file, limit);
        QVERIFY(!read);
        QVERIFY(read.error().code == ErrorCode::TooLarge);
        QCOMPARE(read.error().message, "'" + toUtf8(file) + "' " + sentence.toStdString());
    }

    void missingFileIsNamed()
    {
        const test::TempDir dir;
        const auto read = readFile(dir.file("none"), mebibyte);
        QVERIFY(!read);
        QVERIFY(read.error().code == ErrorCode::NotFound);
        QCOMPARE(read.error().message, "There is no file '" + toUtf8(dir.file("none")) + "'.");
        QVERIFY(!read.error().detail.empty());
    }

    void aFolderIsNoFile()
    {
        const test::TempDir dir;
        const auto read = readFile(dir.path(), mebibyte);
        QVERIFY(!read);
        QVERIFY(read.error().code == ErrorCode::InvalidInput);
        QCOMPARE(read.error().message, "'" + toUtf8(dir.path()) + "' is a folder, not a file.");
    }

    void systemErrorsBecomeSentences_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("expected");
        QTest::addColumn<QByteArray>("part");
        const auto number = [](ErrorCode code) { return static_cast<int>(code); };
        QTest::newRow("permission")
            << int{EACCES} << number(ErrorCode::PermissionDenied) << QByteArray("no permission");
        QTest::newRow("read-only") << int{EROFS} << number(ErrorCode::PermissionDenied)
                                   << QByteArray("mounted for reading only");
        QTest::newRow("disk full")
            << int{ENOSPC} << number(ErrorCode::Io) << QByteArray("its disk is full");
        QTest::newRow("anything else")
            << int{EIO} << number(ErrorCode::Io) << QByteArray("cannot be written: ");
    }
    void systemErrorsBecomeSentences()
    {
        QFETCH(int, code);
        QFETCH(int, expected);
        QFETCH(QByteArray, part);
        const Error error
            = fileError(FileAction::Write, "a/b", std::error_code(code, std::generic_category()));
        QCOMPARE(static_cast<int>(error.code), expected);
        QVERIFY(error.message.find(part.toStdString()) != std::string::npos);
        QVERIFY(error.message.starts_with("'a/b' ") && error.message.ends_with('.'));
    }

    void namesAreUtf8()
    {
        const test::TempDir dir;
        const fs::path file = dir.path() / pathFromUtf8("größe€");
        QVERIFY(writeFileAtomically(file, "x"));
        QCOMPARE(toUtf8(file.filename()), std::string("größe€"));
        QCOMPARE(contentOf(file), std::string("x"));
    }

    void writesAndReplaces()
    {
        const test::TempDir dir;
        const fs::path file = dir.file("f");
        QVERIFY(writeFileAtomically(file, "one"));
        QVERIFY(writeFileAtomically(file, "two"));
        QCOMPARE(contentOf(file), std::string("two"));
        QCOMPARE(filesIn(dir.path()), std::size_t{1});
    }

    void keepsABackup()
    {
        const test::TempDir dir;
        const fs::path file = dir.file("f");
        const WriteOptions options{FileAccess::Owner, true};
        QVERIFY(writeFileAtomically(file, "one", options));
        QCOMPARE(filesIn(dir.path()), std::size_t{1});
        QVERIFY(writeFileAtomically(file, "two", options));
        QVERIFY(writeFileAtomically(file, "three", options));
        QCOMPARE(contentOf(file), std::string("three"));
        QCOMPARE(contentOf(dir.file("f.bak")), std::string("two"));
        QCOMPARE(filesIn(dir.path()), std::size_t{2});
    }

    void passesByWhatACrashLeftBehind()
    {
        const test::TempDir dir;
        dir.write("f.tmp0", "half");
        QVERIFY(writeFileAtomically(dir.file("f"), "whole"));
        QCOMPARE(contentOf(dir.file("f")), std::string("whole"));
        QCOMPARE(contentOf(dir.file("f.tmp0")), std::string("half"));
    }

    void aMissingFolderIsAnError()
    {
        const test::TempDir dir;
        const auto written = writeFileAtomically(dir.file("none/f"), "x");
        QVERIFY(!written);
        QVERIFY(written.error().code == ErrorCode::NotFound);
    }

    void aFailedReplacementLeavesNothingBehind()
    {
        const test::TempDir dir;
        dir.write("f/inside", "x");
        QVERIFY(!writeFileAtomically(dir.file("f"), "x"));
        QCOMPARE(filesIn(dir.path()), std::size_t{1});
        QCOMPARE(contentOf(dir.file("f/inside")), std::string("x"));
    }

    // The reader may meet any of the versions, but never a mixture or nothing.
    void readersSeeWholeVersions()
    {
        const test::TempDir dir;
        const fs::path file = dir.write("f", std::string(20'000, 'a'));
        std::atomic<bool> isDone{false};
        std::atomic<bool> isTorn{false};
        std::thread reader([&] {
            while (!isDone) {
                const std::string seen = contentOf(file);
                if (seen.size() != 20'000 || seen.find_first_not_of(seen[0]) != std::string::npos) {
                    isTorn = true;
                }
            }
        });
        bool isWritten = true;
        for (char version = 'b'; version <= 'z'; ++version) {
            isWritten = isWritten && writeFileAtomically(file, std::string(20'000, version));
        }
        isDone = true;
        reader.join();
        QVERIFY(isWritten);
        QVERIFY(!isTorn);
    }

    void createNewTouchesNothingThatExists()
    {
        const test::TempDir dir;
        const fs::path file = dir.write("f", "old");
        const auto created = OutputFile::createNew(file, FileAccess::Owner);
        QVERIFY(!created);
        QVERIFY(created.error().code == ErrorCode::AlreadyExists);
        QCOMPARE(contentOf(file), std::string("old"));
    }

    void appendingGoesToTheEnd()
    {
        const test::TempDir dir;
        const fs::path path = dir.write("f", "old ");
        auto file = OutputFile::append(path, FileAccess::Owner);
        QVERIFY(file.has_value());
        OutputFile moved(std::move(*file));
        QVERIFY(moved.write("new"));
        QVERIFY(moved.sync());
        QVERIFY(moved.close());
        QVERIFY(moved.close());
        QVERIFY(!moved.write("x"));
        QCOMPARE(contentOf(path), std::string("old new"));
    }

#if !defined(_WIN32)
    void modesAreAsAsked()
    {
        const test::TempDir dir;
        const auto modeOf = [&dir](const char *name) {
            return static_cast<unsigned>(fs::status(dir.file(name)).permissions());
        };
        const mode_t before = ::umask(022);
        QVERIFY(writeFileAtomically(dir.file("mine"), "x"));
        QVERIFY(writeFileAtomically(dir.file("ours"), "x", {FileAccess::Everyone, false}));
        ::umask(before);
        QCOMPARE(modeOf("mine"), 0600U);
        QCOMPARE(modeOf("ours"), 0644U);
    }

    void goesThroughSymbolicLinks()
    {
        const test::TempDir dir;
        dir.write("real/f", "old");
        fs::create_symlink("real/f", dir.file("link"));
        QVERIFY(writeFileAtomically(dir.file("link"), "new"));
        QVERIFY(fs::is_symlink(dir.file("link")));
        QCOMPARE(contentOf(dir.file("real/f")), std::string("new"));
    }

    void noPermissionIsSaid()
    {
        if (::geteuid() == 0) {
            QSKIP("Nothing is forbidden to root.");
        }
        const test::TempDir dir;
        const fs::path file = dir.write("locked/f", "x");
        fs::permissions(file, fs::perms::none);
        QVERIFY(readFile(file, mebibyte).error().code == ErrorCode::PermissionDenied);
        fs::permissions(dir.file("locked"), fs::perms::owner_read | fs::perms::owner_exec);
        const auto written = writeFileAtomically(file, "y");
        fs::permissions(dir.file("locked"), fs::perms::owner_all);
        QVERIFY(!written);
        QVERIFY(written.error().code == ErrorCode::PermissionDenied);
    }

    void endlessDevicesAreCutOff()
    {
        const auto read = readFile("/dev/zero", 1000);
        QVERIFY(!read);
        QCOMPARE(
            read.error().message,
            std::string("'/dev/zero' is larger than 1000 bytes; at most 1000 bytes are read."));
    }
#endif
};

QTEST_APPLESS_MAIN(TestFiles)
#include "tst_files.moc"
