#include "config/jsonreader.h"
#include "config/jsonwriter.h"
#include "config/mergepatch.h"
#include "randomdocument.h"
#include "support/property.h"

using namespace penstock;
using namespace penstock::config;

namespace
{

Node json(const QByteArray &text)
{
    // In a list, as a document of its own a lone null reads as an empty mapping.
    const std::string wrapped = '[' + text.toStdString() + ']';
    return readJson(wrapped, "json").root.items().at(0);
}

} // namespace

class TestMergePatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void examplesOfRfc7396_data()
    {
        QTest::addColumn<QByteArray>("original");
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QByteArray>("result");
        const auto row = [](const char *original, const char *patch, const char *result) {
            QTest::addRow("%s + %s", original, patch)
                << QByteArray(original) << QByteArray(patch) << QByteArray(result);
        };
        row(R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})");
        row(R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})");
        row(R"({"a":"b"})", R"({"a":null})", R"({})");
        row(R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})");
        row(R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})");
        row(R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})");
        row(R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})");
        row(R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})");
        row(R"(["a","b"])", R"(["c","d"])", R"(["c","d"])");
        row(R"({"a":"b"})", R"(["c"])", R"(["c"])");
        row(R"({"a":"foo"})", R"(null)", R"(null)");
        row(R"({"a":"foo"})", R"("bar")", R"("bar")");
        row(R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})");
        row(R"([1,2])", R"({"a":"b","c":null})", R"({"a":"b"})");
        row(R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})");
        // The example in the text of the RFC.
        row(R"({"title":"Goodbye!","author":{"givenName":"John","familyName":"Doe"},)"
            R"("tags":["example","sample"],"content":"This will be unchanged"})",
            R"({"title":"Hello!","phoneNumber":"+01-123-456-7890","author":{"familyName":null},)"
            R"("tags":["example"]})",
            R"({"title":"Hello!","author":{"givenName":"John"},"tags":["example"],)"
            R"("content":"This will be unchanged","phoneNumber":"+01-123-456-7890"})");
    }
    void examplesOfRfc7396()
    {
        QFETCH(const QByteArray, original);
        QFETCH(const QByteArray, patch);
        QFETCH(const QByteArray, result);
        QCOMPARE(QByteArray::fromStdString(writeJson(patched(json(original), json(patch)))),
                 result);
    }

    void aPatchBetweenTwoDocuments_leadsFromOneToTheOther()
    {
        test::forEachRound(800, [](RandomSource &random) {
            const Node before = test::randomTree(random, test::Nulls::None);
            const Node after = test::randomTree(random, test::Nulls::None);
            const Node result = patched(before, patchBetween(before, after));
            QVERIFY2(result == after, (writeJson(before) + '\n' + writeJson(after)).c_str());
        });
    }

    void settingsToo()
    {
        test::forEachRound(400, [](RandomSource &random) {
            const Node before = test::randomSettings(random, {});
            const Node after = test::randomSettings(random, {});
            QVERIFY(patched(before, patchBetween(before, after)) == after);
            QVERIFY(patchBetween(before, before) == Node::map());
        });
    }

    void appliedTwice_itIsAsOnce()
    {
        test::forEachRound(800, [](RandomSource &random) {
            const Node document = test::randomTree(random, test::Nulls::Some);
            const Node patch = test::randomTree(random, test::Nulls::Some);
            const Node once = patched(document, patch);
            QVERIFY2(patched(once, patch) == once,
                     (writeJson(document) + '\n' + writeJson(patch)).c_str());
        });
    }

    void anEmptyPatch_changesNothing()
    {
        test::forEachRound(200, [](RandomSource &random) {
            const Node document = test::randomTree(random, test::Nulls::Some);
            QCOMPARE(writeJson(patched(document, Node::map())), writeJson(document));
        });
    }
};

QTEST_APPLESS_MAIN(TestMergePatch)
#include "tst_mergepatch.moc"
