#include "gateway/simulator/simulatorbench.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::simulator;
using namespace penstock::test;
using Json = nlohmann::json;

/// The list of deployments that Azure Resource Manager gives.
class TestArmListing final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void rows_haveTheShapeOfTheService();
    void rateLimits_areTheWindows_data();
    void rateLimits_areTheWindows();
    void everyPort_answersForEveryAccount();
    void refusals_data();
    void refusals();

private:
    std::unique_ptr<SimulatorBench> m_bench;
};

namespace
{

const std::string group
    = "/subscriptions/0000/resourceGroups/mine/providers/Microsoft.CognitiveServices/accounts/";
const std::string query = "/deployments?api-version=2025-06-01";

RawAnswer ask(std::uint16_t port, const std::string &target,
              const std::string &authorization = "Authorization: Bearer the-token\r\n",
              const std::string &method = "GET")
{
    return RawClient(port).ask(method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n"
                               + authorization + "\r\n");
}

Json row(const Json &list, std::string_view name)
{
    for (const Json &each : list["value"]) {
        if (each["name"] == name) {
            return each;
        }
    }
    return {};
}

} // namespace

void TestArmListing::init()
{
    m_bench = std::make_unique<SimulatorBench>();
    QCOMPARE(m_bench->problem(), "");
}

void TestArmListing::cleanup()
{
    m_bench.reset();
}

void TestArmListing::rows_haveTheShapeOfTheService()
{
    const RawAnswer answer = ask(m_bench->port(), group + "eastus" + query);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.field("content-type"), "application/json");
    const Json list = Json::parse(answer.body);
    QVERIFY(list["nextLink"].is_null());
    QCOMPARE(list["value"].size(), benchScenario().instances[0].deployments.size());
    const Json chat = row(list, "chat");
    QCOMPARE(chat["id"], group + "eastus/deployments/chat");
    QCOMPARE(chat["type"], "Microsoft.CognitiveServices/accounts/deployments");
    QCOMPARE(chat["properties"]["model"],
             Json::parse(R"({"format":"OpenAI","name":"gpt-4o","version":"2024-11-20"})"));
    QCOMPARE(chat["properties"]["provisioningState"], "Succeeded");
    QCOMPARE(chat["properties"]["capabilities"]["maxContextToken"], "128000");
    QCOMPARE(chat["properties"]["capabilities"]["chatCompletion"], "true");
    QCOMPARE(row(list, "embed")["properties"]["capabilities"],
             Json::parse(R"({"embeddings":"true"})"));
    QVERIFY(row(list, "unfiltered")["properties"]["raiPolicyName"].is_null());
}

void TestArmListing::rateLimits_areTheWindows_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("sku");
    QTest::addColumn<int>("capacity");
    QTest::addColumn<std::string>("limits");
    QTest::newRow("standard")
        << std::string("newer") << std::string("Standard") << 1
        << std::string(
               R"([{"key":"request","renewalPeriod":10,"count":100},{"key":"token","renewalPeriod":60,"count":1000}])");
    QTest::newRow("provisioned") << std::string("ptu") << std::string("ProvisionedManaged") << 2
                                 << std::string(
                                        R"([{"key":"request","renewalPeriod":10,"count":6}])");
    QTest::newRow("unlimited") << std::string("chat") << std::string("Standard") << 1
                               << std::string("[]");
}

void TestArmListing::rateLimits_areTheWindows()
{
    QFETCH(std::string, name);
    QFETCH(std::string, sku);
    QFETCH(int, capacity);
    QFETCH(std::string, limits);
    const Json list = Json::parse(ask(m_bench->port(), group + "eastus" + query).body);
    const Json deployment = row(list, name);
    QCOMPARE(deployment["sku"]["name"], sku);
    QCOMPARE(deployment["sku"]["capacity"], capacity);
    QCOMPARE(deployment["properties"]["rateLimits"], Json::parse(limits));
}

void TestArmListing::everyPort_answersForEveryAccount()
{
    for (const std::uint16_t port :
         {m_bench->port(0), m_bench->port(1), m_bench->simulator().controlPort()}) {
        const RawAnswer answer
            = ask(port, group + "westus" + query, "Authorization: Bearer t2\r\n");
        QCOMPARE(answer.status, 200);
        QCOMPARE(Json::parse(answer.body)["value"][0]["name"], "only-here");
    }
}

void TestArmListing::refusals_data()
{
    QTest::addColumn<std::string>("method");
    QTest::addColumn<std::string>("target");
    QTest::addColumn<std::string>("authorization");
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("code");
    const auto row = [](const char *name, const std::string &target, const char *authorization,
                        int status, const char *code, const char *method = "GET") {
        QTest::newRow(name) << std::string(method) << target << std::string(authorization) << status
                            << std::string(code);
    };
    const char *const token = "Authorization: Bearer the-token\r\n";
    row("no token", group + "eastus" + query, "", 401, "AuthenticationFailed");
    row("wrong token", group + "eastus" + query, "Authorization: Bearer t2\r\n", 401,
        "InvalidAuthenticationToken");
    row("a key", group + "eastus" + query, "Authorization: the-token\r\n", 401,
        "InvalidAuthenticationToken");
    row("no version", group + "eastus/deployments", token, 400, "MissingApiVersionParameter");
    row("data version", group + "eastus/deployments?api-version=2024-10-21", token, 400,
        "InvalidApiVersionParameter");
    row("no such account", group + "nobody" + query, token, 404, "ResourceNotFound");
    row("another list", group + "eastus/models?api-version=2025-06-01", token, 404,
        "ResourceNotFound");
    row("wrong method", group + "eastus" + query, token, 404, "ResourceNotFound", "DELETE");
}

void TestArmListing::refusals()
{
    QFETCH(std::string, method);
    QFETCH(std::string, target);
    QFETCH(std::string, authorization);
    QFETCH(int, status);
    QFETCH(std::string, code);
    const RawAnswer answer = ask(m_bench->port(), target, authorization, method);
    QCOMPARE(answer.status, status);
    QCOMPARE(Json::parse(answer.body)["error"]["code"], code);
}

QTEST_GUILESS_MAIN(TestArmListing)
#include "tst_armlisting.moc"
