#include "keychaincalls.h"
#include "secrets/systemkeychain.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusInterface>
#include <QDBusReply>
#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <csignal>

using namespace penstock;
using penstock::test::entry;
using penstock::test::KeychainCalls;

/// With a real keyring that is unlocked.
class TestSystemKeychain final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void probe_namesTheKeyring();
    void probe_leavesNothingBehind();
    void secret_isReadAsWritten_data();
    void secret_isReadAsWritten();
    void secret_isReplaced_andRemoved();
    void profilesAreApart();
    void anotherKeychain_readsTheSame();
    void keychainGone_nothingIsHeard();
    void stoppedService_endsByTheDeadlineWhileTheLoopRuns();
};

namespace
{

using std::chrono::milliseconds;

struct Bench {
    explicit Bench(KeychainDeadlines deadlines = {})
        : keychain(systemKeychain(), deadlines)
        , calls(keychain)
    {
    }

    Keychain keychain;
    KeychainCalls calls;
};

QDBusInterface service()
{
    return {QStringLiteral("org.freedesktop.secrets"), QStringLiteral("/org/freedesktop/secrets"),
            QStringLiteral("org.freedesktop.Secret.Service"), QDBusConnection::sessionBus()};
}

/// Holds the service of this session still.
class Stopped final
{
public:
    Stopped()
    {
        const QDBusReply<uint> process
            = QDBusConnection::sessionBus().interface()->servicePid(service().service());
        m_process = process.isValid() ? static_cast<pid_t>(process.value()) : 0;
        if (m_process > 0) {
            ::kill(m_process, SIGSTOP);
        }
    }
    ~Stopped() { goOn(); }
    Stopped(const Stopped &) = delete;
    Stopped &operator=(const Stopped &) = delete;

    [[nodiscard]] bool isHeld() const { return m_process > 0; }
    void goOn()
    {
        if (m_process > 0) {
            ::kill(m_process, SIGCONT);
            m_process = 0;
        }
    }

private:
    pid_t m_process = 0;
};

} // namespace

void TestSystemKeychain::probe_namesTheKeyring()
{
    Bench bench;
    bench.calls.probe();
    QTRY_COMPARE(bench.calls.count, 1);
    QCOMPARE(bench.calls.status->detail, std::string());
    QCOMPARE(bench.calls.status->state, KeychainState::Ready);
    QCOMPARE(bench.calls.status->name, std::string("GNOME Keyring"));
}

void TestSystemKeychain::probe_leavesNothingBehind()
{
    Bench bench;
    bench.calls.probe();
    QTRY_COMPARE(bench.calls.count, 1);
    std::optional<KeychainOutcome> outcome;
    const auto backend = systemKeychain();
    backend->read("penstock probe",
                  [&outcome](const KeychainAnswer &answer) { outcome = answer.outcome; });
    QTRY_VERIFY(outcome.has_value());
    QCOMPARE(*outcome, KeychainOutcome::NotFound);
}

void TestSystemKeychain::secret_isReadAsWritten_data()
{
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("key") << QByteArrayLiteral("0123456789abcdef0123456789abcdef");
    QTest::newRow("UTF-8") << QByteArrayLiteral("schl\xC3\xBCssel \xE9\x92\xA5");
    QTest::newRow("lines") << QByteArrayLiteral("-----BEGIN\r\n\tx\n");
    QTest::newRow("no UTF-8") << QByteArrayLiteral("\xFF\x01\x80");
    QTest::newRow("large") << QByteArray(64 * 1024, 'k');
}

void TestSystemKeychain::secret_isReadAsWritten()
{
    QFETCH(const QByteArray, secret);
    Bench bench;
    bench.calls.write(entry("test/as-written"), secret.constData());
    bench.calls.read(entry("test/as-written"));
    QTRY_COMPARE(bench.calls.count, 2);
    QVERIFY(!bench.calls.error);
    QCOMPARE(bench.calls.text, secret.toStdString());
}

void TestSystemKeychain::secret_isReplaced_andRemoved()
{
    Bench bench;
    bench.calls.write(entry("test/a"), "first");
    bench.calls.write(entry("test/a"), "second");
    bench.calls.read(entry("test/a"));
    QTRY_COMPARE(bench.calls.count, 3);
    QCOMPARE(bench.calls.text, std::string("second"));
    bench.calls.remove(entry("test/a"));
    QTRY_COMPARE(bench.calls.count, 4);
    QVERIFY(!bench.calls.error);
    bench.calls.read(entry("test/a"));
    QTRY_COMPARE(bench.calls.count, 5);
    QVERIFY(bench.calls.error->code == ErrorCode::NotFound);
    bench.calls.remove(entry("test/a"));
    QTRY_COMPARE(bench.calls.count, 6);
    QVERIFY(!bench.calls.error);
}

void TestSystemKeychain::profilesAreApart()
{
    Bench bench;
    bench.calls.write(entry("one/a"), "key of one");
    bench.calls.write(entry("two/a"), "key of two");
    bench.calls.read(entry("one/a"));
    QTRY_COMPARE(bench.calls.count, 3);
    QCOMPARE(bench.calls.text, std::string("key of one"));
}

void TestSystemKeychain::anotherKeychain_readsTheSame()
{
    {
        Bench bench;
        bench.calls.write(entry("test/shared"), "kept");
        QTRY_COMPARE(bench.calls.count, 1);
        QVERIFY(!bench.calls.error);
    }
    Bench bench;
    bench.calls.read(entry("test/shared"));
    QTRY_COMPARE(bench.calls.count, 1);
    QCOMPARE(bench.calls.text, std::string("kept"));
}

void TestSystemKeychain::keychainGone_nothingIsHeard()
{
    auto keychain = std::make_unique<Keychain>(systemKeychain());
    KeychainCalls calls(*keychain);
    calls.read(entry("test/shared"));
    // Until the service is at work on it.
    QCoreApplication::sendPostedEvents();
    QCoreApplication::sendPostedEvents();
    keychain.reset();
    Bench bench;
    bench.calls.probe();
    QTRY_COMPARE(bench.calls.count, 1);
    QCOMPARE(bench.calls.status->state, KeychainState::Ready);
    QCOMPARE(calls.count, 0);
}

void TestSystemKeychain::stoppedService_endsByTheDeadlineWhileTheLoopRuns()
{
    Bench bench(
        {.probe = milliseconds(150), .operation = milliseconds(300), .notice = milliseconds(20)});
    Bench before;
    before.calls.write(entry("test/stopped"), "kept");
    QTRY_COMPARE(before.calls.count, 1);
    int announced = 0;
    QObject::connect(&bench.keychain, &Keychain::waitsForPerson, &bench.keychain,
                     [&announced] { ++announced; });
    Stopped stopped;
    QVERIFY(stopped.isHeld());
    // The longest that the loop stands still is what a person would feel. Generous, as the machine
    // may be busy; a call that waits for the service would stand for 25 s.
    qint64 longest = 0;
    QElapsedTimer since;
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, &tick,
                     [&] { longest = std::max(longest, since.restart()); });
    since.start();
    tick.start(1);
    bench.calls.read(entry("test/stopped"));
    bench.calls.probe();
    QTRY_COMPARE(bench.calls.count, 2);
    QVERIFY(bench.calls.error->code == ErrorCode::Unavailable);
    QCOMPARE(bench.calls.status->state, KeychainState::Failing);
    QCOMPARE(announced, 1);
    QVERIFY2(longest < 2000, qPrintable(QString::number(longest)));

    stopped.goOn();
    Bench after;
    after.calls.read(entry("test/stopped"));
    QTRY_COMPARE(after.calls.count, 1);
    QCOMPARE(after.calls.text, std::string("kept"));
}

QTEST_GUILESS_MAIN(TestSystemKeychain)
#include "tst_systemkeychain.moc"
