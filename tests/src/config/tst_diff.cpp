#include "config/defaults.h"
#include "config/diff.h"
#include "config/jsonreader.h"
#include "config/jsonwriter.h"
#include "randomdocument.h"
#include "samenode.h"
#include "support/property.h"

#include <set>

using namespace penstock;
using namespace penstock::config;

namespace
{

Node json(const char *text)
{
    return readJson(text, "json").root;
}

/// A neighbour of a document: some values changed, taken away, added or moved.
Node altered(RandomSource &random, const Node &document)
{
    Node changed = document;
    if (changed.isMap()) {
        std::erase_if(changed.entries(), [&](const Entry &) { return random.below(8) == 0; });
        for (Entry &entry : changed.entries()) {
            entry.value = entry.key == "name" ? entry.value : altered(random, entry.value);
        }
        if (random.below(4) == 0) {
            changed.set(test::randomLine(random), Node::whole(1));
        }
        shuffle(random, changed.entries());
    } else if (changed.isList()) {
        std::erase_if(changed.items(), [&](const Node &) { return random.below(8) == 0; });
        for (Node &item : changed.items()) {
            item = altered(random, item);
        }
        if (random.below(2) == 0) {
            shuffle(random, changed.items());
        }
    } else if (random.below(4) == 0) {
        changed = Node::text(test::randomText(random));
    }
    return changed;
}

QString describe(const std::vector<Change> &changes)
{
    QString text;
    for (const Change &change : changes) {
        const char *kind = change.kind == ChangeKind::Added ? "+"
            : change.kind == ChangeKind::Removed            ? "-"
                                                            : "~";
        text += QString::fromStdString(kind + change.path.toText() + ' ' + writeJson(change.before)
                                       + ' ' + writeJson(change.after) + '\n');
    }
    return text;
}

void checkPair(const Node &before, const Node &after)
{
    const std::vector<Change> changes = difference(before, after);
    const Node result = applied(before, changes);
    QVERIFY2(test::sortedByName(result) == test::sortedByName(after),
             (writeJson(before) + '\n' + writeJson(after) + '\n' + writeJson(result) + '\n'
              + describe(changes).toStdString())
                 .c_str());
    QVERIFY(difference(result, after).empty() || !(test::sortedByName(result) == result));

    std::set<Path> paths;
    std::set<std::string> texts;
    for (const Change &change : changes) {
        QVERIFY2(!(change.before == change.after) || change.kind != ChangeKind::Changed,
                 change.path.toText().c_str());
        paths.insert(change.path);
        texts.insert(change.path.toText());
    }
    QCOMPARE(paths.size(), changes.size());
    QCOMPARE(texts.size(), changes.size());
}

} // namespace

class TestDiff final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDifferenceLeadsFromOneToTheOther_ofTrees()
    {
        test::forEachRound(800, [](RandomSource &random) {
            const Node before = test::randomTree(random, test::Nulls::Some);
            checkPair(before, altered(random, before));
            checkPair(before, test::randomTree(random, test::Nulls::Some));
        });
    }

    void theDifferenceLeadsFromOneToTheOther_ofSettings()
    {
        test::forEachRound(400, [](RandomSource &random) {
            const Node before = test::randomSettings(random, {});
            checkPair(before, altered(random, before));
            checkPair(before, test::randomSettings(random, {}));
            checkPair(before, withDefaults(before));
        });
    }

    void nothingDiffersFromItself_norFromItselfInAnotherOrder()
    {
        test::forEachRound(500, [](RandomSource &random) {
            const Node document = test::randomSettings(random, {});
            QVERIFY(difference(document, document).empty());
            Node moved = document;
            shuffle(random, moved.entries());
            if (Node *instances = moved.find("instances")) {
                shuffle(random, instances->items());
            }
            QCOMPARE(describe(difference(document, moved)), QString());
        });
    }

    void elementsAreComparedByName()
    {
        const Node before = json(R"({"instances":[{"name":"a","max_tpm":1},{"name":"b"}]})");
        const Node after = json(R"({"instances":[{"name":"c"},{"name":"a","max_tpm":2}]})");
        QCOMPARE(describe(difference(before, after)),
                 QString::fromUtf8("~instances[a].max_tpm 1 2\n"
                                   "-instances[b] {\"name\":\"b\"} null\n"
                                   "+instances[c] null {\"name\":\"c\"}\n"));
    }

    void otherListsAreOneValue()
    {
        QCOMPARE(describe(difference(json(R"({"a":[1,2]})"), json(R"({"a":[1,3]})"))),
                 QString::fromUtf8("~a [1,2] [1,3]\n"));
        // The same name twice is no name.
        QCOMPARE(describe(difference(json(R"({"a":[{"name":"x"},{"name":"x"}]})"),
                                     json(R"({"a":[{"name":"x"}]})"))),
                 QString::fromUtf8("~a [{\"name\":\"x\"},{\"name\":\"x\"}] [{\"name\":\"x\"}]\n"));
    }

    void anotherKindOfValue_isOneChange()
    {
        QCOMPARE(describe(difference(json(R"({"a":{"b":1}})"), json(R"({"a":[1]})"))),
                 QString::fromUtf8("~a {\"b\":1} [1]\n"));
        QCOMPARE(describe(difference(json(R"({"a":1})"), json(R"({"a":1.0})"))), QString());
        QCOMPARE(describe(difference(json(R"({"a":1})"), json(R"({"a":"1"})"))),
                 QString::fromUtf8("~a 1 \"1\"\n"));
    }

    void aNullIsAValueHere()
    {
        const Node before = json(R"({"a":null})");
        const Node after = json("{}");
        QCOMPARE(describe(difference(before, after)), QString::fromUtf8("-a null null\n"));
        QVERIFY(applied(before, difference(before, after)) == after);
        QVERIFY(applied(after, difference(after, before)) == before);
    }

    void namesThatLookLikePlaces_areToldApart()
    {
        const Node before = json(R"({"instances":[{"name":"1","x":1},{"name":"0","x":1}]})");
        const Node after = json(R"({"instances":[{"name":"1","x":2},{"name":"0","x":1}]})");
        const std::string named = difference(before, after).at(0).path.toText();
        const std::string place = Path().key("instances").index(1).key("x").toText();
        QVERIFY2(named != place, named.c_str());
    }
};

QTEST_APPLESS_MAIN(TestDiff)
#include "tst_diff.moc"
