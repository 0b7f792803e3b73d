#include "config/jsonwriter.h"
#include "config/locate.h"
#include "config/merge.h"
#include "config/yamlreader.h"
#include "mergeoracle.h"
#include "randomdocument.h"
#include "support/property.h"

#include <algorithm>
#include <array>

using namespace penstock;
using namespace penstock::config;
using test::MergeOracle;
using test::Units;

namespace
{

std::vector<Layer> randomLayers(RandomSource &random, test::Nulls nulls)
{
    std::vector<Layer> layers(1 + static_cast<std::size_t>(random.below(5)));
    for (Layer &layer : layers) {
        layer.document = test::randomSettings(random, {.nulls = nulls});
    }
    return layers;
}

Layer layerOf(std::string_view yaml)
{
    Layer layer;
    layer.document = readYaml(yaml, "layer").root;
    return layer;
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

QString effectiveText(std::span<const Layer> layers)
{
    return QString::fromStdString(asText(test::unitsOf(mergeLayers(layers).document)));
}

QString expectedText(std::span<const Layer> layers)
{
    return QString::fromStdString(asText(MergeOracle(layers).effective()));
}

/// Whether a layer says something at or below a path.
bool speaksOf(const Units &units, const Path &path)
{
    return std::ranges::any_of(units,
                               [&](const auto &entry) { return entry.first.startsWith(path); });
}

std::string describe(const Shadow &shadow)
{
    return shadow.path.toText() + ": " + writeJson(shadow.shadowedValue) + " of "
        + std::to_string(shadow.shadowed) + " under " + writeJson(shadow.winnerValue) + " of "
        + std::to_string(shadow.winner);
}

/// Why a report is not true; empty when it is.
std::string lieOf(const Shadow &shadow, const MergeOracle &oracle, std::span<const Layer> layers)
{
    const Units &lower = oracle.unitsOfLayer(shadow.shadowed);
    if (shadow.winner <= shadow.shadowed || shadow.winner >= layers.size()) {
        return "the winner does not stand above";
    }
    const auto unit = lower.find(shadow.path);
    if (unit != lower.end() ? !(unit->second.value == shadow.shadowedValue)
                            : !speaksOf(lower, shadow.path)
                && !(shadow.shadowedValue.isMap() || shadow.shadowedValue.isList())) {
        return "the lower layer does not say so";
    }
    const Units &higher = oracle.unitsOfLayer(shadow.winner);
    if (shadow.winnerValue.isNull()) {
        return speaksOf(higher, shadow.path) ? "the higher layer sets it" : std::string();
    }
    const auto winner = higher.find(shadow.path);
    if (winner == higher.end() || !(winner->second.value == shadow.winnerValue)) {
        return "the higher layer does not say so";
    }
    return shadow.winnerValue == shadow.shadowedValue ? "both say the same" : std::string();
}

/// How often the reports tell that a value of a layer is hidden by another layer.
std::ptrdiff_t timesReported(std::span<const Shadow> shadows, const Path &path, LayerIndex hidden,
                             LayerIndex winner)
{
    return std::ranges::count_if(shadows, [&](const Shadow &shadow) {
        const bool isWhole = shadow.path == path && shadow.shadowed == hidden;
        const bool isInside = shadow.path != path && path.startsWith(shadow.path);
        return shadow.winner == winner && (isWhole || isInside);
    });
}

} // namespace

class TestMerge final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachValueComesFromTheHighestLayerThatSetsIt()
    {
        test::forEachRound(700, [](RandomSource &random) {
            const std::vector<Layer> layers = randomLayers(random, test::Nulls::Some);
            QCOMPARE(effectiveText(layers), expectedText(layers));
        });
    }

    void withoutALayer_theLowerOneIsBack()
    {
        test::forEachRound(400, [](RandomSource &random) {
            std::vector<Layer> layers = randomLayers(random, test::Nulls::Some);
            const Units before = test::unitsOf(mergeLayers(layers).document);
            const auto gone = static_cast<std::size_t>(random.below(layers.size()));
            layers.erase(layers.begin() + static_cast<std::ptrdiff_t>(gone));
            QCOMPARE(effectiveText(layers), expectedText(layers));

            // What the layer had no say in stays as it was.
            const Units after = test::unitsOf(mergeLayers(layers).document);
            for (const auto &[path, unit] : before) {
                if (unit.layer != gone) {
                    const auto still = after.find(path);
                    QVERIFY2(still != after.end() && still->second.value == unit.value,
                             path.toText().c_str());
                }
            }
        });
    }

    void namedElements_standInTheOrderOfTheirFirstAppearance()
    {
        test::forEachRound(400, [](RandomSource &random) {
            const std::vector<Layer> layers = randomLayers(random, test::Nulls::Some);
            const Node document = mergeLayers(layers).document;
            for (const char *list : {"instances", "agents"}) {
                std::string names;
                const Node *elements = document.find(list);
                for (const Node &item : elements != nullptr ? elements->items() : Node::List{}) {
                    names += item.find("name")->asText() + ' ';
                }
                std::string expected;
                for (const std::string &name : MergeOracle(layers).orderOf(list)) {
                    expected += name + ' ';
                }
                QCOMPARE(QString::fromStdString(names), QString::fromStdString(expected));
            }
        });
    }

    void mergedInTwoSteps_itIsTheSame()
    {
        test::forEachRound(400, [](RandomSource &random) {
            const std::vector<Layer> layers = randomLayers(random, test::Nulls::Some);
            const auto cut = static_cast<std::size_t>(random.below(layers.size() + 1));
            std::vector<Layer> steps(1);
            steps[0].document = mergeLayers(std::span(layers).first(cut)).document;
            steps.insert(steps.end(), layers.begin() + static_cast<std::ptrdiff_t>(cut),
                         layers.end());
            QCOMPARE(writeJson(mergeLayers(steps).document),
                     writeJson(mergeLayers(layers).document));
        });
    }

    void withoutNulls_upperLayersMayBeMergedFirst()
    {
        test::forEachRound(400, [](RandomSource &random) {
            const std::vector<Layer> layers = randomLayers(random, test::Nulls::None);
            const auto cut = static_cast<std::size_t>(random.below(layers.size() + 1));
            std::vector<Layer> steps(layers.begin(),
                                     layers.begin() + static_cast<std::ptrdiff_t>(cut));
            steps.emplace_back().document = mergeLayers(std::span(layers).subspan(cut)).document;
            QVERIFY(mergeLayers(steps).document == mergeLayers(layers).document);
        });
    }

    void everyShadowIsReal()
    {
        test::forEachRound(500, [](RandomSource &random) {
            const std::vector<Layer> layers = randomLayers(random, test::Nulls::Some);
            const MergeOracle oracle(layers);
            for (const Shadow &shadow : mergeLayers(layers).shadows) {
                const std::string lie = lieOf(shadow, oracle, layers);
                QVERIFY2(lie.empty(), (lie + ": " + describe(shadow)).c_str());
            }
        });
    }

    void everyHiddenDifferentValue_isReportedOnce()
    {
        test::forEachRound(400, [](RandomSource &random) {
            const std::vector<Layer> layers = randomLayers(random, test::Nulls::Some);
            const MergeOracle oracle(layers);
            const std::vector<Shadow> shadows = mergeLayers(layers).shadows;
            for (std::size_t i = 0; i < layers.size(); ++i) {
                for (const auto &[path, unit] : oracle.unitsOfLayer(i)) {
                    const auto index = static_cast<LayerIndex>(i);
                    const auto above = oracle.nextAbove(path, index);
                    if (!above) {
                        continue;
                    }
                    const bool isHidden = !above->value || !(*above->value == unit.value);
                    QVERIFY2(timesReported(shadows, path, index, above->layer)
                                 == (isHidden ? 1 : 0),
                             path.toText().c_str());
                }
            }
        });
    }

    void aShadowOfTheIssue()
    {
        const std::array layers{layerOf("instances: [{name: a, max_tpm: 300000, priority: 1}]"),
                                layerOf("instances: [{name: a, max_tpm: 240000, priority: 1}]")};
        const Merged merged = mergeLayers(layers);
        QCOMPARE(merged.shadows.size(), std::size_t(1));
        QCOMPARE(merged.shadows[0].path.toText(), std::string("instances[a].max_tpm"));
        QCOMPARE(merged.shadows[0].winnerValue.asWhole(), 240000);
        QCOMPARE(merged.shadows[0].shadowedValue.asWhole(), 300000);
        QCOMPARE(int(merged.shadows[0].winner), 1);
        QCOMPARE(int(merged.shadows[0].shadowed), 0);
    }

    void nullTakesAwayWhatIsBelow_andNothingElse()
    {
        const std::array layers{
            layerOf("port: 1\nrouting: {retries: 1, strategy: weighted}\ninstances: [{name: a}]"),
            layerOf("port: null\nrouting: {retries: ~, queue_wait: 5}\ninstances: ~"),
            layerOf("instances: [{name: b}]\nrouting: {retries: 7}")};
        QCOMPARE(writeJson(mergeLayers(layers).document),
                 std::string(R"({"routing":{"strategy":"weighted","queue_wait":5,"retries":7},)"
                             R"("instances":[{"name":"b"}]})"));
    }

    void listsWithoutNames_areOneValue()
    {
        const std::array layers{
            layerOf("also_listen: [1, 2]\nalerts: [{kind: slack}, {kind: feishu}]"),
            layerOf("also_listen: [3]\nalerts: []")};
        QCOMPARE(writeJson(mergeLayers(layers).document),
                 std::string(R"({"also_listen":[3],"alerts":[]})"));
    }

    void aListWithNullsInside_doesNotShadowItself()
    {
        const Layer layer = layerOf("alerts: [{kind: slack, url: ~}]");
        const std::array layers{layer, layer};
        QCOMPARE(mergeLayers(layers).shadows.size(), std::size_t(0));
    }

    void noLayers_giveAnEmptyDocument()
    {
        QVERIFY(mergeLayers({}).document == Node::map());
        QVERIFY(mergeLayers({}).shadows.empty());
    }
};

QTEST_APPLESS_MAIN(TestMerge)
#include "tst_merge.moc"
