#include "base/text.h"
#include "planbench.h"
#include "proxy/callfacts.h"
#include "secrets/localsecrets.h"

#include <QCryptographicHash>
#include <QTest>

using namespace penstock;
using namespace penstock::proxy;
using namespace penstock::proxy::test;
using namespace std::chrono_literals;

/// What is known of a call before anybody decides upon it.
class TestCallFacts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void size_isRead_data();
    void size_isRead();
    void embeddings_haveNoAnswerToReserve();
    void unknownModel_isToldTheNearest();
    void missingModel_isSaid();
    void alias_isNoted();
    void patience_isTheClientsOwn_data();
    void patience_isTheClientsOwn();
    void client_mayUseItsModels();
    void pin_needsTheAdminKey_data();
    void pin_needsTheAdminKey();
    void pin_namesInstanceAndDeployment();
    void cookie_isRead_data();
    void cookie_isRead();
    void affinity_readsItsSource_data();
    void affinity_readsItsSource();
    void affinity_isOfOneModel();
};

namespace
{

constexpr const char *chatPath = "/v1/chat/completions";
const std::string plain = "{\"model\":\"gpt-4o\",\"messages\":[]}";

std::string hashOf(const char *key)
{
    return QCryptographicHash::hash(QByteArray(key), QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

GatewayConfig configWith(std::initializer_list<const char *> instances)
{
    GatewayConfig config;
    for (const char *name : instances) {
        config.instances.push_back(plannedInstance(name));
    }
    return config;
}

using Facts = tl::expected<CallFacts, http::HttpProblem>;

/// Requests to one configuration.
class Bench final
{
public:
    explicit Bench(GatewayConfig config)
        : m_snapshot(std::make_shared<const GatewayConfig>(std::move(config)),
                     LocalSecrets({}, nullptr), m_control)
    {
    }

    [[nodiscard]] Facts ask(const std::string &body, const std::string &lines = {},
                            const char *path = chatPath,
                            const SecretString &adminKey = SecretString(std::string("admin"))) const
    {
        auto head = wire::RequestHead::parse(
            std::string("POST ") + path + " HTTP/1.1\r\nHost: localhost" + lines, {});
        auto stored = std::make_shared<wire::StoredBody>(wire::BodyStorage{});
        if (!head || !stored->append(body)) {
            qFatal("The request is none.");
        }
        http::HttpRequest request{.head = std::move(*head), .body = stored};
        request.begunAt = SteadyTime(1h);
        BodyFacts facts;
        facts.bodyPart(body);
        if (facts.finish()) {
            qFatal("The body is none.");
        }
        return callFacts(m_snapshot, routeOf(path), request, facts, adminKey);
    }

private:
    SystemClock m_clock;
    routing::TrafficControl m_control{m_clock, 1};
    Snapshot m_snapshot;
};

} // namespace

void TestCallFacts::size_isRead_data()
{
    QTest::addColumn<QByteArray>("further");
    QTest::addColumn<int>("prompt");
    QTest::addColumn<int>("budget");
    QTest::addColumn<bool>("isStream");
    const auto row = [](const char *further, int prompt, int budget, bool isStream = false) {
        QTest::newRow(further) << QByteArray(further) << prompt << budget << isStream;
    };
    row("\"messages\":[{\"role\":\"user\",\"content\":\"12345\"}]", 3, -1);
    row("\"max_tokens\":10", 0, 10);
    row("\"max_completion_tokens\":10,\"n\":3", 0, 30);
    row("\"max_tokens\":10,\"max_completion_tokens\":7", 0, 7);
    row("\"max_output_tokens\":0", 0, 0);
    row("\"max_tokens\":null,\"stream\":true", 0, -1, true);
    row("\"max_tokens\":-5", 0, -1);
}

void TestCallFacts::size_isRead()
{
    QFETCH(const QByteArray, further);
    QFETCH(const int, prompt);
    QFETCH(const int, budget);
    QFETCH(const bool, isStream);
    const Bench bench(configWith({"one"}));
    const Facts facts = bench.ask("{\"model\":\"gpt-4o\"," + further.toStdString() + '}');
    QVERIFY(facts);
    QCOMPARE(facts->routing.promptTokens, prompt);
    QCOMPARE(facts->routing.outputBudget.value_or(-1), budget);
    QCOMPARE(facts->routing.isStream, isStream);
    QCOMPARE(facts->model, std::string("gpt-4o"));
}

void TestCallFacts::embeddings_haveNoAnswerToReserve()
{
    const Bench bench(configWith({"one"}));
    const Facts facts
        = bench.ask("{\"model\":\"gpt-4o\",\"input\":\"12345678\"}", {}, "/v1/embeddings");
    QVERIFY(facts);
    QCOMPARE(facts->routing.promptTokens, 2);
    QCOMPARE(facts->routing.outputBudget.value_or(-1), 0);
}

void TestCallFacts::unknownModel_isToldTheNearest()
{
    const Bench bench(configWith({"one"}));
    const Facts facts = bench.ask("{\"model\":\"gpt-4\"}");
    QVERIFY(!facts);
    QCOMPARE(facts.error().status, 404);
    QCOMPARE(facts.error().code, std::string("model_not_found"));
    QVERIFY(facts.error().message.find("Did you mean 'gpt-4o'?") != std::string::npos);
}

void TestCallFacts::missingModel_isSaid()
{
    const Bench bench(configWith({"one"}));
    const Facts facts = bench.ask("{\"messages\":[]}");
    QVERIFY(!facts);
    QCOMPARE(facts.error().status, 400);
    QCOMPARE(facts.error().code, std::string("missing_model"));
    // The path names it.
    const Facts azure = bench.ask(
        "{}", {}, "/openai/deployments/dep-one/chat/completions?api-version=2024-10-21");
    QVERIFY(azure);
    QCOMPARE(azure->model, std::string("dep-one"));
}

void TestCallFacts::alias_isNoted()
{
    GatewayConfig config = configWith({"one"});
    config.routing.aliases[ModelName("best")] = ModelName("gpt-4o");
    const Bench bench(std::move(config));
    const Facts alias = bench.ask("{\"model\":\"best\"}");
    QVERIFY(alias && alias->isAlias);
    QCOMPARE(alias->model, std::string("best"));
    const Facts direct = bench.ask(plain);
    QVERIFY(direct && !direct->isAlias);
    QCOMPARE(alias->routing.pool, direct->routing.pool);
}

void TestCallFacts::patience_isTheClientsOwn_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<int>("seconds");
    QTest::newRow("as configured") << QByteArray() << 20;
    QTest::newRow("of the client") << QByteArrayLiteral("\r\napi-key: pk-1") << 60;
    QTest::newRow("of a client without") << QByteArrayLiteral("\r\napi-key: pk-2") << 20;
    QTest::newRow("of nobody") << QByteArrayLiteral("\r\napi-key: sk-any") << 20;
}

void TestCallFacts::patience_isTheClientsOwn()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const int, seconds);
    GatewayConfig config = configWith({"one"});
    config.clients.keys = {{.name = ClientId("editor"), .hash = hashOf("pk-1"), .queueWait = 60s},
                           {.name = ClientId("agent"), .hash = hashOf("pk-2")}};
    const Bench bench(std::move(config));
    const Facts facts = bench.ask(plain, lines.toStdString());
    QVERIFY(facts);
    QVERIFY(facts->routing.waitsUntil == SteadyTime(1h) + std::chrono::seconds(seconds));
}

void TestCallFacts::client_mayUseItsModels()
{
    GatewayConfig config = configWith({"one"});
    config.instances.push_back(plannedInstance("two", "gpt-4o-mini"));
    config.clients.keys = {{.name = ClientId("editor"),
                            .hash = hashOf("pk-1"),
                            .allowedModels = {ModelName("gpt-4o-mini")},
                            .strictStatus = true,
                            .normalise = false}};
    const Bench bench(std::move(config));
    const Facts facts = bench.ask(plain, "\r\nAuthorization: Bearer pk-1");
    QVERIFY(!facts);
    QCOMPARE(facts.error().status, 403);
    QCOMPARE(facts.error().code, std::string("model_not_allowed"));
    QVERIFY(facts.error().message.find("'editor'") != std::string::npos);
    const Facts allowed
        = bench.ask("{\"model\":\"gpt-4o-mini\"}", "\r\nAuthorization: Bearer pk-1");
    QVERIFY(allowed && allowed->isStrict && !allowed->isNormalised);
    QCOMPARE(allowed->routing.client, std::optional<routing::ClientIndex>(0));
    const Facts stranger = bench.ask(plain);
    QVERIFY(stranger && !stranger->routing.client && stranger->isNormalised);
}

void TestCallFacts::pin_needsTheAdminKey_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("adminKey");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *lines, const char *adminKey, int status) {
        QTest::newRow(name) << QByteArray(lines) << QByteArray(adminKey) << status;
    };
    row("right", "\r\nx-penstock-pin: two\r\nX-Admin-API-Key: admin", "admin", 200);
    row("none", "\r\nx-penstock-pin: two", "admin", 403);
    row("wrong", "\r\nx-penstock-pin: two\r\nX-Admin-API-Key: adminx", "admin", 403);
    row("empty", "\r\nx-penstock-pin: two\r\nX-Admin-API-Key:", "admin", 403);
    row("as a client's", "\r\nx-penstock-pin: two\r\napi-key: admin", "admin", 403);
    row("where there is none", "\r\nx-penstock-pin: two\r\nX-Admin-API-Key:", "", 403);
    row("unknown instance", "\r\nx-penstock-pin: six\r\nX-Admin-API-Key: admin", "admin", 400);
    row("unknown deployment", "\r\nx-penstock-pin: two/x\r\nX-Admin-API-Key: admin", "admin", 400);
}

void TestCallFacts::pin_needsTheAdminKey()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const QByteArray, adminKey);
    QFETCH(const int, status);
    const Bench bench(configWith({"one", "two"}));
    const Facts facts
        = bench.ask(plain, lines.toStdString(), chatPath, SecretString(adminKey.toStdString()));
    QCOMPARE(facts ? 200 : facts.error().status, status);
    if (facts) {
        QCOMPARE(facts->routing.pinnedInstance, std::optional<std::uint32_t>(1));
    }
}

void TestCallFacts::pin_namesInstanceAndDeployment()
{
    const Bench bench(configWith({"one", "two"}));
    const Facts facts
        = bench.ask(plain, "\r\nx-penstock-pin: two/dep-two\r\nX-Admin-API-Key: admin");
    QVERIFY(facts);
    QCOMPARE(facts->routing.pinnedTarget, std::optional<routing::TargetIndex>(1));
}

void TestCallFacts::cookie_isRead_data()
{
    QTest::addColumn<QByteArray>("cookie");
    QTest::addColumn<int>("number");
    const auto row = [](const char *cookie, int number) {
        QTest::newRow(cookie) << QByteArray(cookie) << number;
    };
    row("APIM-Backend-Instance=3", 3);
    row("a=1; APIM-Backend-Instance=3; b=2", 3);
    row("a=1;APIM-Backend-Instance=0", 0);
    row("xAPIM-Backend-Instance=3", -1);
    row("APIM-Backend-Instance=", -1);
    row("APIM-Backend-Instance=-1", -1);
    row("APIM-Backend-Instance=3x", -1);
    row("APIM-Backend-Instance=99999999999", -1);
    row("APIM-Backend-Instance", -1);
    row(";;=", -1);
}

void TestCallFacts::cookie_isRead()
{
    QFETCH(const QByteArray, cookie);
    QFETCH(const int, number);
    GatewayConfig config = configWith({"one"});
    config.routing.affinity = Affinity::Cookie;
    const Bench bench(std::move(config));
    const Facts facts = bench.ask(plain, "\r\nCookie: " + cookie.toStdString());
    QVERIFY(facts);
    QCOMPARE(nameOfSource(facts->affinity), std::string_view("cookie"));
    QCOMPARE(facts->routing.cookieInstance ? static_cast<int>(*facts->routing.cookieInstance) : -1,
             number);
}

void TestCallFacts::affinity_readsItsSource_data()
{
    QTest::addColumn<Affinity>("affinity");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("further");
    QTest::addColumn<QByteArray>("source");
    const auto row = [](const char *name, Affinity affinity, const char *lines, const char *further,
                        const char *source) {
        QTest::newRow(name) << affinity << QByteArray(lines) << QByteArray(further)
                            << QByteArray(source);
    };
    const char *const session = "\r\nx-session-id: s1";
    const char *const key = "\r\napi-key: pk-1";
    const char *const words = ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    row("off", Affinity::None, session, words, "none");
    row("header", Affinity::Header, session, words, "header");
    row("no header", Affinity::Header, key, words, "none");
    row("client key", Affinity::ClientKey, key, words, "client_key");
    row("no client key", Affinity::ClientKey, session, words, "none");
    row("auto: header first", Affinity::Auto, session, ",\"user\":\"u\"", "header");
    row("auto: cache key", Affinity::Auto, key, ",\"prompt_cache_key\":\"c\"", "body");
    row("auto: session", Affinity::Auto, key, ",\"metadata\":{\"session_id\":\"c\"}", "body");
    row("auto: user", Affinity::Auto, key, ",\"user\":\"u\"", "body");
    row("auto: words", Affinity::Auto, key, words, "conversation");
    row("auto: nothing", Affinity::Auto, key, "", "none");
}

void TestCallFacts::affinity_readsItsSource()
{
    QFETCH(const Affinity, affinity);
    QFETCH(const QByteArray, lines);
    QFETCH(const QByteArray, further);
    QFETCH(const QByteArray, source);
    GatewayConfig config = configWith({"one"});
    config.routing.affinity = affinity;
    const Bench bench(std::move(config));
    const Facts facts
        = bench.ask("{\"model\":\"gpt-4o\"" + further.toStdString() + '}', lines.toStdString());
    QVERIFY(facts);
    QCOMPARE(QByteArray::fromStdString(std::string(nameOfSource(facts->affinity))), source);
    QCOMPARE(facts->routing.affinityKey.has_value(), source != "none");
}

void TestCallFacts::affinity_isOfOneModel()
{
    GatewayConfig config = configWith({"one"});
    config.instances.push_back(plannedInstance("two", "gpt-4o-mini"));
    config.routing.affinity = Affinity::Header;
    const Bench bench(std::move(config));
    const auto keyOf = [&](const char *model, const char *session) {
        return bench
            .ask("{\"model\":\"" + std::string(model) + "\"}",
                 "\r\nx-session-id: " + std::string(session))
            ->routing.affinityKey;
    };
    QCOMPARE(keyOf("gpt-4o", "s1"), keyOf("gpt-4o", "s1"));
    QVERIFY(keyOf("gpt-4o", "s1") != keyOf("gpt-4o", "s2"));
    QVERIFY(keyOf("gpt-4o", "s1") != keyOf("gpt-4o-mini", "s1"));
}

QTEST_APPLESS_MAIN(TestCallFacts)
#include "tst_callfacts.moc"
