#include "base/spoolfile.h"
#include "support/property.h"
#include "support/tempdir.h"

#include <QTest>

#include <array>
#include <string>
#include <vector>

#if !defined(_WIN32)
#include <csignal>
#include <sys/resource.h>
#endif

using namespace penstock;
namespace fs = std::filesystem;

namespace
{

std::string readAt(const SpoolFile &file, std::uint64_t offset, std::size_t most)
{
    std::string bytes(most, '?');
    const Result<std::size_t> got = file.read(offset, bytes);
    if (!got) {
        return "(" + got.error().message + ")";
    }
    bytes.resize(*got);
    return bytes;
}

#if !defined(_WIN32)
/// No file of this process grows beyond `bytes` while it lives.
class FileSizeLimit final
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;

private:
    rlimit m_before{};
};
#endif

} // namespace

class TestSpoolFile final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatItGot()
    {
        const test::TempDir dir;
        SpoolFile file = SpoolFile::create(dir.path()).value();
        QCOMPARE(file.size(), 0U);
        QVERIFY(file.append("hello "));
        QVERIFY(file.append(""));
        QVERIFY(file.append("world"));
        QCOMPARE(file.size(), 11U);
        QCOMPARE(readAt(file, 0, 100), "hello world");
        QCOMPARE(readAt(file, 4, 3), "o w");
        QCOMPARE(readAt(file, 11, 5), "");
        QCOMPARE(readAt(file, 1'000'000, 5), "");
        QCOMPARE(readAt(file, 0, 0), "");
    }

    void nobodySeesIt()
    {
        const test::TempDir dir;
        SpoolFile file = SpoolFile::create(dir.path()).value();
        QVERIFY(file.append("secret"));
#if !defined(_WIN32)
        QVERIFY(fs::is_empty(dir.path()));
#endif
    }

    void isGoneWithItsObject()
    {
        const test::TempDir dir;
        QVERIFY(SpoolFile::create(dir.path()).value().append("x"));
        QVERIFY(fs::is_empty(dir.path()));
    }

    void moves()
    {
        const test::TempDir dir;
        SpoolFile first = SpoolFile::create(dir.path()).value();
        SpoolFile second = SpoolFile::create(dir.path()).value();
        QVERIFY(first.append("first"));
        QVERIFY(second.append("2nd"));
        SpoolFile third = std::move(first);
        QCOMPARE(readAt(third, 0, 9), "first");
        third = std::move(second);
        QCOMPARE(third.size(), 3U);
        QCOMPARE(readAt(third, 0, 9), "2nd");
    }

    void withoutAFolder_saysSo()
    {
        const test::TempDir dir;
        const Result<SpoolFile> file = SpoolFile::create(dir.file("nowhere"));
        QVERIFY(!file);
        QVERIFY(file.error().code == ErrorCode::NotFound);
        QVERIFY(file.error().message.find("nowhere") != std::string::npos);
    }

#if !defined(_WIN32)
    void afterAnErrorItIsAsLongAsBefore()
    {
        const test::TempDir dir;
        SpoolFile file = SpoolFile::create(dir.path()).value();
        QVERIFY(file.append(std::string(60'000, 'a')));
        {
            const FileSizeLimit limit(100'000);
            const Result<void> written = file.append(std::string(60'000, 'b'));
            QVERIFY(!written);
            QVERIFY(written.error().message.find("cannot be written") != std::string::npos);
            QCOMPARE(file.size(), 60'000U);
            QCOMPARE(readAt(file, 59'999, 10), "a");
        }
        QVERIFY(file.append("c"));
        QCOMPARE(readAt(file, 59'999, 10), "ac");
    }
#endif

    void anyPieces_areOneText()
    {
        const test::TempDir dir;
        test::forEachRound(50, [&dir](SeededRandom &random) {
            SpoolFile file = SpoolFile::create(dir.path()).value();
            std::string expected;
            for (int piece = 0; piece < 8; ++piece) {
                const std::string bytes = test::randomBytes(random, 20'000);
                QVERIFY(file.append(bytes));
                expected += bytes;
                const std::uint64_t offset = random.below(expected.size() + 10);
                const auto most = static_cast<std::size_t>(random.below(30'000));
                QCOMPARE(file.size(), expected.size());
                QVERIFY(readAt(file, offset, most)
                        == (offset < expected.size() ? expected.substr(offset, most) : ""));
            }
        });
    }
};

QTEST_APPLESS_MAIN(TestSpoolFile)
#include "tst_spoolfile.moc"
