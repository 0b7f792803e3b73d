#include "config/jsonwriter.h"
#include "config/merge.h"
#include "config/yamlreader.h"
#include "mergeoracle.h"
#include "randomdocument.h"
#include "support/property.h"

#include <algorithm>
#include <array>
#include <set>

using namespace penstock;
using namespace penstock::config;
using test::MergeOracle;
using test::Units;

namespace
{

Layer layerOf(std::string_view yaml)
{
    Layer layer;
    layer.document = readYaml(yaml, "layer").root;
    return layer;
}

/// Some of the names that the layers below know are removed, renamed to something new, or ordered.
ListEdits randomEdits(RandomSource &random, const std::vector<std::string> &known,
                      const std::string &newName)
{
    ListEdits edits;
    for (const std::string &name : known) {
        switch (random.below(6)) {
        case 0:
            edits.removed.push_back(name);
            break;
        case 1:
            edits.renamed.emplace(name, newName + std::to_string(edits.renamed.size()));
            break;
        default:
            break;
        }
    }
    edits.order = known;
    for (const auto &[before, after] : edits.renamed) {
        edits.order.push_back(after);
    }
    edits.order.emplace_back("nobody");
    shuffle(random, edits.order);
    edits.order.resize(static_cast<std::size_t>(random.below(edits.order.size() + 1)));
    return edits;
}

/// Layers of which some edit what is below, and speak of elements by their new names.
std::vector<Layer> randomLayers(RandomSource &random)
{
    std::vector<Layer> layers;
    const std::uint64_t count = 1 + random.below(5);
    std::vector<std::string> newNames;
    for (std::uint64_t i = 0; i < count; ++i) {
        Layer layer;
        layer.document = test::randomSettings(random, {.nulls = test::Nulls::Some});
        Node *instances = layer.document.find("instances");
        if (instances != nullptr && instances->isList()) {
            for (const std::string &name : newNames) {
                Node item = Node::map();
                item.set("name", Node::text(name));
                item.set("priority", Node::whole(static_cast<std::int64_t>(random.below(9))));
                instances->append(std::move(item));
            }
        }
        for (const char *list : {"instances", "agents", "clients.keys"}) {
            if (random.below(2) == 0) {
                const std::vector<std::string> known = MergeOracle(layers).orderOf(list);
                const std::string newName = "new" + std::to_string(i) + "-";
                ListEdits edits = randomEdits(random, known, newName);
                if (std::string_view(list) == "instances") {
                    for (const auto &[before, after] : edits.renamed) {
                        newNames.push_back(after);
                    }
                }
                layer.edits.emplace(list, std::move(edits));
            }
        }
        layers.push_back(std::move(layer));
    }
    return layers;
}

std::string asText(const Units &units)
{
    std::string text;
    for (const auto &[path, unit] : units) {
        text += path.toText() + " = " + writeJson(unit.value) + " of " + std::to_string(unit.layer)
            + '\n';
    }
    return text;
}

QString joined(const std::vector<std::string> &names)
{
    QString all;
    for (const std::string &name : names) {
        all += QString::fromStdString(name) + QLatin1Char(' ');
    }
    return all;
}

std::vector<std::string> namesIn(const Node &document, const std::string &list)
{
    const Node *elements = &document;
    if (list == "clients.keys") {
        elements = elements->find("clients");
        elements = elements != nullptr ? elements->find("keys") : nullptr;
    } else {
        elements = elements->find(list);
    }
    std::vector<std::string> names;
    for (const Node &item : elements != nullptr ? elements->items() : Node::List{}) {
        names.push_back(item.find("name")->asText());
    }
    return names;
}

} // namespace

class TestMergeEdits final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachValueComesFromTheHighestLayerThatSetsIt()
    {
        test::forEachRound(700, [](RandomSource &random) {
            const std::vector<Layer> layers = randomLayers(random);
            const Units merged = test::unitsOf(mergeLayers(layers).document);
            QCOMPARE(QString::fromStdString(asText(merged)),
                     QString::fromStdString(asText(MergeOracle(layers).effective())));
        });
    }

    void elementsStandInTheOrderThatTheLayersSay()
    {
        test::forEachRound(700, [](RandomSource &random) {
            const std::vector<Layer> layers = randomLayers(random);
            const Node document = mergeLayers(layers).document;
            for (const char *list : {"instances", "agents", "clients.keys"}) {
                QCOMPARE(joined(namesIn(document, list)),
                         joined(MergeOracle(layers).orderOf(list)));
            }
        });
    }

    void aTombstone_takesAnElementOfLowerLayersAway()
    {
        std::array layers{layerOf("instances: [{name: a, priority: 1}, {name: b}]"), layerOf("{}")};
        layers[1].edits["instances"].removed = {"a", "unknown"};
        const Merged merged = mergeLayers(layers);
        QCOMPARE(namesIn(merged.document, "instances"), std::vector<std::string>{"b"});
        QCOMPARE(merged.shadows.size(), std::size_t(1));
        QCOMPARE(merged.shadows[0].path.toText(), std::string("instances[a]"));
        QVERIFY(merged.shadows[0].winnerValue.isNull());
    }

    void anElementOfTheSameNameAsATombstone_isANewOne()
    {
        std::array layers{layerOf("instances: [{name: a, priority: 1, weight: 2}]"),
                          layerOf("instances: [{name: a, priority: 5}]")};
        layers[1].edits["instances"].removed = {"a"};
        QCOMPARE(writeJson(mergeLayers(layers).document),
                 std::string(R"({"instances":[{"name":"a","priority":5}]})"));
    }

    void aRename_keepsEverythingElse()
    {
        std::array layers{layerOf("instances: [{name: a, priority: 1, weight: 2}]"),
                          layerOf("instances: [{name: b, priority: 5}]")};
        layers[1].edits["instances"].renamed = {{"a", "b"}};
        const Merged merged = mergeLayers(layers);
        QCOMPARE(writeJson(merged.document),
                 std::string(R"({"instances":[{"name":"b","priority":5,"weight":2}]})"));
        QCOMPARE(int(merged.document.find("instances")->items()[0].find("weight")->layer), 0);
        QCOMPARE(int(merged.document.find("instances")->items()[0].find("name")->layer), 1);
    }

    void swappedNames_areNoClash()
    {
        std::array layers{layerOf("instances: [{name: a, priority: 1}, {name: b, priority: 2}]"),
                          layerOf("{}")};
        layers[1].edits["instances"].renamed = {{"a", "b"}, {"b", "a"}};
        QCOMPARE(writeJson(mergeLayers(layers).document),
                 std::string(R"({"instances":[{"name":"b","priority":1},)"
                             R"({"name":"a","priority":2}]})"));
    }

    void aNameThatALowerLayerUsesToo_isNeverThereTwice()
    {
        // Renamed in the console; afterwards somebody adds the new name to the file as well.
        std::array layers{layerOf("instances: [{name: a, priority: 1}, {name: b, priority: 2}]"),
                          layerOf("{}")};
        layers[1].edits["instances"].renamed = {{"a", "b"}};
        const std::vector<std::string> names = namesIn(mergeLayers(layers).document, "instances");
        const std::set<std::string> different(names.begin(), names.end());
        QCOMPARE(names.size(), different.size());
    }

    void anOrder_putsWhatItNamesFirst()
    {
        std::array layers{layerOf("instances: [{name: a}, {name: b}, {name: c}, {name: d}]"),
                          layerOf("instances: [{name: e}]")};
        layers[1].edits["instances"].order = {"e", "unknown", "c", "e"};
        QCOMPARE(namesIn(mergeLayers(layers).document, "instances"),
                 (std::vector<std::string>{"e", "c", "a", "b", "d"}));
    }
};

QTEST_APPLESS_MAIN(TestMergeEdits)
#include "tst_mergeedits.moc"
