#include "config/editinstances.h"
#include "configdeskbench.h"

#include <QSignalSpy>
#include <QTest>

using namespace penstock;
using namespace penstock::service;
using namespace penstock::service::test;
using namespace penstock::proxy::test;
using namespace std::chrono_literals;
using config::Node;
using penstock::test::answer;
using Mood = MemoryKeychain::Mood;

/// The configuration of a console: its file, the keychain and the gateway beside it are real.
class TestConfigDesk final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noFile_isAnEmptyConfiguration();
    void brokenFile_isLeftAlone();
    void mendedFile_isReadAgain();
    void change_isWrittenAndTold();
    void refusedEdit_changesNothing();
    void fileOfSomebodyElse_isNotWrittenOver();
    void undo_goesBackStepByStep();
    void undo_ofARename_keepsTheId();
    void key_isInTheKeychainAlone();
    void startRightAfterAChange_waitsForItsKey();
    void lockedKeychain_changesNothing();
    void lockedAtTheStart_isReadAgain();
    void receiverGone_changeIsMade();
    void gateway_runsWhatWasChanged();
    void busyPort_isSaid_andCanBeTriedAgain();
    void startWhileStopping_startsAfterwards();
    void unusedKeys_areForgotten();
    void keysOfOthers_stay();
};

namespace
{

const std::string good
    = answer("{\"choices\":[{\"message\":{\"content\":\"Hi\"}}],\"usage\":{\"prompt_tokens\":8,"
             "\"completion_tokens\":5,\"total_tokens\":13}}",
             "Content-Type: application/json\r\n");

std::uint16_t freePort()
{
    const ScriptedServer server([](ScriptedConnection &) { });
    return server.port();
}

std::string portLine(std::uint16_t port)
{
    return "port: " + std::to_string(port) + '\n';
}

Node instanceNode(const std::string &name, const std::string &url, const std::string &key)
{
    Node models = Node::map();
    models.set("gpt-4o", Node::text("dep-" + name));
    Node node = Node::map();
    node.set("name", Node::text(name));
    node.set("api_base", Node::text(url));
    node.set("api_version", Node::text("2024-10-21"));
    node.set("api_key", Node::text(key));
    node.set("model_deployments", models);
    return node;
}

ConfigDesk::Edit adding(const std::string &name, const std::string &url = "http://127.0.0.1:9")
{
    return [=](const Node &document) {
        return config::withInstanceAdded(document, instanceNode(name, url, "${KEY}"));
    };
}

ConfigDesk::EditWithKey addingWithKey(const std::string &name, const std::string &url)
{
    return [=](const Node &document, const SecretReference &key) {
        return config::withInstanceAdded(document, instanceNode(name, url, key.toText()));
    };
}

ConfigDesk::Edit removing(const std::string &name)
{
    return [=](const Node &document) { return config::withInstanceRemoved(document, name); };
}

using Names = std::vector<std::string>;

} // namespace

void TestConfigDesk::noFile_isAnEmptyConfiguration()
{
    Bench bench;
    QSignalSpy configChanged(&bench.desk(), &ConfigDesk::configChanged);
    bench.desk().open();
    QCOMPARE(configChanged.count(), 1);
    QVERIFY(!bench.desk().isBroken());
    QVERIFY(bench.names().empty());
    QVERIFY(!bench.desk().undoTitle());
    QVERIFY(!bench.desk().undo());
    QVERIFY(!std::filesystem::exists(bench.desk().file())); // looking writes nothing
}

void TestConfigDesk::brokenFile_isLeftAlone()
{
    const std::string broken = "port: 3010\ninstances: [\n";
    Bench bench;
    bench.write(broken);
    QSignalSpy problems(&bench.desk(), &ConfigDesk::problemsChanged);
    bench.desk().open();
    QCOMPARE(problems.count(), 1);
    QVERIFY(bench.desk().isBroken());
    QVERIFY(bench.desk().problems().front().toText().find("penstock.yaml") != std::string::npos);
    QVERIFY(bench.names().empty());
    const auto changed = bench.desk().change("Add one", adding("one"));
    QVERIFY(!changed);
    QVERIFY(!changed.error().detail.empty());
    QCOMPARE(bench.fileText(), broken);
    QCOMPARE(bench.desk().revision(), 0U);
    const auto withKey = bench.changeWithKey("key", addingWithKey("one", "http://127.0.0.1:9"));
    QVERIFY(!withKey);
    QCOMPARE(bench.fileText(), broken);
}

void TestConfigDesk::mendedFile_isReadAgain()
{
    Bench bench;
    bench.write("prot: [");
    bench.desk().open();
    QVERIFY(bench.desk().isBroken());
    bench.write(portLine(4001));
    QSignalSpy problems(&bench.desk(), &ConfigDesk::problemsChanged);
    bench.desk().open();
    QCOMPARE(problems.count(), 1);
    QVERIFY(!bench.desk().isBroken());
    QCOMPARE(bench.desk().config().listen.port, std::uint16_t(4001));
    QVERIFY(bench.desk().change("Add one", adding("one")));
    QVERIFY(bench.fileText().find("4001") != std::string::npos);
}

void TestConfigDesk::change_isWrittenAndTold()
{
    Bench bench;
    bench.desk().open();
    std::vector<std::string> told;
    connect(&bench.desk(), &ConfigDesk::changed, this,
            [&told](const std::string &title) { told.push_back(title); });
    QVERIFY(bench.desk().change("Add one", adding("one")));
    QCOMPARE(told, Names{"Add one"});
    QCOMPARE(bench.names(), Names{"one"});
    QCOMPARE(bench.desk().revision(), 1U);
    QVERIFY(bench.fileText().find("one") != std::string::npos);
    QVERIFY(bench.fileText().find("${KEY}") != std::string::npos);
    QVERIFY(bench.fileText().find("upstream-secret") == std::string::npos);
    bench.desk().open(); // and it is what the file says, not only what was remembered
    QCOMPARE(bench.names(), Names{"one"});
}

void TestConfigDesk::refusedEdit_changesNothing()
{
    Bench bench;
    bench.desk().open();
    QVERIFY(bench.desk().change("Add one", adding("one")));
    const std::string before = bench.fileText();
    QSignalSpy configChanged(&bench.desk(), &ConfigDesk::configChanged);
    QVERIFY(!bench.desk().change("Add one", adding("one"))); // the name is taken
    QVERIFY(!bench.desk().change("Break the port", [](const Node &document) -> Result<Node> {
        Node next = document;
        next.set("port", Node::whole(70'000));
        return next;
    }));
    const auto clear = bench.desk().change("Write a key", [](const Node &document) {
        return config::withInstanceAdded(
            document, instanceNode("two", "http://127.0.0.1:9", "a-key-in-clear"));
    });
    QVERIFY(!clear);
    QVERIFY(clear.error().detail.find("a-key-in-clear") == std::string::npos);
    QCOMPARE(bench.fileText(), before);
    QCOMPARE(configChanged.count(), 0);
    QCOMPARE(bench.desk().revision(), 1U);
    QCOMPARE(bench.desk().undoTitle(), std::optional<std::string>("Add one"));
}

void TestConfigDesk::fileOfSomebodyElse_isNotWrittenOver()
{
    Bench bench;
    bench.write(portLine(4001));
    bench.desk().open();
    bench.write(portLine(4002));
    QVERIFY(!bench.desk().change("Add one", adding("one")));
    QCOMPARE(bench.fileText(), portLine(4002));
    bench.desk().open();
    QVERIFY(bench.desk().change("Add one", adding("one")));
    QCOMPARE(bench.desk().config().listen.port, std::uint16_t(4002));
}

void TestConfigDesk::undo_goesBackStepByStep()
{
    Bench bench;
    bench.desk().open();
    QVERIFY(bench.desk().change("Add one", adding("one")));
    QVERIFY(bench.desk().change("Add two", adding("two")));
    QVERIFY(bench.desk().change("Remove one", removing("one")));
    std::vector<std::string> told;
    connect(&bench.desk(), &ConfigDesk::undone, this,
            [&told](const std::string &title) { told.push_back(title); });
    QVERIFY(bench.desk().undo());
    QCOMPARE(bench.names(), (Names{"one", "two"}));
    QVERIFY(bench.desk().undo());
    QCOMPARE(bench.names(), Names{"one"});
    QCOMPARE(bench.desk().undoTitle(), std::optional<std::string>("Add one"));
    QVERIFY(bench.desk().undo());
    QVERIFY(bench.names().empty());
    QVERIFY(!bench.desk().undo());
    QCOMPARE(told, (Names{"Remove one", "Add two", "Add one"}));
    bench.desk().open();
    QVERIFY(bench.names().empty());
}

void TestConfigDesk::undo_ofARename_keepsTheId()
{
    Bench bench;
    bench.desk().open();
    QVERIFY(bench.desk().change("Add one", adding("one")));
    const InstanceId id = bench.desk().config().instances.front().id;
    QVERIFY(bench.desk().change(
        "Rename one",
        [](const Node &document) { return config::withInstanceRenamed(document, "one", "first"); },
        ConfigDesk::Rename{"one", "first"}));
    QCOMPARE(bench.names(), Names{"first"});
    QVERIFY(bench.desk().config().instances.front().id == id);
    QVERIFY(bench.desk().undo());
    QCOMPARE(bench.names(), Names{"one"});
    QVERIFY(bench.desk().config().instances.front().id == id);
}

void TestConfigDesk::key_isInTheKeychainAlone()
{
    const Upstream upstream(good);
    Bench bench;
    bench.write(portLine(freePort()));
    bench.desk().open();
    QVERIFY(bench.start());
    QVERIFY(bench.changeWithKey("typed-secret-1", addingWithKey("one", upstream.url())));
    QCOMPARE(bench.backend().size(), std::size_t(1));
    QVERIFY(bench.fileText().find("typed-secret-1") == std::string::npos);
    QVERIFY(bench.fileText().find("keychain:penstock/") != std::string::npos);
    QVERIFY(comesTrue([&] { return bench.chatStatus() == 200; }));
    QVERIFY(upstream.request().head.find("api-key: typed-secret-1") != std::string::npos);
}

void TestConfigDesk::startRightAfterAChange_waitsForItsKey()
{
    const Upstream upstream(good);
    Bench bench;
    bench.write(portLine(freePort()));
    bench.desk().open();
    QVERIFY(bench.changeWithKey("typed-secret-1", addingWithKey("one", upstream.url())));
    QVERIFY(bench.start()); // the key is still being read back
    QCOMPARE(bench.chatStatus(), 200);
}

void TestConfigDesk::lockedKeychain_changesNothing()
{
    Bench bench;
    bench.backend().setMood(Mood::Locked);
    bench.desk().open();
    QVERIFY(
        comesTrue([&] { return bench.desk().keychainStatus().state == KeychainState::Locked; }));
    const auto refused = bench.changeWithKey("secret", addingWithKey("one", "http://127.0.0.1:9"));
    QVERIFY(!refused);
    QVERIFY(refused.error().message.find("locked") != std::string::npos);
    QVERIFY(bench.names().empty());
    QVERIFY(!bench.desk().undoTitle());
    QCOMPARE(bench.desk().revision(), 0U);
    QVERIFY(!std::filesystem::exists(bench.desk().file()));
    QCOMPARE(bench.backend().size(), std::size_t(0));
    bench.backend().setMood(Mood::Open);
    QVERIFY(bench.changeWithKey("secret", addingWithKey("one", "http://127.0.0.1:9")));
    QCOMPARE(bench.names(), Names{"one"});
}

void TestConfigDesk::lockedAtTheStart_isReadAgain()
{
    const Upstream upstream(good);
    Bench bench;
    bench.write(portLine(freePort()));
    bench.desk().open();
    QVERIFY(bench.changeWithKey("typed-secret-1", addingWithKey("one", upstream.url())));
    bench.backend().setMood(Mood::Locked);
    QSignalSpy resolved(&bench.desk(), &ConfigDesk::secretsResolved);
    bench.desk().open(); // as the next start of the program finds it
    QVERIFY(comesTrue([&] { return resolved.count() == 1; }));
    QCOMPARE(bench.desk().missingSecrets().size(), std::size_t(1));
    QVERIFY(bench.start());
    QVERIFY(bench.chatStatus() != 200);
    QCOMPARE(upstream.count(), 0);
    bench.backend().setMood(Mood::Open);
    bench.desk().readSecretsAgain();
    QVERIFY(comesTrue([&] { return bench.desk().missingSecrets().empty(); }));
    QVERIFY(comesTrue([&] { return bench.chatStatus() == 200; }));
}

void TestConfigDesk::receiverGone_changeIsMade()
{
    Bench bench;
    bench.desk().open();
    auto receiver = std::make_unique<QObject>();
    bool isTold = false;
    bench.desk().changeWithKey("Add one", SecretString::copyOf("secret"),
                               addingWithKey("one", "http://127.0.0.1:9"), {}, receiver.get(),
                               [&isTold](const Result<void> &) { isTold = true; });
    receiver.reset();
    QVERIFY(comesTrue([&] { return bench.names() == Names{"one"}; }));
    QVERIFY(!isTold);
}

void TestConfigDesk::gateway_runsWhatWasChanged()
{
    const Upstream upstream(good);
    Bench bench;
    bench.write(portLine(freePort()));
    bench.desk().open();
    QVERIFY(bench.start());
    QCOMPARE(bench.chatStatus(), 404); // no model yet
    QVERIFY(bench.desk().change("Add one", adding("one", upstream.url())));
    QVERIFY(comesTrue([&] { return bench.chatStatus() == 200; }));
    QVERIFY(bench.desk().undo());
    QVERIFY(comesTrue([&] { return bench.chatStatus() == 404; }));
    bench.desk().stopGateway(0ms);
    QVERIFY(comesTrue([&] { return bench.is(GatewayPhase::Stopped); }));
    QVERIFY(bench.desk().change("Add one", adding("one", upstream.url())));
    QVERIFY(bench.is(GatewayPhase::Stopped)); // a change does not start it
    QVERIFY(bench.start());
    QCOMPARE(bench.chatStatus(), 200);
}

void TestConfigDesk::busyPort_isSaid_andCanBeTriedAgain()
{
    auto other = std::make_unique<ScriptedServer>([](ScriptedConnection &) { });
    Bench bench;
    bench.write(portLine(other->port()));
    bench.desk().open();
    bench.desk().startGateway();
    QVERIFY(comesTrue([&] { return bench.gateway().status().error.has_value(); }));
    QVERIFY(bench.is(GatewayPhase::Stopped));
    QVERIFY(bench.gateway().status().error->message.find(std::to_string(other->port()))
            != std::string::npos);
    // It does not try on its own, not even when something else changes.
    QSignalSpy applied(&bench.gateway(), &Gateway::changeApplied);
    QVERIFY(bench.desk().change("Add one", adding("one")));
    QVERIFY(comesTrue([&] { return applied.count() == 1; }));
    QVERIFY(bench.is(GatewayPhase::Stopped));
    other.reset();
    QVERIFY(bench.start());
    QVERIFY(!bench.gateway().status().error);
}

void TestConfigDesk::startWhileStopping_startsAfterwards()
{
    std::atomic<bool> mayAnswer = false;
    const Upstream upstream([&](ScriptedConnection &connection, const auto &) {
        (void)becomesTrue([&] { return mayAnswer.load(); });
        connection.send(good);
    });
    Bench bench;
    bench.write(portLine(freePort()));
    bench.desk().open();
    QVERIFY(bench.desk().change("Add one", adding("one", upstream.url())));
    QVERIFY(bench.start());
    RawClient client(bench.gateway().status().port);
    client.send(penstock::test::post("/v1/chat/completions", ProxyBench::whole));
    QVERIFY(comesTrue([&] { return bench.gateway().requestsInFlight() == 1; }));
    bench.desk().stopGateway(20s);
    QVERIFY(comesTrue([&] { return bench.is(GatewayPhase::Stopping); }));
    bench.desk().startGateway();
    mayAnswer = true;
    QCOMPARE(client.answer().status, 200);
    QVERIFY(comesTrue([&] { return bench.is(GatewayPhase::Running); }));
    QCOMPARE(bench.chatStatus(), 200);
}

void TestConfigDesk::unusedKeys_areForgotten()
{
    Bench bench;
    bench.desk().open();
    QVERIFY(bench.changeWithKey("first", addingWithKey("one", "http://127.0.0.1:9")));
    QVERIFY(bench.changeWithKey("second", [](const Node &document, const SecretReference &key) {
        Node patch = Node::map();
        patch.set("api_key", Node::text(key.toText()));
        return config::withInstanceChanged(document, "one", patch);
    }));
    QCOMPARE(bench.backend().size(), std::size_t(2)); // the change can still be taken back
    QVERIFY(bench.desk().undo());
    QVERIFY(comesTrue([&] { return bench.desk().missingSecrets().empty(); }));
    QVERIFY(bench.forgetUnusedKeys());
    QCOMPARE(bench.backend().size(), std::size_t(1));
    QSignalSpy resolved(&bench.desk(), &ConfigDesk::secretsResolved);
    bench.desk().readSecretsAgain();
    QVERIFY(comesTrue([&] { return resolved.count() == 1; }));
    QVERIFY(bench.desk().missingSecrets().empty()); // the one in use is there
    QVERIFY(bench.desk().change("Remove one", removing("one")));
    QVERIFY(bench.forgetUnusedKeys());
    QCOMPARE(bench.backend().size(), std::size_t(0));
}

void TestConfigDesk::keysOfOthers_stay()
{
    Bench bench;
    bench.backend().write("elsewhere/mine", SecretString::copyOf("secret"), [](const auto &) { });
    QVERIFY(comesTrue([&] { return bench.backend().size() == 1; }));
    bench.desk().open();
    QVERIFY(bench.desk().change("Add one", [](const Node &document) {
        return config::withInstanceAdded(
            document, instanceNode("one", "http://127.0.0.1:9", "keychain:elsewhere/mine"));
    }));
    QVERIFY(bench.desk().change("Remove one", removing("one")));
    QVERIFY(bench.forgetUnusedKeys());
    QCOMPARE(bench.backend().size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(TestConfigDesk)
#include "tst_configdesk.moc"
