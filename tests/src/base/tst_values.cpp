#include "base/result.h"
#include "base/strongid.h"

#include <QTest>

#include <set>
#include <type_traits>
#include <unordered_set>

using namespace penstock;

namespace
{

using InstanceId = StrongId<struct InstanceTag>;
using ClientId = StrongId<struct ClientTag>;

static_assert(!std::is_convertible_v<std::string, InstanceId>);
static_assert(!std::is_convertible_v<InstanceId, ClientId>);
static_assert(!std::is_constructible_v<InstanceId, ClientId>);

Result<int> half(int number)
{
    if (number % 2 != 0) {
        return fail(ErrorCode::InvalidInput, "Odd.", "3");
    }
    return number / 2;
}

} // namespace

class TestValues final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void idsCompareByTheirText()
    {
        QVERIFY(InstanceId("a") == InstanceId("a"));
        QVERIFY(InstanceId("a") != InstanceId("b"));
        QVERIFY(InstanceId("a") < InstanceId("b"));
        QVERIFY(InstanceId().isEmpty());
        QCOMPARE(InstanceId("a").value(), std::string("a"));
    }

    void idsAreKeysOfBothKindsOfSet()
    {
        const std::unordered_set<InstanceId> hashed{InstanceId("a"), InstanceId("a")};
        const std::set<InstanceId> sorted{InstanceId("b"), InstanceId("a")};
        QCOMPARE(hashed.size(), std::size_t{1});
        QCOMPARE(sorted.begin()->value(), std::string("a"));
    }

    void aResultHoldsAValueOrAnError()
    {
        QCOMPARE(half(4).value_or(0), 2);
        const Result<int> odd = half(3);
        QVERIFY(!odd);
        QVERIFY((odd.error() == Error{ErrorCode::InvalidInput, "Odd.", "3"}));
    }

    void everyErrorCodeHasANameOfItsOwn()
    {
        std::set<std::string_view> names;
        for (int code = 1; code <= static_cast<int>(ErrorCode::Internal); ++code) {
            names.insert(toString(static_cast<ErrorCode>(code)));
        }
        QCOMPARE(names.size(), static_cast<std::size_t>(ErrorCode::Internal));
        QVERIFY(!names.contains("unknown"));
    }
};

QTEST_APPLESS_MAIN(TestValues)
#include "tst_values.moc"
