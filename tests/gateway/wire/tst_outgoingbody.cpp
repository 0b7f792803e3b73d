#include "support/property.h"
#include "support/tempdir.h"
#include "wire/outgoingbody.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace penstock;
using namespace penstock::wire;

namespace
{

std::string readAll(OutgoingBody::Reader &reader, std::size_t bufferSize)
{
    std::string all;
    std::string buffer(bufferSize, '?');
    while (true) {
        const Result<std::size_t> got = reader.read(buffer);
        if (!got) {
            return "(" + got.error().message + ")";
        }
        if (*got == 0) {
            return all;
        }
        all.append(buffer, 0, *got);
    }
}

std::string readAll(const OutgoingBody &body, std::size_t bufferSize = 7)
{
    OutgoingBody::Reader reader(body);
    return readAll(reader, bufferSize);
}

std::shared_ptr<const StoredBody> stored(std::string_view bytes, BodyStorage storage = {})
{
    auto body = std::make_shared<StoredBody>(std::move(storage));
    return body->append(bytes) ? body : nullptr;
}

struct Plan {
    Splice splice;
    std::string expected;
};

Plan randomPlan(SeededRandom &random, const std::string &original)
{
    std::vector<std::uint64_t> cuts(2 * static_cast<std::size_t>(random.below(5)));
    for (std::uint64_t &cut : cuts) {
        cut = random.below(original.size() + 1);
    }
    std::sort(cuts.begin(), cuts.end());
    Plan plan;
    std::uint64_t at = 0;
    for (std::size_t i = 0; i < cuts.size(); i += 2) {
        const std::string by = test::randomBytes(random, 40);
        plan.splice.replace({cuts[i], cuts[i + 1]}, by);
        plan.expected += original.substr(at, cuts[i] - at) + by;
        at = cuts[i + 1];
    }
    plan.expected += original.substr(at);
    return plan;
}

} // namespace

class TestOutgoingBody final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothing_isEmpty()
    {
        QCOMPARE(OutgoingBody().size(), 0U);
        QCOMPARE(readAll(OutgoingBody()), "");
        QCOMPARE(readAll(OutgoingBody(std::string())), "");
        QCOMPARE(readAll(OutgoingBody(stored(""))), "");
    }

    void ourOwnBytes_areSent()
    {
        const OutgoingBody body(std::string("our own bytes"));
        QCOMPARE(body.size(), 13U);
        QCOMPARE(readAll(body), "our own bytes");
    }

    void spliced_isReadFromTheBeginningEachTime()
    {
        Splice splice;
        splice.replace({6, 11}, "there");
        const OutgoingBody body(stored("hello world!"), splice);
        QCOMPARE(body.size(), 12U);
        OutgoingBody::Reader reader(body);
        QCOMPARE(readAll(reader, 5), "hello there!");
        QCOMPARE(readAll(reader, 5), "");
        reader.rewind();
        QCOMPARE(readAll(reader, 100), "hello there!");
        QCOMPARE(readAll(body), "hello there!");
    }

    void reader_outlivesTheBody()
    {
        OutgoingBody body(stored("hello"));
        OutgoingBody::Reader reader(body);
        body = OutgoingBody();
        QCOMPARE(readAll(reader, 3), "hello");
    }

    void emptyBuffer_isNotTheEnd()
    {
        OutgoingBody::Reader reader(OutgoingBody(std::string("x")));
        QCOMPARE(reader.read({}).value(), 0U);
        QCOMPARE(readAll(reader, 1), "x");
    }

    void anySplice_inMemoryAndOnDisk()
    {
        const test::TempDir dir;
        test::forEachRound(200, [&dir](SeededRandom &random) {
            const std::string original = test::randomBytes(random, 3'000);
            const Plan plan = randomPlan(random, original);
            for (const std::size_t spoolAbove : {std::size_t{0}, std::size_t{5'000}}) {
                const auto storedOriginal
                    = stored(original, {.spoolAbove = spoolAbove, .folder = dir.path()});
                const OutgoingBody body(storedOriginal, plan.splice);
                QCOMPARE(body.size(), plan.expected.size());
                OutgoingBody::Reader reader(body);
                const auto bufferSize = static_cast<std::size_t>(1 + random.below(1'000));
                QVERIFY(readAll(reader, bufferSize) == plan.expected);
                reader.rewind();
                QVERIFY(readAll(reader, 1 + bufferSize / 2) == plan.expected);
            }
        });
    }
};

QTEST_APPLESS_MAIN(TestOutgoingBody)
#include "tst_outgoingbody.moc"
