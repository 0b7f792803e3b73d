#include "keychaincalls.h"
#include "secrets/memorykeychain.h"
#include "secrets/resolvesecrets.h"

#include <QTest>

#include <thread>

using namespace penstock;
using penstock::test::entry;
using penstock::test::KeychainCalls;

/// From the references of a configuration to keys that any thread may read.
class TestResolveSecrets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keychainEntriesAndOtherPlacesAreRead();
    void oneThatIsMissing_doesNotSpoilTheOthers();
    void lockedKeychain_namesEveryEntry();
    void whatWasNotAskedFor_isNotThere();
    void withoutKeychainReferences_itAnswersLaterAsWell();
    void receiverGone_hearsNothing();
    void threadsReadAtTheSameTime();
};

namespace
{

struct Bench {
    Bench()
    {
        auto backend = std::make_unique<MemoryKeychain>();
        memory = backend.get();
        keychain = std::make_unique<Keychain>(std::move(backend));
    }

    void keep(const char *account, const char *secret) const
    {
        KeychainCalls calls(*keychain);
        calls.write(entry(account), secret);
        QTRY_COMPARE(calls.count, 1);
    }

    void resolve(const GatewayConfig &config)
    {
        resolveSecrets(config, LocalSecrets({{"KEY", "from a variable"}}, nullptr), *keychain,
                       &receiver, [this](std::shared_ptr<const ResolvedSecrets> secrets) {
                           resolved = std::move(secrets);
                       });
    }

    MemoryKeychain *memory = nullptr;
    std::unique_ptr<Keychain> keychain;
    QObject receiver;
    std::shared_ptr<const ResolvedSecrets> resolved;
};

InstanceSettings withKey(const SecretReference &reference)
{
    InstanceSettings instance;
    instance.credential.apiKey = reference;
    return instance;
}

const SecretReference variable{SecretPlace::Environment, "KEY"};

std::string textOf(const Result<SecretString> &secret)
{
    return secret ? std::string(secret->reveal()) : "(" + secret.error().message + ")";
}

} // namespace

void TestResolveSecrets::keychainEntriesAndOtherPlacesAreRead()
{
    Bench bench;
    bench.keep("p/a", "key a");
    bench.keep("p/header", "value of a header");
    GatewayConfig config;
    config.instances.push_back(withKey(entry("p/a")));
    config.instances.push_back(withKey(variable));
    config.instances.back().connection.extraHeaders.emplace("X-Key", entry("p/header"));
    bench.resolve(config);
    QVERIFY(bench.resolved == nullptr);
    QTRY_VERIFY(bench.resolved != nullptr);
    QCOMPARE(textOf(bench.resolved->read(entry("p/a"))), std::string("key a"));
    QCOMPARE(textOf(bench.resolved->read(entry("p/header"))), std::string("value of a header"));
    QCOMPARE(textOf(bench.resolved->read(variable)), std::string("from a variable"));
    QVERIFY(bench.resolved->missing().empty());
}

void TestResolveSecrets::oneThatIsMissing_doesNotSpoilTheOthers()
{
    Bench bench;
    bench.keep("p/b", "key b");
    GatewayConfig config;
    config.instances.push_back(withKey(entry("p/a")));
    config.instances.push_back(withKey(entry("p/b")));
    bench.resolve(config);
    QTRY_VERIFY(bench.resolved != nullptr);
    QCOMPARE(textOf(bench.resolved->read(entry("p/b"))), std::string("key b"));
    const auto missing = bench.resolved->missing();
    QCOMPARE(missing.size(), std::size_t{1});
    QVERIFY(missing.front().reference == entry("p/a"));
    QVERIFY(missing.front().error.code == ErrorCode::NotFound);
    const auto secret = bench.resolved->read(entry("p/a"));
    QVERIFY(!secret);
    QVERIFY(secret.error() == missing.front().error);
}

void TestResolveSecrets::lockedKeychain_namesEveryEntry()
{
    Bench bench;
    bench.keep("p/a", "key a");
    bench.memory->setMood(MemoryKeychain::Mood::Locked);
    GatewayConfig config;
    config.instances.push_back(withKey(entry("p/a")));
    config.instances.push_back(withKey(entry("p/b")));
    config.instances.push_back(withKey(variable));
    bench.resolve(config);
    QTRY_VERIFY(bench.resolved != nullptr);
    QCOMPARE(bench.resolved->missing().size(), std::size_t{2});
    for (const ResolvedSecrets::Missing &missing : bench.resolved->missing()) {
        QVERIFY(missing.error.code == ErrorCode::Unavailable);
    }
    QCOMPARE(textOf(bench.resolved->read(variable)), std::string("from a variable"));
}

void TestResolveSecrets::whatWasNotAskedFor_isNotThere()
{
    Bench bench;
    bench.keep("p/a", "key a");
    bench.resolve({});
    QTRY_VERIFY(bench.resolved != nullptr);
    const auto secret = bench.resolved->read(entry("p/a"));
    QVERIFY(!secret);
    QVERIFY(secret.error().code == ErrorCode::Unavailable);
}

void TestResolveSecrets::withoutKeychainReferences_itAnswersLaterAsWell()
{
    Bench bench;
    GatewayConfig config;
    config.instances.push_back(withKey(variable));
    bench.resolve(config);
    QVERIFY(bench.resolved == nullptr);
    QTRY_VERIFY(bench.resolved != nullptr);
}

void TestResolveSecrets::receiverGone_hearsNothing()
{
    Bench bench;
    GatewayConfig config;
    config.instances.push_back(withKey(entry("p/a")));
    bool isHeard = false;
    auto receiver = std::make_unique<QObject>();
    resolveSecrets(config, LocalSecrets({}, nullptr), *bench.keychain, receiver.get(),
                   [&isHeard](const std::shared_ptr<const ResolvedSecrets> &) { isHeard = true; });
    receiver.reset();
    bench.resolve(config);
    QTRY_VERIFY(bench.resolved != nullptr);
    QVERIFY(!isHeard);
}

void TestResolveSecrets::threadsReadAtTheSameTime()
{
    Bench bench;
    bench.keep("p/a", "key a");
    GatewayConfig config;
    config.instances.push_back(withKey(entry("p/a")));
    bench.resolve(config);
    QTRY_VERIFY(bench.resolved != nullptr);
    const std::shared_ptr<const ResolvedSecrets> secrets = bench.resolved;
    constexpr int rounds = 1000;
    std::array<int, 2> right{};
    const auto readOften = [&secrets](int &count) {
        for (int i = 0; i < rounds; ++i) {
            count += secrets->read(entry("p/a")) && secrets->read(variable) ? 1 : 0;
        }
    };
    std::thread first(readOften, std::ref(right[0]));
    std::thread second(readOften, std::ref(right[1]));
    first.join();
    second.join();
    QCOMPARE(right[0], rounds);
    QCOMPARE(right[1], rounds);
}

QTEST_GUILESS_MAIN(TestResolveSecrets)
#include "tst_resolvesecrets.moc"
