#include "proxy/bodyfacts.h"
#include "proxy/parameterrepair.h"
#include "support/property.h"
#include "wire/outgoingbody.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <array>

// Declared before anything else: the raw strings below are more than moc 6.4 can read.
class TestParameterRepair final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void complaint_data();
    void complaint();
    void bytes_data();
    void bytes();
    void anyMembers_leaveTheRestAlone();
    void book_knowsEachOnce();
};

using namespace penstock;
using namespace penstock::proxy;
using nlohmann::json;

namespace
{

std::unique_ptr<BodyFacts> factsOf(std::string_view text)
{
    auto facts = std::make_unique<BodyFacts>();
    facts->bodyPart(text);
    return facts->finish() ? nullptr : std::move(facts);
}

std::string repaired(std::string_view text, const std::vector<ParameterRepair> &repairs,
                     std::size_t spoolAbove = std::size_t{1} << 20)
{
    const auto facts = factsOf(text);
    auto body = std::make_shared<wire::StoredBody>(
        wire::BodyStorage{.spoolAbove = spoolAbove, .folder = {}});
    if (!facts || !body->append(text)) {
        return "no body";
    }
    wire::Splice splice;
    (void)applyRepairs(splice, facts->locator(), *body, repairs);
    const wire::OutgoingBody outgoing(body, splice);
    wire::OutgoingBody::Reader reader(outgoing);
    std::string all;
    std::array<char, 512> buffer{};
    while (true) {
        const auto size = reader.read(buffer);
        if (!size || *size == 0) {
            return all;
        }
        all.append(buffer.data(), *size);
    }
}

const std::vector<ParameterRepair> budget = {{"max_tokens", "max_completion_tokens"}};
const std::vector<ParameterRepair> both = {{"temperature", {}}, {"top_p", {}}};

} // namespace

void TestParameterRepair::complaint_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<QByteArray>("repair");
    const auto row = [](const char *name, const char *body, const char *error, const char *repair) {
        QTest::newRow(name) << QByteArray(body) << QByteArray(error) << QByteArray(repair);
    };
    const char *const withBudget = R"({"model":"m","max_tokens":5})";
    row("the new name", withBudget,
        R"({"error":{"code":"unsupported_parameter","param":"max_tokens","message":"Unsupported"}})",
        "max_tokens->max_completion_tokens");
    row("an old service", R"({"model":"m","max_completion_tokens":5})",
        R"({"error":{"message":"Unrecognized request argument supplied: max_completion_tokens","code":null}})",
        "max_completion_tokens->max_tokens");
    row("a value", R"({"model":"m","temperature":0.3})",
        R"({"error":{"code":"unsupported_value","param":"temperature","message":"Unsupported value"}})",
        "temperature->");
    row("a parameter by its sentence", R"({"model":"m","seed":3})",
        R"({"error":{"code":"unknown_parameter","message":"Unknown parameter: 'seed'."}})",
        "seed->");
    row("it is not in the body", R"({"model":"m"})",
        R"({"error":{"code":"unsupported_value","param":"temperature"}})", "");
    row("there is no way around it", R"({"model":"m","messages":[]})",
        R"({"error":{"code":"unsupported_parameter","param":"messages"}})", "");
    row("a value that is too high", withBudget,
        R"({"error":{"code":"unsupported_value","param":"max_tokens"}})", "");
    row("another complaint", withBudget,
        R"({"error":{"code":"context_length_exceeded","param":"max_tokens"}})", "");
    row("no JSON", withBudget, "<html>max_tokens</html>", "");
    row("no object", withBudget, R"({"error":"unsupported_parameter"})", "");
}

void TestParameterRepair::complaint()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, error);
    QFETCH(const QByteArray, repair);
    const auto facts = factsOf(body.toStdString());
    QVERIFY(facts);
    const auto found = repairFor(400, error.toStdString(), facts->locator());
    const std::string text
        = found ? repairsText(std::array<ParameterRepair, 1>{*found}) : std::string();
    QCOMPARE(QByteArray::fromStdString(text), repair);
    QVERIFY(!repairFor(422, error.toStdString(), facts->locator()));
}

void TestParameterRepair::bytes_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isBudget");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *body, bool isBudget, const char *expected) {
        QTest::newRow(body) << QByteArray(body) << isBudget << QByteArray(expected);
    };
    row(R"({"model": "m", "max_tokens" : 5 })", true,
        R"({"model": "m", "max_completion_tokens" : 5 })");
    row(R"({"max_tokens":5,"max_completion_tokens":7})", true, R"({"max_completion_tokens":7})");
    row(R"({"max_tokens":5,"max_tokens":6})", true,
        R"({"max_completion_tokens":5,"max_completion_tokens":6})");
    row(R"({"a":1,"temperature":0.5,"b":2})", false, R"({"a":1,"b":2})");
    row(R"({"temperature":0.5,"b":2})", false, R"({"b":2})");
    row(R"({"a":1,"temperature":0.5})", false, R"({"a":1})");
    row(R"({"temperature":0.5})", false, R"({})");
    row(R"({"temperature":0.5,"top_p":1})", false, R"({})");
    row(R"({"a":1 , "temperature":0.5 , "top_p":1 })", false, R"({"a":1   })");
    row(R"({"top_p":1,"a":1,"temperature":0.5})", false, R"({"a":1})");
    row(R"({"a":"temperature","b":{"temperature":1}})", false,
        R"({"a":"temperature","b":{"temperature":1}})");
}

void TestParameterRepair::bytes()
{
    QFETCH(const QByteArray, body);
    QFETCH(const bool, isBudget);
    QFETCH(const QByteArray, expected);
    const std::vector<ParameterRepair> &repairs = isBudget ? budget : both;
    QCOMPARE(QByteArray::fromStdString(repaired(body.toStdString(), repairs)), expected);
    QCOMPARE(QByteArray::fromStdString(repaired(body.toStdString(), repairs, 1)), expected);
}

void TestParameterRepair::anyMembers_leaveTheRestAlone()
{
    test::forEachRound(200, [](SeededRandom &random) {
        json expected = json::object();
        std::string text = "{";
        const std::vector<std::string> names = {"a", "temperature", "b", "top_p", "c", "d"};
        std::vector<std::string> left = names;
        shuffle(random, left);
        left.resize(static_cast<std::size_t>(random.below(left.size() + 1)));
        for (std::size_t i = 0; i < left.size(); ++i) {
            const auto value = static_cast<int>(random.below(100));
            text += std::string(static_cast<std::size_t>(random.below(3)), ' ');
            text += '"' + left[i] + "\":" + std::to_string(value);
            text += std::string(static_cast<std::size_t>(random.below(2)), '\n');
            text += i + 1 < left.size() ? "," : "";
            if (left[i] != "temperature" && left[i] != "top_p") {
                expected[left[i]] = value;
            }
        }
        text += "}";
        const std::string result = repaired(text, both);
        QVERIFY2(json::accept(result), (text + " -> " + result).c_str());
        QCOMPARE(json::parse(result), expected);
    });
}

void TestParameterRepair::book_knowsEachOnce()
{
    RepairBook book;
    const TargetId target{InstanceId("one"), DeploymentId("dep")};
    QVERIFY(book.note(target, budget.front()));
    QVERIFY(!book.note(target, budget.front()));
    // And not back and forth between two names.
    QVERIFY(!book.note(target, {"max_completion_tokens", "max_tokens"}));
    QVERIFY(book.note(target, both.front()));
    QCOMPARE(book.of(target).size(), std::size_t{2});
    QVERIFY(book.of({InstanceId("two"), DeploymentId("dep")}).empty());
}

QTEST_APPLESS_MAIN(TestParameterRepair)
#include "tst_parameterrepair.moc"
