#include "gateway/http/httpfixture.h"
#include "proxybench.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <atomic>

using namespace penstock;
using namespace penstock::proxy::test;
using nlohmann::json;
using penstock::test::answer;

/// What the gateway changes in a request or in an answer for the client's sake, and leaves alone
/// for those who do not want that.
class TestRepair final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parameter_isRepairedAfterItsFirst400AndRemembered();
    void severalParameters_areRepairedOneAfterTheOther();
    void repairOff_passesThe400();
    void unknownFix_passesThe400();
    void strongAffinity_waitsForItsInstance();
    void normaliseOff_keepsAzuresBytes();
};

namespace
{

const std::string good = answer("{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}",
                                "Content-Type: application/json\r\n");

std::string refusalOf(const std::string &parameter, const std::string &code)
{
    return answer("{\"error\":{\"message\":\"Not with this model.\",\"code\":\"" + code
                      + "\",\"param\":\"" + parameter + "\"}}",
                  "Content-Type: application/json\r\n", "400 Bad Request");
}

/// A model that takes neither of these.
void answerAsReasoner(ScriptedConnection &connection, const ScriptedConnection::Request &request)
{
    const json body = json::parse(request.body);
    if (body.contains("max_tokens")) {
        connection.send(refusalOf("max_tokens", "unsupported_parameter"));
    } else if (body.contains("temperature")) {
        connection.send(refusalOf("temperature", "unsupported_value"));
    } else {
        connection.send(good);
    }
}

constexpr std::string_view withBudget = "{\"model\":\"gpt-4o\",\"max_tokens\": 7,\"messages\":[]}";
constexpr std::string_view withBoth
    = "{\"model\":\"gpt-4o\",\"temperature\":0.2,\"max_tokens\":7,\"messages\":[]}";

} // namespace

void TestRepair::parameter_isRepairedAfterItsFirst400AndRemembered()
{
    const Upstream upstream(answerAsReasoner);
    const ProxyBench bench({instanceAt("one", upstream.url())});
    const RawAnswer first = bench.chat(withBudget);
    QCOMPARE(first.status, 200);
    QCOMPARE(first.field("x-penstock-repaired"), std::string("max_tokens->max_completion_tokens"));
    QCOMPARE(upstream.count(), 2);
    QVERIFY(upstream.request(1).body.find("\"max_completion_tokens\": 7") != std::string::npos);
    // Known from now on.
    QCOMPARE(bench.chat(withBudget).status, 200);
    QCOMPARE(upstream.count(), 3);
    QVERIFY(upstream.request(2).body.find("\"max_tokens\"") == std::string::npos);
}

void TestRepair::severalParameters_areRepairedOneAfterTheOther()
{
    const Upstream upstream(answerAsReasoner);
    const ProxyBench bench({instanceAt("one", upstream.url())});
    QCOMPARE(bench.chat(withBoth).status, 200);
    QCOMPARE(upstream.count(), 3);
    QCOMPARE(json::parse(upstream.request(2).body),
             json::parse("{\"model\":\"gpt-4o\",\"max_completion_tokens\":7,\"messages\":[]}"));
}

void TestRepair::repairOff_passesThe400()
{
    const Upstream upstream(answerAsReasoner);
    GatewayConfig config;
    config.instances = {instanceAt("one", upstream.url())};
    config.routing.repair = Repair::Off;
    const ProxyBench bench(std::move(config));
    QCOMPARE(bench.chat(withBudget).status, 400);
    QCOMPARE(upstream.count(), 1);
}

void TestRepair::unknownFix_passesThe400()
{
    const Upstream upstream(refusalOf("messages", "unsupported_parameter"));
    const ProxyBench bench({instanceAt("one", upstream.url())});
    QCOMPARE(bench.chat(withBudget).status, 400);
    QCOMPARE(upstream.count(), 1);
}

void TestRepair::strongAffinity_waitsForItsInstance()
{
    std::atomic<bool> isLimited = false;
    const Upstream first([&](ScriptedConnection &connection, const auto &) {
        connection.send(isLimited.exchange(false)
                            ? answer("{}", "retry-after-ms: 300\r\n", "429 Too Many Requests")
                            : good);
    });
    const Upstream second(good);
    GatewayConfig config;
    config.instances = {instanceAt("one", first.url()), instanceAt("two", second.url())};
    config.routing.affinity = Affinity::Header;
    config.routing.affinityStrength = AffinityStrength::Strong;
    const ProxyBench bench(std::move(config));
    const auto ask = [&bench] {
        return bench.post("/v1/chat/completions", ProxyBench::whole, "x-session-id: mine\r\n");
    };
    QCOMPARE(ask().field("x-penstock-affinity"), std::string("miss; source=header"));
    isLimited = true;
    const RawAnswer waited = ask();
    QCOMPARE(waited.status, 200);
    QCOMPARE(waited.field("x-penstock-instance"), std::string("one"));
    QVERIFY2(std::stoi(waited.field("x-penstock-held-ms")) >= 200,
             waited.field("x-penstock-held-ms").c_str());
    QCOMPARE(second.count(), 0);
}

void TestRepair::normaliseOff_keepsAzuresBytes()
{
    const std::string azures = "{\"error\":{\"code\":400,\"message\":\"No.\"}}";
    const Upstream upstream(
        answer(azures, "Content-Type: application/json\r\n", "400 Bad Request"));
    GatewayConfig config;
    config.instances = {instanceAt("one", upstream.url())};
    ClientSettings client{.name = ClientId("raw")};
    // Of "pk-raw".
    client.hash = "b4954847cb44c5d20b3171ae4cdb2b7fece707a8a4b5f0a55cd90beca775b7c6";
    client.normalise = false;
    config.clients.keys.push_back(std::move(client));
    const ProxyBench bench(std::move(config));
    const auto ask = [&bench](std::string_view lines) {
        return bench.post("/v1/chat/completions", ProxyBench::whole, lines).body;
    };
    QVERIFY(ask({}) != azures);
    QCOMPARE(ask("Authorization: Bearer pk-raw\r\n"), azures);
}

QTEST_GUILESS_MAIN(TestRepair)
#include "tst_repair.moc"
