#include "base/random.h"
#include "config/path.h"
#include "randomdocument.h"
#include "support/property.h"

#include <map>

using namespace penstock;
using namespace penstock::config;

namespace
{

Path randomPath(RandomSource &random)
{
    Path path;
    for (std::uint64_t i = random.below(4); i > 0; --i) {
        switch (random.below(4)) {
        case 0:
            path = path.index(static_cast<std::size_t>(random.below(12)));
            break;
        case 1:
            path = path.named(test::randomElementName(random));
            break;
        default:
            path = path.key(test::randomText(random));
            break;
        }
    }
    return path;
}

} // namespace

class TestPath final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isPrintedForPeople()
    {
        QCOMPARE(Path().toText(), std::string());
        QCOMPARE(Path().key("port").toText(), std::string("port"));
        QCOMPARE(Path().key("instances").index(2).key("max_tpm").toText(),
                 std::string("instances[2].max_tpm"));
        QCOMPARE(Path().key("instances").named("westeurope").key("max_tpm").toText(),
                 std::string("instances[westeurope].max_tpm"));
        QCOMPARE(Path().key("prices").key("gpt-4.1").key("input").toText(),
                 std::string("prices[\"gpt-4.1\"].input"));
        QCOMPARE(Path().key("a-b").key("c_d").toText(), std::string("a-b.c_d"));
        QCOMPARE(Path().key("").toText(), std::string("[\"\"]"));
        QCOMPARE(Path().key("a\"b\\c").toText(), std::string("[\"a\\\"b\\\\c\"]"));
    }

    void twoPaths_areNeverPrintedAlike()
    {
        std::map<std::string, Path> printed;
        test::forEachRound(3000, [&printed](RandomSource &random) {
            const Path path = randomPath(random);
            const auto [first, isNew] = printed.emplace(path.toText(), path);
            QVERIFY2(isNew || first->second == path, path.toText().c_str());
        });
    }

    void aNameOfDigits_isNoPlace()
    {
        QVERIFY(Path().key("instances").named("2").toText()
                != Path().key("instances").index(2).toText());
    }

    void parentAndStart()
    {
        const Path path = Path().key("a").index(0).named("b");
        QCOMPARE(path.parent().toText(), std::string("a[0]"));
        QVERIFY(Path().parent().isEmpty());
        QVERIFY(path.startsWith(Path()));
        QVERIFY(path.startsWith(path));
        QVERIFY(path.startsWith(Path().key("a")));
        QVERIFY(!path.startsWith(Path().key("b")));
        QVERIFY(!Path().startsWith(path));
        QVERIFY(!Path().key("abc").startsWith(Path().key("ab")));
        QVERIFY(!Path().named("0").startsWith(Path().index(0)));
    }
};

QTEST_APPLESS_MAIN(TestPath)
#include "tst_path.moc"
