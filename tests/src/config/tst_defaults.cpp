#include "config/defaults.h"
#include "config/jsonreader.h"
#include "config/jsonwriter.h"
#include "config/merge.h"
#include "config/schema.h"
#include "mergeoracle.h"
#include "randomdocument.h"
#include "support/property.h"

#include <array>

using namespace penstock;
using namespace penstock::config;

namespace
{

Node randomDocument(RandomSource &random)
{
    Layer layer;
    layer.document = test::randomSettings(random, {.nulls = test::Nulls::Some});
    return mergeLayers(std::array{layer}).document;
}

/// Every setting with a default that a document lacks.
void collectMissing(const Node &value, const SchemaNode &expected, const std::string &where,
                    std::string &missing)
{
    using Shape = SchemaNode::Shape;
    if (expected.is(Shape::Group)) {
        for (const auto &child : expected.children()) {
            const Node *found = value.find(child.key);
            const std::string here = where + '/' + std::string(child.key);
            if (found != nullptr) {
                collectMissing(*found, *child.node, here, missing);
            } else if (child.node->fallback() != nullptr) {
                missing += here + '\n';
            } else if (child.node->is(Shape::Group)) {
                collectMissing(Node::map(), *child.node, here, missing);
            }
        }
    } else if (expected.is(Shape::AnyKey)) {
        for (const Entry &entry : value.entries()) {
            collectMissing(entry.value, *expected.element(), where + '/' + entry.key, missing);
        }
    } else if (expected.is(Shape::List) && value.isList()) {
        for (const Node &item : value.items()) {
            collectMissing(item, *expected.element(), where + "/[]", missing);
        }
    }
}

Node at(const Node &document, const char *group, const char *key)
{
    const Node *found = document.find(group);
    found = found != nullptr ? found->find(key) : nullptr;
    return found != nullptr ? *found : Node::null();
}

Node withPreset(const char *json)
{
    return withDefaults(readJson(json, "json").root);
}

} // namespace

class TestDefaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fillingInTwice_changesNothing()
    {
        test::forEachRound(500, [](RandomSource &random) {
            const Node complete = withDefaults(randomDocument(random));
            QCOMPARE(writeJson(withDefaults(complete)), writeJson(complete));
        });
    }

    void nothingWithADefaultIsMissing()
    {
        test::forEachRound(300, [](RandomSource &random) {
            std::string missing;
            collectMissing(withDefaults(randomDocument(random)), schema(), {}, missing);
            QVERIFY2(missing.empty(), missing.c_str());
        });
    }

    void whatIsSet_staysAsItIs()
    {
        test::forEachRound(500, [](RandomSource &random) {
            const Node document = randomDocument(random);
            const test::Units complete = test::unitsOf(withDefaults(document));
            for (const auto &[path, unit] : test::unitsOf(document)) {
                const auto found = complete.find(path);
                QVERIFY2(found != complete.end(), path.toText().c_str());
                // Elements of a plain list of mappings get defaults of their own.
                const bool isFilledInside = unit.value.isList() && !unit.value.items().empty()
                    && unit.value.items()[0].isMap();
                QVERIFY2(isFilledInside || found->second.value == unit.value,
                         path.toText().c_str());
                QCOMPARE(int(found->second.layer), int(unit.layer));
            }
        });
    }

    void whatIsFilledIn_isMarkedAsDefault()
    {
        test::forEachRound(300, [](RandomSource &random) {
            const Node document = randomDocument(random);
            const test::Units set = test::unitsOf(document);
            for (const auto &[path, unit] : test::unitsOf(withDefaults(document))) {
                QCOMPARE(unit.layer == defaultsLayer, !set.contains(path));
            }
        });
    }

    void anEmptyDocument_hasTheDefaultsOfTheDocumentation()
    {
        const Node complete = withDefaults(Node::map());
        QCOMPARE(complete.find("port")->asWhole(), 3010);
        QCOMPARE(writeJson(*complete.find("listen")), std::string(R"(["loopback"])"));
        QCOMPARE(at(complete, "routing", "strategy").asText(), std::string("failover"));
        QCOMPARE(at(complete, "routing", "retries").asWhole(), 3);
        QCOMPARE(at(complete, "routing", "all_open").asText(), std::string("soonest"));
        QCOMPARE(at(complete, "circuit_breaker", "preset").asText(), std::string("balanced"));
        QVERIFY(complete.find("instances") == nullptr);
        QVERIFY(complete.find("version") == nullptr);
        QVERIFY(at(complete, "circuit_breaker", "half_open_successes").isNull());
    }

    void presets_data()
    {
        QTest::addColumn<QByteArray>("preset");
        QTest::addColumn<QByteArray>("openOn");
        QTest::addColumn<QByteArray>("scope");
        QTest::addColumn<double>("open");
        QTest::addColumn<double>("openMax");
        QTest::addColumn<QByteArray>("allOpen");
        QTest::addColumn<int>("retries");
        QTest::addColumn<bool>("honor");
        QTest::newRow("balanced") << QByteArray("balanced") << QByteArray(R"(["5xx","connection"])")
                                  << QByteArray("auto") << 10.0 << 120.0 << QByteArray("soonest")
                                  << 3 << true;
        QTest::newRow("apim_v1") << QByteArray("apim_v1")
                                 << QByteArray(R"(["401","429","5xx","timeout","connection"])")
                                 << QByteArray("instance") << 30.0 << 30.0 << QByteArray("all") << 3
                                 << false;
        QTest::newRow("apim_v2") << QByteArray("apim_v2") << QByteArray(R"(["429"])")
                                 << QByteArray("target") << 10.0 << 10.0 << QByteArray("soonest")
                                 << 2 << false;
    }
    void presets()
    {
        QFETCH(const QByteArray, preset);
        QFETCH(const bool, honor);
        const QByteArray json = "{\"circuit_breaker\":{\"preset\":\"" + preset + "\"}}";
        const Node complete = withPreset(json.constData());
        QTEST(QByteArray::fromStdString(writeJson(at(complete, "circuit_breaker", "open_on"))),
              "openOn");
        QTEST(QByteArray::fromStdString(at(complete, "circuit_breaker", "scope").asText()),
              "scope");
        QTEST(at(complete, "circuit_breaker", "open_seconds").asNumber(), "open");
        QTEST(at(complete, "circuit_breaker", "open_max_seconds").asNumber(), "openMax");
        QTEST(QByteArray::fromStdString(at(complete, "routing", "all_open").asText()), "allOpen");
        QTEST(int(at(complete, "routing", "retries").asWhole()), "retries");
        QCOMPARE(at(complete, "circuit_breaker", "honor_retry_after").asBool(), honor);
    }

    void apimV2_returnsToTheSameTargetAfterASecond()
    {
        const Node complete = withPreset(R"({"circuit_breaker":{"preset":"apim_v2"}})");
        QCOMPARE(at(complete, "circuit_breaker", "retry_same_target_seconds").asNumber(), 1.0);
    }

    void aNumberOfItsOwn_standsOverThePreset()
    {
        const Node complete = withPreset(R"({"circuit_breaker":{"preset":"apim_v1",
            "open_seconds":7,"open_on":[]},"routing":{"retries":9}})");
        QCOMPARE(at(complete, "circuit_breaker", "open_seconds").asNumber(), 7.0);
        QCOMPARE(at(complete, "circuit_breaker", "open_on").items().size(), std::size_t(0));
        QCOMPARE(at(complete, "routing", "retries").asWhole(), 9);
        QCOMPARE(at(complete, "routing", "all_open").asText(), std::string("all"));
    }

    void whatInheritsFromAbove_staysAbsent()
    {
        const Node complete = withPreset(R"({"instances":[{"name":"a","model_deployments":
            {"m":{"deployment":"d"}}}],"routing":{"models":{"m":{}}},
            "clients":{"keys":[{"name":"c"}]}})");
        const Node &instance = complete.find("instances")->items()[0];
        QVERIFY(instance.find("max_tpm") == nullptr);
        QVERIFY(instance.find("circuit_breaker") == nullptr);
        QCOMPARE(writeJson(*instance.find("model_deployments")),
                 std::string(R"({"m":{"deployment":"d"}})"));
        QCOMPARE(instance.find("priority")->asWhole(), 100);
        QVERIFY(complete.find("routing")->find("models")->find("m")->find("retries") == nullptr);
        const Node &client = complete.find("clients")->find("keys")->items()[0];
        QVERIFY(client.find("queue_wait") == nullptr);
    }
};

QTEST_APPLESS_MAIN(TestDefaults)
#include "tst_defaults.moc"
