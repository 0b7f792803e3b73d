#include "keychaincalls.h"
#include "secrets/memorykeychain.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

using namespace penstock;
using penstock::test::entry;
using penstock::test::KeychainCalls;
using Mood = MemoryKeychain::Mood;

/// What every keychain promises, whatever platform it is of.
class TestKeychain final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void secret_isReadAsWritten();
    void secret_isReplaced();
    void missingEntry_isNotFound();
    void removed_isGone_andTwiceIsFine();
    void nothingIsAnsweredBeforeTheCallReturns();
    void callsAreAnsweredInTheirOrder();
    void badReference_isRefused_data();
    void badReference_isRefused();
    void unfitSecret_isRefused_data();
    void unfitSecret_isRefused();
    void probe_tells_data();
    void probe_tells();
    void probe_leavesNothingBehind();
    void notReady_isNeverNotFound_data();
    void notReady_isNeverNotFound();
    void entriesOutliveALock();
    void silentKeychain_endsByTheDeadline();
    void silentKeychain_probeSaysSo();
    void lateAnswer_isDropped_andTheNextCallServed();
    void expiredWrite_isNotDoneLater();
    void longWait_isAnnounced();
    void receiverGone_hearsNothing();
    void receiverGone_waitingWriteIsNotDone();
    void keychainGone_nothingIsHeard();
    void keychainMayBeDeletedByWhoHears();
    void statusChanges_areTold();
};

namespace
{

using std::chrono::milliseconds;

constexpr milliseconds never{600'000};
constexpr KeychainDeadlines patient{.probe = never, .operation = never, .notice = never};
constexpr KeychainDeadlines hasty{
    .probe = milliseconds(20), .operation = milliseconds(30), .notice = never};

struct Bench {
    explicit Bench(KeychainDeadlines deadlines = patient)
    {
        auto backend = std::make_unique<MemoryKeychain>();
        memory = backend.get();
        keychain = std::make_unique<Keychain>(std::move(backend), deadlines);
        calls = std::make_unique<KeychainCalls>(*keychain);
    }

    MemoryKeychain *memory = nullptr;
    std::unique_ptr<Keychain> keychain;
    std::unique_ptr<KeychainCalls> calls;
};

} // namespace

void TestKeychain::secret_isReadAsWritten()
{
    Bench bench;
    bench.calls->write(entry("p/a"), "schl\xC3\xBCssel");
    bench.calls->read(entry("p/a"));
    QTRY_COMPARE(bench.calls->count, 2);
    QVERIFY(!bench.calls->error);
    QCOMPARE(bench.calls->text, std::string("schl\xC3\xBCssel"));
    QCOMPARE(bench.keychain->status().state, KeychainState::Ready);
}

void TestKeychain::secret_isReplaced()
{
    Bench bench;
    bench.calls->write(entry("p/a"), "first");
    bench.calls->write(entry("p/b"), "other");
    bench.calls->write(entry("p/a"), "second");
    bench.calls->read(entry("p/a"));
    QTRY_COMPARE(bench.calls->count, 4);
    QCOMPARE(bench.calls->text, std::string("second"));
    QCOMPARE(bench.memory->size(), std::size_t{2});
}

void TestKeychain::missingEntry_isNotFound()
{
    Bench bench;
    bench.calls->read(entry("p/a"));
    QTRY_COMPARE(bench.calls->count, 1);
    QVERIFY(bench.calls->error);
    QVERIFY(bench.calls->error->code == ErrorCode::NotFound);
    QVERIFY(bench.calls->error->message.find("keychain:p/a") != std::string::npos);
}

void TestKeychain::removed_isGone_andTwiceIsFine()
{
    Bench bench;
    bench.calls->write(entry("p/a"), "key");
    bench.calls->remove(entry("p/a"));
    QTRY_COMPARE(bench.calls->count, 2);
    QVERIFY(!bench.calls->error);
    QCOMPARE(bench.memory->size(), std::size_t{0});
    bench.calls->remove(entry("p/a"));
    QTRY_COMPARE(bench.calls->count, 3);
    QVERIFY(!bench.calls->error);
}

void TestKeychain::nothingIsAnsweredBeforeTheCallReturns()
{
    Bench bench;
    bench.calls->read({SecretPlace::Environment, "NAME"});
    bench.calls->probe();
    QCOMPARE(bench.calls->count, 0);
    QTRY_COMPARE(bench.calls->count, 2);
}

void TestKeychain::callsAreAnsweredInTheirOrder()
{
    Bench bench;
    QList<int> order;
    QObject receiver;
    for (int i = 0; i < 5; ++i) {
        bench.keychain->read(entry("p/a"), &receiver,
                             [&order, i](const Result<SecretString> &) { order.append(i); });
    }
    QTRY_COMPARE(order, (QList<int>{0, 1, 2, 3, 4}));
}

void TestKeychain::badReference_isRefused_data()
{
    QTest::addColumn<int>("place");
    QTest::addColumn<QByteArray>("location");
    const int keychain = static_cast<int>(SecretPlace::Keychain);
    QTest::newRow("another place")
        << static_cast<int>(SecretPlace::Environment) << QByteArrayLiteral("p/a");
    QTest::newRow("no profile") << keychain << QByteArrayLiteral("a");
    QTest::newRow("empty profile") << keychain << QByteArrayLiteral("/a");
    QTest::newRow("empty id") << keychain << QByteArrayLiteral("p/");
    QTest::newRow("two slashes") << keychain << QByteArrayLiteral("p/a/b");
    QTest::newRow("blank") << keychain << QByteArrayLiteral("p/a b");
    QTest::newRow("the probe's own entry") << keychain << QByteArrayLiteral("penstock probe");
}

void TestKeychain::badReference_isRefused()
{
    QFETCH(const int, place);
    QFETCH(const QByteArray, location);
    const SecretReference reference{static_cast<SecretPlace>(place), location.toStdString()};
    Bench bench;
    bench.calls->read(reference);
    QTRY_COMPARE(bench.calls->count, 1);
    QVERIFY(bench.calls->error);
    QVERIFY(bench.calls->error->code == ErrorCode::InvalidInput);
    bench.calls->error.reset();
    bench.calls->write(reference, "key");
    QTRY_COMPARE(bench.calls->count, 2);
    QVERIFY(bench.calls->error);
    QCOMPARE(bench.memory->size(), std::size_t{0});
}

void TestKeychain::unfitSecret_isRefused_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("too large") << QByteArray(2561, 'x');
}

void TestKeychain::unfitSecret_isRefused()
{
    QFETCH(const QByteArray, secret);
    Bench bench;
    bench.calls->write(entry("p/a"), secret.constData());
    QTRY_COMPARE(bench.calls->count, 1);
    QVERIFY(bench.calls->error);
    QVERIFY(bench.calls->error->code == ErrorCode::InvalidInput);
    QCOMPARE(bench.memory->size(), std::size_t{0});
    bench.calls->write(entry("p/a"), QByteArray(2560, 'x').constData());
    QTRY_COMPARE(bench.calls->count, 2);
    QVERIFY(!bench.calls->error);
}

void TestKeychain::probe_tells_data()
{
    QTest::addColumn<int>("mood");
    QTest::addColumn<int>("manner");
    QTest::addColumn<int>("state");
    const auto row
        = [](const char *name, Mood mood, MemoryKeychain::Manner manner, KeychainState state) {
              QTest::newRow(name) << static_cast<int>(mood) << static_cast<int>(manner)
                                  << static_cast<int>(state);
          };
    using Manner = MemoryKeychain::Manner;
    row("open", Mood::Open, Manner::Open, KeychainState::Ready);
    row("locked", Mood::Locked, Manner::Open, KeychainState::Locked);
    row("no keyring", Mood::NoKeyring, Manner::Open, KeychainState::Absent);
    row("no service", Mood::NoService, Manner::Open, KeychainState::Absent);
    row("failing", Mood::Failing, Manner::Open, KeychainState::Failing);
    row("open, by trying", Mood::Open, Manner::Reserved, KeychainState::Ready);
    row("locked, by trying", Mood::Locked, Manner::Reserved, KeychainState::Locked);
    row("no keyring, by trying", Mood::NoKeyring, Manner::Reserved, KeychainState::Failing);
    row("no service, by trying", Mood::NoService, Manner::Reserved, KeychainState::Absent);
}

void TestKeychain::probe_tells()
{
    QFETCH(const int, mood);
    QFETCH(const int, manner);
    QFETCH(const int, state);
    Bench bench;
    bench.memory->setMood(static_cast<Mood>(mood));
    bench.memory->setManner(static_cast<MemoryKeychain::Manner>(manner));
    bench.calls->probe();
    QTRY_COMPARE(bench.calls->count, 1);
    QVERIFY(bench.calls->status);
    QCOMPARE(static_cast<int>(bench.calls->status->state), state);
    QVERIFY(bench.calls->status->message.ends_with('.'));
    QVERIFY(*bench.calls->status == bench.keychain->status());
}

void TestKeychain::probe_leavesNothingBehind()
{
    Bench bench;
    bench.calls->probe();
    QTRY_COMPARE(bench.calls->count, 1);
    QCOMPARE(bench.memory->size(), std::size_t{0});
}

void TestKeychain::notReady_isNeverNotFound_data()
{
    QTest::addColumn<int>("mood");
    QTest::addColumn<int>("manner");
    for (const Mood mood : {Mood::Locked, Mood::NoKeyring, Mood::NoService, Mood::Failing}) {
        for (const int manner : {1, 2}) {
            QTest::addRow("mood %d, manner %d", static_cast<int>(mood), manner)
                << static_cast<int>(mood) << manner;
        }
    }
}

void TestKeychain::notReady_isNeverNotFound()
{
    QFETCH(const int, mood);
    QFETCH(const int, manner);
    Bench bench;
    bench.calls->write(entry("p/a"), "key");
    QTRY_COMPARE(bench.calls->count, 1);
    bench.memory->setMood(static_cast<Mood>(mood));
    bench.memory->setManner(static_cast<MemoryKeychain::Manner>(manner));

    bench.calls->read(entry("p/a"));
    QTRY_COMPARE(bench.calls->count, 2);
    QVERIFY(bench.calls->error);
    QVERIFY(bench.calls->error->code == ErrorCode::Unavailable);
    bench.calls->error.reset();
    bench.calls->remove(entry("p/a"));
    QTRY_COMPARE(bench.calls->count, 3);
    QVERIFY(bench.calls->error);
    QVERIFY(bench.calls->error->code == ErrorCode::Unavailable);
    bench.calls->error.reset();
    bench.calls->write(entry("p/b"), "key");
    QTRY_COMPARE(bench.calls->count, 4);
    QVERIFY(bench.calls->error);
    QVERIFY(bench.calls->error->code == ErrorCode::Unavailable);
    QVERIFY(bench.keychain->status().state != KeychainState::Ready);
}

void TestKeychain::entriesOutliveALock()
{
    Bench bench;
    bench.calls->write(entry("p/a"), "key");
    QTRY_COMPARE(bench.calls->count, 1);
    bench.memory->setMood(Mood::Locked);
    bench.calls->remove(entry("p/a"));
    QTRY_COMPARE(bench.calls->count, 2);
    bench.memory->setMood(Mood::Open);
    bench.calls->read(entry("p/a"));
    QTRY_COMPARE(bench.calls->count, 3);
    QCOMPARE(bench.calls->text, std::string("key"));
}

void TestKeychain::silentKeychain_endsByTheDeadline()
{
    Bench bench(hasty);
    bench.memory->setMood(Mood::Silent);
    bench.calls->read(entry("p/a"));
    bench.calls->write(entry("p/b"), "key");
    QTRY_COMPARE(bench.calls->count, 2);
    QVERIFY(bench.calls->error);
    QVERIFY(bench.calls->error->code == ErrorCode::Unavailable);
    QVERIFY(bench.calls->error->message.find("to be unlocked") != std::string::npos);
}

void TestKeychain::silentKeychain_probeSaysSo()
{
    Bench bench(hasty);
    bench.memory->setMood(Mood::Silent);
    bench.calls->probe();
    QTRY_COMPARE(bench.calls->count, 1);
    QCOMPARE(bench.calls->status->state, KeychainState::Failing);
    QCOMPARE(bench.keychain->status().state, KeychainState::Failing);
}

void TestKeychain::lateAnswer_isDropped_andTheNextCallServed()
{
    Bench bench(hasty);
    bench.memory->setMood(Mood::Silent);
    bench.calls->read(entry("p/a"));
    QTRY_COMPARE(bench.calls->count, 1);
    bench.memory->setMood(Mood::Open);
    // Generous where the clock must not decide.
    Keychain &keychain = *bench.keychain;
    QObject receiver;
    bool isServed = false;
    keychain.write(entry("p/b"), SecretString::copyOf("key"), &receiver,
                   [&isServed](const Result<void> &result) { isServed = result.has_value(); });
    QTRY_COMPARE(bench.memory->size(), std::size_t{1});
    QTRY_VERIFY(isServed);
    QCOMPARE(bench.calls->count, 1);
}

void TestKeychain::expiredWrite_isNotDoneLater()
{
    Bench bench(hasty);
    bench.memory->setMood(Mood::Silent);
    bench.calls->read(entry("p/a"));
    bench.calls->write(entry("p/b"), "key");
    QTRY_COMPARE(bench.calls->count, 2);
    bench.memory->setMood(Mood::Open);
    bench.calls->probe();
    QTRY_COMPARE(bench.calls->count, 3);
    QCOMPARE(bench.memory->size(), std::size_t{0});
}

void TestKeychain::longWait_isAnnounced()
{
    Bench bench({.probe = never, .operation = never, .notice = milliseconds(1)});
    QSignalSpy announced(bench.keychain.get(), &Keychain::waitsForPerson);
    bench.memory->setMood(Mood::Silent);
    bench.calls->read(entry("p/a"));
    QTRY_COMPARE(announced.count(), 1);
    QCOMPARE(bench.calls->count, 0);
    bench.memory->setMood(Mood::Open);
    QTRY_COMPARE(bench.calls->count, 1);
}

void TestKeychain::receiverGone_hearsNothing()
{
    Bench bench;
    bool isHeard = false;
    auto receiver = std::make_unique<QObject>();
    bench.keychain->read(entry("p/a"), receiver.get(),
                         [&isHeard](const Result<SecretString> &) { isHeard = true; });
    bench.memory->setMood(Mood::Silent);
    QCoreApplication::sendPostedEvents();
    receiver.reset();
    bench.memory->setMood(Mood::Open);
    bench.calls->probe();
    QTRY_COMPARE(bench.calls->count, 1);
    QVERIFY(!isHeard);
}

void TestKeychain::receiverGone_waitingWriteIsNotDone()
{
    Bench bench;
    auto receiver = std::make_unique<QObject>();
    bench.calls->probe();
    bench.keychain->write(entry("p/a"), SecretString::copyOf("key"), receiver.get(),
                          [](const Result<void> &) { });
    receiver.reset();
    bench.calls->probe();
    QTRY_COMPARE(bench.calls->count, 2);
    QCOMPARE(bench.memory->size(), std::size_t{0});
}

void TestKeychain::keychainGone_nothingIsHeard()
{
    Bench bench;
    Bench other;
    bench.calls->read(entry("p/a"));
    bench.calls->probe();
    // Once while nothing has begun, and once while the keychain is at work.
    other.calls->probe();
    QCoreApplication::sendPostedEvents(other.keychain.get());
    bench.keychain.reset();
    other.keychain.reset();
    Bench last;
    last.calls->probe();
    QTRY_COMPARE(last.calls->count, 1);
    QCOMPARE(bench.calls->count, 0);
    QCOMPARE(other.calls->count, 0);
}

void TestKeychain::keychainMayBeDeletedByWhoHears()
{
    Bench bench;
    QObject receiver;
    bool isHeard = false;
    bench.keychain->probe(&receiver, [&](const KeychainStatus &) {
        bench.keychain.reset();
        isHeard = true;
    });
    bench.keychain->read(entry("p/a"), &receiver, [](const Result<SecretString> &) { });
    QTRY_VERIFY(isHeard);
}

void TestKeychain::statusChanges_areTold()
{
    Bench bench;
    QSignalSpy changed(bench.keychain.get(), &Keychain::statusChanged);
    QCOMPARE(bench.keychain->status().state, KeychainState::Unknown);
    bench.calls->probe();
    QTRY_COMPARE(bench.calls->count, 1);
    QCOMPARE(changed.count(), 1);
    bench.calls->probe();
    QTRY_COMPARE(bench.calls->count, 2);
    QCOMPARE(changed.count(), 1);
    bench.memory->setMood(Mood::Locked);
    bench.calls->read(entry("p/a"));
    QTRY_COMPARE(bench.calls->count, 3);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(bench.keychain->status().state, KeychainState::Locked);
}

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
