#include "scene.h"

#include <QTest>

using namespace penstock::test;

/// Where requests go because of who sends them, or because somebody says so.
class TestSteering final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anOperator_pinsWithTheAdminKey();
    void aPin_isForbiddenWithoutIt();
    void anAlias_isNamedInTheAnswer();
    void aFallbackModel_isNamedInTheAnswer();
    void nothingFallsBackUnasked();
    void aClient_getsItsModelsAndItsTokens();
    void aCookie_bringsBackToTheInstance();
    void aCookieOfAnInstanceThatCannot_isRenewed();
    void aSession_staysWhereItBegan();
};

namespace
{

const std::string noHolding = "queue_wait: 0";
// The SHA-256 of "pk-editor".
const std::string editor
    = "clients: {keys: [{name: editor, max_tpm: 100, allowed_models: [gpt-4o], "
      "hash: dc709b90ae571e6a9734f3da2f1113a5e17d28113c8ae85bca68279a5173dd40}]}\n";

std::vector<SceneInstance> two()
{
    return {{.name = "one"}, {.name = "two"}};
}

std::string instanceOf(const RawAnswer &answer)
{
    return answer.status == 200 ? answer.field("x-penstock-instance") : textOf(answer);
}

} // namespace

void TestSteering::anOperator_pinsWithTheAdminKey()
{
    const Scene scene({.instances = two(), .environment = "ADMIN_API_KEY=of-the-operator\n"});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    const std::string key = "X-Admin-API-Key: of-the-operator\r\n";
    for (const char *pin : {"two", "two/chat"}) {
        const RawAnswer answer
            = scene.chat(chatBody(), "x-penstock-pin: " + std::string(pin) + "\r\n" + key);
        QCOMPARE(instanceOf(answer), std::string("two"));
        QVERIFY2(answer.field("x-penstock-affinity").starts_with("pinned"), textOf(answer).c_str());
    }
    // Its own failures too: that is what an operator wants to see.
    QVERIFY(scene.setFault("two", R"({"kind":"server_error","status":503})"));
    const RawAnswer failed = scene.chat(chatBody(), "x-penstock-pin: two\r\n" + key);
    QVERIFY2(failed.status == 503, textOf(failed).c_str());
    QCOMPARE(failed.field("x-error-backend-instance"), std::string("two"));
    QCOMPARE(scene.requests("one"), 0);
    QCOMPARE(scene.chat(chatBody(), "x-penstock-pin: three\r\n" + key).status, 400);
}

void TestSteering::aPin_isForbiddenWithoutIt()
{
    const Scene scene({.instances = two(), .environment = "ADMIN_API_KEY=of-the-operator\n"});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    for (const char *key :
         {"", "X-Admin-API-Key: of-somebody-els\r\n", "api-key: of-the-operator\r\n"}) {
        const RawAnswer answer
            = scene.chat(chatBody(), "x-penstock-pin: two\r\n" + std::string(key));
        QVERIFY2(answer.status == 403, textOf(answer).c_str());
        QCOMPARE(codeOf(answer), std::string("pin_not_allowed"));
    }
    QCOMPARE(scene.requests("two"), 0);
}

void TestSteering::anAlias_isNamedInTheAnswer()
{
    const Scene scene({.instances = two(), .gateway = "routing: {aliases: {best: gpt-4o}}\n"});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    const RawAnswer answer = scene.chat(chatBody({}, "best"));
    QCOMPARE(instanceOf(answer), std::string("one"));
    QCOMPARE(answer.field("x-penstock-substituted"), std::string("best->gpt-4o"));
    QCOMPARE(scene.chat(chatBody()).count("x-penstock-substituted"), 0);
}

void TestSteering::aFallbackModel_isNamedInTheAnswer()
{
    const Scene scene({.instances = {{.name = "one"}, {.name = "two", .models = "small: chat"}},
                       .gateway = "routing: {models: {gpt-4o: {fallback_models: [small]}}}\n"});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QCOMPARE(scene.chat(chatBody()).count("x-penstock-substituted"), 0);
    QVERIFY(scene.setFault("one", R"({"kind":"rate_limit","retry_after":60})"));
    for (int i = 0; i < 2; ++i) {
        const RawAnswer answer = scene.chat(chatBody());
        QCOMPARE(instanceOf(answer), std::string("two"));
        QCOMPARE(answer.field("x-penstock-substituted"), std::string("gpt-4o->small"));
    }
    QCOMPARE(scene.requests("one"), 2);
}

void TestSteering::nothingFallsBackUnasked()
{
    const Scene scene({.instances = {{.name = "one"}, {.name = "two", .models = "small: chat"}},
                       .gateway = "routing: {" + noHolding + "}\n"});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    QVERIFY(scene.setFault("one", R"({"kind":"rate_limit","retry_after":60})"));
    QCOMPARE(scene.chat(chatBody()).status, 429);
    QCOMPARE(scene.requests("two"), 0);
    QCOMPARE(codeOf(scene.chat(chatBody({}, "gpt-4o-2024-11-20"))), std::string("model_not_found"));
}

void TestSteering::aClient_getsItsModelsAndItsTokens()
{
    const Scene scene({.instances = {{.name = "one"}, {.name = "two", .models = "small: chat"}},
                       .gateway = "routing: {" + noHolding + "}\n" + editor});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    const std::string key = "Authorization: Bearer pk-editor\r\n";
    const RawAnswer other = scene.chat(chatBody({}, "small"), key);
    QVERIFY2(other.status == 403, textOf(other).c_str());
    QCOMPARE(codeOf(other), std::string("model_not_allowed"));
    const std::string body = chatBody(R"("max_tokens":60)");
    QCOMPARE(scene.chat(body, key).status, 200);
    const RawAnswer second = scene.chat(body, key);
    QVERIFY2(second.status == 429, textOf(second).c_str());
    QCOMPARE(codeOf(second), std::string("client_limit_reached"));
    QVERIFY(std::stoi(second.field("retry-after")) > 50);
    // Nobody else has to do with it.
    QCOMPARE(scene.chat(body).status, 200);
    QCOMPARE(scene.chat(body, "api-key: pk-nobody\r\n").status, 200);
    QVERIFY(scene.log().find("client=editor") != std::string::npos);
    QVERIFY(scene.log().find("pk-editor") == std::string::npos);
}

void TestSteering::aCookie_bringsBackToTheInstance()
{
    const Scene scene(
        {.instances = two(), .gateway = "routing: {strategy: round_robin, affinity: cookie}\n"});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    const RawAnswer first = scene.chat(chatBody());
    const std::string home = instanceOf(first);
    QCOMPARE(first.field("x-penstock-affinity"), std::string("miss; source=cookie"));
    const std::string cookie = first.field("set-cookie");
    QVERIFY2(cookie.starts_with("APIM-Backend-Instance="), cookie.c_str());
    QVERIFY2(cookie.ends_with("; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax"), cookie.c_str());
    const std::string line = "Cookie: a=b; " + cookie.substr(0, cookie.find(';')) + "\r\n";
    for (int i = 0; i < 4; ++i) {
        const RawAnswer answer = scene.chat(chatBody(), line);
        QCOMPARE(instanceOf(answer), home);
        QCOMPARE(answer.field("x-penstock-affinity"), std::string("hit; source=cookie"));
    }
    QVERIFY(instanceOf(scene.chat(chatBody())) != instanceOf(scene.chat(chatBody())));
}

void TestSteering::aCookieOfAnInstanceThatCannot_isRenewed()
{
    const Scene scene({.instances = two(), .gateway = "routing: {affinity: cookie}\n"});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    const auto lineOf = [](const RawAnswer &answer) {
        const std::string cookie = answer.field("set-cookie");
        return "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";
    };
    const RawAnswer first = scene.chat(chatBody());
    QCOMPARE(instanceOf(first), std::string("one"));
    QVERIFY(scene.setFault("one", R"({"kind":"rate_limit","retry_after":30})"));
    const RawAnswer moved = scene.chat(chatBody(), lineOf(first));
    QCOMPARE(instanceOf(moved), std::string("two"));
    QVERIFY2(moved.field("x-penstock-affinity").starts_with("repin"), textOf(moved).c_str());
    const RawAnswer stays = scene.chat(chatBody(), lineOf(moved));
    QCOMPARE(instanceOf(stays), std::string("two"));
    QVERIFY(stays.field("x-penstock-affinity").starts_with("hit"));
}

void TestSteering::aSession_staysWhereItBegan()
{
    const Scene scene(
        {.instances = two(), .gateway = "routing: {strategy: round_robin, affinity: header}\n"});
    QVERIFY2(scene.problem().empty(), scene.problem().c_str());
    const auto ask = [&](const char *session) {
        return scene.chat(chatBody(), "x-session-id: " + std::string(session) + "\r\n");
    };
    const RawAnswer first = ask("a");
    QCOMPARE(first.field("x-penstock-affinity"), std::string("miss; source=header"));
    const std::string home = instanceOf(first);
    for (int i = 0; i < 3; ++i) {
        const RawAnswer answer = ask("a");
        QCOMPARE(instanceOf(answer), home);
        QCOMPARE(answer.field("x-penstock-affinity"), std::string("hit; source=header"));
    }
    QVERIFY(instanceOf(ask("b")) != home); // the next turn is the other one's
    QCOMPARE(scene.chat(chatBody()).field("x-penstock-affinity"), std::string("off"));
}

QTEST_GUILESS_MAIN(TestSteering)
#include "tst_steering.moc"
