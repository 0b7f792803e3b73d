#include "gateway/simulator/instancebench.h"
#include "simulator/answertext.h"

#include <nlohmann/json.hpp>

#include <QByteArray>
#include <QTest>

#include <cstring>

using namespace penstock;
using namespace penstock::simulator;
using namespace penstock::test;
using Json = nlohmann::json;

/// Embeddings, and the lists of models and deployments.
class TestEmbeddings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void floats_haveTheShapeOfTheService();
    void base64_isLittleEndianFloats();
    void dimensions_areObeyed();
    void inputs_ofEveryKind_data();
    void inputs_ofEveryKind();
    void tokens_areCountedAsSuch();
    void sameText_hasTheSameVectorEverywhere();
    void sharedWords_areNearer();
    void catalogue_listsBaseModels();
    void v1Catalogue_listsBaseModels();
    void oneModel_isShown();
    void oldDeploymentList_showsDeployments();
};

namespace
{

Json embedded(InstanceBench &bench, const std::string &more)
{
    return jsonOf(bench.post("/openai/v1/embeddings", R"({"model":"embed",)" + more + '}'));
}

std::string texts(int count)
{
    std::string list = "[\"a\"";
    for (int i = 1; i < count; ++i) {
        list += ",\"a\"";
    }
    return list + ']';
}

double similarity(std::string_view a, std::string_view b)
{
    const auto left = embeddingOf(a, 256);
    const auto right = embeddingOf(b, 256);
    double sum = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        sum += static_cast<double>(left[i]) * static_cast<double>(right[i]);
    }
    return sum;
}

} // namespace

void TestEmbeddings::floats_haveTheShapeOfTheService()
{
    InstanceBench bench;
    const Json body = embedded(bench, R"("input":["one text","another"])");
    QCOMPARE(body["object"], "list");
    QCOMPARE(body["model"], "text-embedding-3-small");
    QCOMPARE(body["data"].size(), std::size_t{2});
    QCOMPARE(body["data"][1]["index"], 1);
    QCOMPARE(body["data"][1]["object"], "embedding");
    QCOMPARE(body["data"][0]["embedding"].size(), std::size_t{1536});
    QCOMPARE(body["usage"]["prompt_tokens"], 4);
    QCOMPARE(body["usage"]["total_tokens"], 4);
    double square = 0;
    for (const Json &number : body["data"][0]["embedding"]) {
        square += number.get<double>() * number.get<double>();
    }
    QVERIFY(qAbs(square - 1) < 0.001);
}

void TestEmbeddings::base64_isLittleEndianFloats()
{
    InstanceBench bench;
    const Json floats = embedded(bench, R"("input":"text")");
    const Json coded = embedded(bench, R"("input":"text","encoding_format":"base64")");
    const QByteArray bytes = QByteArray::fromBase64(
        QByteArray::fromStdString(coded["data"][0]["embedding"].get<std::string>()));
    QCOMPARE(bytes.size(), qsizetype{1536 * 4});
    for (const int i : {0, 1, 1535}) {
        float number = 0;
        std::memcpy(&number, bytes.constData() + i * 4, 4);
        const auto expected = floats["data"][0]["embedding"][static_cast<std::size_t>(i)];
        QVERIFY(qAbs(static_cast<double>(number) - expected.get<double>()) < 1e-6);
    }
    const std::vector<float> one = {1.0F};
    QCOMPARE(base64Of(one), "AACAPw==");
}

void TestEmbeddings::dimensions_areObeyed()
{
    InstanceBench bench;
    QCOMPARE(embedded(bench, R"("input":"x","dimensions":7)")["data"][0]["embedding"].size(),
             std::size_t{7});
    QCOMPARE(embedded(bench, R"("input":"x","dimensions":1537)")["error"]["code"],
             "integer_above_max_value");
}

void TestEmbeddings::inputs_ofEveryKind_data()
{
    QTest::addColumn<std::string>("input");
    QTest::addColumn<int>("count"); // 0: refused
    QTest::newRow("text") << std::string("\"a\"") << 1;
    QTest::newRow("texts") << std::string("[\"a\",\"b\",\"c\"]") << 3;
    QTest::newRow("tokens") << std::string("[1,2,3]") << 1;
    QTest::newRow("lists of tokens") << std::string("[[1,2],[3]]") << 2;
    QTest::newRow("text and tokens") << std::string("[\"a\",[1,2]]") << 2;
    QTest::newRow("2,048 texts") << texts(2048) << 2048;
    QTest::newRow("2,049 texts") << texts(2049) << 0;
    QTest::newRow("nothing") << std::string("[]") << 0;
    QTest::newRow("empty text") << std::string("\"\"") << 0;
    QTest::newRow("empty text among others") << std::string("[\"a\",\"\"]") << 0;
    QTest::newRow("empty list of tokens") << std::string("[[]]") << 0;
    QTest::newRow("list of lists of texts") << std::string("[[\"a\"]]") << 0;
    QTest::newRow("broken numbers") << std::string("[1.5,2]") << 0;
    QTest::newRow("negative numbers") << std::string("[-1]") << 0;
    QTest::newRow("objects") << std::string("[{}]") << 0;
    QTest::newRow("null") << std::string("null") << 0;
    QTest::newRow("number") << std::string("5") << 0;
}

void TestEmbeddings::inputs_ofEveryKind()
{
    QFETCH(std::string, input);
    QFETCH(int, count);
    InstanceBench bench;
    const Json body = embedded(bench, R"("dimensions":3,"input":)" + input);
    QCOMPARE(body.contains("error"), count == 0);
    if (count > 0) {
        QCOMPARE(body["data"].size(), static_cast<std::size_t>(count));
    }
}

void TestEmbeddings::tokens_areCountedAsSuch()
{
    InstanceBench bench;
    const Json body = embedded(bench, R"("dimensions":3,"input":[[100000,100001],[7]])");
    QCOMPARE(body["usage"]["prompt_tokens"], 3);
    QCOMPARE(body["usage"]["total_tokens"], 3);
}

void TestEmbeddings::sameText_hasTheSameVectorEverywhere()
{
    InstanceBench one;
    SimulatorScenario other = benchScenario();
    other.seed = 99;
    other.instances[0].name = "westus";
    InstanceBench two(other);
    QCOMPARE(embedded(one, R"("input":"hello world")"), embedded(two, R"("input":"hello world")"));
}

void TestEmbeddings::sharedWords_areNearer()
{
    QVERIFY(similarity("the cat sat", "the cat sat") > 0.999);
    QVERIFY(similarity("the cat sat", "the cat ran")
            > similarity("the cat sat", "quarterly revenue grew") + 0.2);
}

void TestEmbeddings::catalogue_listsBaseModels()
{
    InstanceBench bench;
    const Json body = jsonOf(bench.get("/openai/models?api-version=2024-10-21"));
    QCOMPARE(body["object"], "list");
    QVERIFY(body["data"].size() > 10);
    const Json row = body["data"][2];
    QCOMPARE(row["id"], "gpt-4o-2024-11-20");
    QCOMPARE(row["status"], "succeeded");
    QCOMPARE(row["lifecycle_status"], "generally-available");
    QCOMPARE(row["capabilities"]["chat_completion"], true);
    QCOMPARE(row["capabilities"]["embeddings"], false);
    QVERIFY(row["deprecation"]["inference"].is_number());
}

void TestEmbeddings::v1Catalogue_listsBaseModels()
{
    InstanceBench bench;
    const Json body = jsonOf(bench.get("/openai/v1/models"));
    QCOMPARE(
        body["data"][2],
        Json::parse(
            R"({"id":"gpt-4o-2024-11-20","object":"model","created":1723000000,"owned_by":"azure"})"));
}

void TestEmbeddings::oneModel_isShown()
{
    InstanceBench bench;
    QCOMPARE(jsonOf(bench.get("/openai/v1/models/gpt-4o"))["id"], "gpt-4o-2024-11-20");
    QCOMPARE(jsonOf(bench.get("/openai/models/gpt-4o-2024-11-20?api-version=2024-10-21"))["object"],
             "model");
}

void TestEmbeddings::oldDeploymentList_showsDeployments()
{
    InstanceBench bench;
    const Json body = jsonOf(bench.get("/openai/deployments?api-version=2022-12-01"));
    QCOMPARE(body["data"].size(), benchScenario().instances[0].deployments.size());
    QCOMPARE(body["data"][0]["id"], "chat");
    QCOMPARE(body["data"][0]["model"], "gpt-4o");
    QCOMPARE(body["data"][0]["object"], "deployment");
    QCOMPARE(body["data"][0]["scale_settings"]["scale_type"], "standard");
}

QTEST_APPLESS_MAIN(TestEmbeddings)
#include "tst_embeddings.moc"
