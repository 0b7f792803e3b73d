#include "support/property.h"
#include "support/tempdir.h"
#include "wire/storedbody.h"

#include <QTest>

#include <limits>
#include <thread>
#include <vector>

using namespace penstock;
using namespace penstock::wire;

namespace
{

std::string readAt(const StoredBody &body, std::uint64_t offset, std::size_t most)
{
    std::string bytes(most, '?');
    const Result<std::size_t> got = body.read(offset, bytes);
    if (!got) {
        return "(" + got.error().message + ")";
    }
    bytes.resize(*got);
    return bytes;
}

} // namespace

class TestStoredBody final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void budget_givesAllOrNothing()
    {
        BodyBudget budget(100);
        QVERIFY(budget.take(60));
        QVERIFY(!budget.take(41));
        QCOMPARE(budget.used(), 60U);
        QVERIFY(budget.take(40));
        QVERIFY(!budget.take(1));
        QVERIFY(!budget.take(std::numeric_limits<std::uint64_t>::max()));
        budget.give(100);
        QCOMPARE(budget.used(), 0U);
    }

    void budget_isNeverExceededByThreads()
    {
        constexpr int threads = 4;
        BodyBudget budget(3);
        std::atomic<int> holders = 0;
        std::atomic<bool> isExceeded = false;
        std::vector<std::thread> takers;
        for (int i = 0; i < threads; ++i) {
            takers.emplace_back([&] {
                for (int round = 0; round < 5'000; ++round) {
                    if (budget.take(1)) {
                        isExceeded = isExceeded || ++holders > 3;
                        --holders;
                        budget.give(1);
                    }
                }
            });
        }
        for (std::thread &taker : takers) {
            taker.join();
        }
        QVERIFY(!isExceeded);
        QCOMPARE(budget.used(), 0U);
    }

    void empty_costsNothing()
    {
        BodyBudget budget(0);
        StoredBody body({.folder = "/nowhere", .budget = &budget});
        QVERIFY(body.append(""));
        QCOMPARE(body.size(), 0U);
        QVERIFY(!body.isSpooled());
        QCOMPARE(readAt(body, 0, 10), "");
    }

    void withoutABudget_staysInMemory()
    {
        StoredBody body({.folder = "/nowhere"});
        QVERIFY(body.append("abc"));
        QCOMPARE(body.memory(), "abc");
        QCOMPARE(readAt(body, 1, 10), "bc");
        QCOMPARE(readAt(body, 3, 10), "");
        QCOMPARE(readAt(body, 4, 10), "");
    }

    void capacity_isWhatIsCharged()
    {
        BodyBudget budget(1 << 20);
        {
            StoredBody body({.folder = "/nowhere", .budget = &budget});
            QVERIFY(body.append("a"));
            QVERIFY(budget.used() >= 1 && budget.used() <= 1024);
            for (int i = 0; i < 300; ++i) {
                QVERIFY(body.append(std::string(100, 'b')));
                QVERIFY(budget.used() >= body.size());
                QVERIFY(budget.used() <= std::max<std::uint64_t>(2 * body.size(), 1024));
            }
            QVERIFY(!body.isSpooled());
        }
        QCOMPARE(budget.used(), 0U);
    }

    void aboveTheLimit_movesToDisk()
    {
        const test::TempDir dir;
        BodyBudget budget(1 << 20);
        StoredBody body({.spoolAbove = 3'000, .folder = dir.path(), .budget = &budget});
        QVERIFY(body.append(std::string(3'000, 'a')));
        QVERIFY(!body.isSpooled());
        QVERIFY(body.append("b"));
        QVERIFY(body.isSpooled());
        QCOMPARE(body.memory(), "");
        QCOMPARE(budget.used(), 0U);
        QCOMPARE(body.size(), 3'001U);
        QCOMPARE(readAt(body, 2'998, 10), "aab");
        QVERIFY(body.append("c"));
        QCOMPARE(readAt(body, 2'998, 10), "aabc");
    }

    void refusedByTheBudget_movesToDisk()
    {
        const test::TempDir dir;
        BodyBudget budget(5'000);
        StoredBody body({.folder = dir.path(), .budget = &budget});
        QVERIFY(body.append(std::string(4'000, 'a')));
        QVERIFY(!body.isSpooled());
        // Twice the size is not to be had, a little more is.
        QVERIFY(body.append(std::string(900, 'b')));
        QVERIFY(!body.isSpooled());
        QVERIFY(body.append(std::string(900, 'c')));
        QVERIFY(body.isSpooled());
        QCOMPARE(budget.used(), 0U);
        QCOMPARE(readAt(body, 4'899, 2), "bc");
    }

    void othersHoldTheBudget_firstByteGoesToDisk()
    {
        const test::TempDir dir;
        BodyBudget budget(0);
        StoredBody body({.folder = dir.path(), .budget = &budget});
        QVERIFY(body.append("a"));
        QVERIFY(body.isSpooled());
        QCOMPARE(readAt(body, 0, 9), "a");
    }

    void withoutAFolder_saysSo()
    {
        const test::TempDir dir;
        StoredBody body({.spoolAbove = 10, .folder = dir.file("nowhere")});
        const Result<void> appended = body.append("more than ten bytes");
        QVERIFY(!appended);
        QVERIFY(appended.error().code == ErrorCode::NotFound);
    }

    void anyBody_isGivenBack()
    {
        const test::TempDir dir;
        test::forEachRound(100, [&dir](SeededRandom &random) {
            BodyBudget budget(random.below(60'000));
            {
                StoredBody body({.spoolAbove = static_cast<std::size_t>(random.below(60'000)),
                                 .folder = dir.path(),
                                 .budget = &budget});
                std::string expected;
                for (int piece = 0; piece < 12; ++piece) {
                    const std::string bytes = test::randomBytes(random, 8'000);
                    QVERIFY(body.append(bytes));
                    expected += bytes;
                    QCOMPARE(body.size(), expected.size());
                    QVERIFY(body.isSpooled() ? budget.used() == 0
                                             : budget.used() >= expected.size());
                    const std::uint64_t offset = random.below(expected.size() + 1);
                    const auto most = static_cast<std::size_t>(random.below(20'000));
                    QVERIFY(readAt(body, offset, most) == expected.substr(offset, most));
                }
            }
            QCOMPARE(budget.used(), 0U);
        });
    }
};

QTEST_APPLESS_MAIN(TestStoredBody)
#include "tst_storedbody.moc"
