#include "support/tempdir.h"

#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTest>

#include <csignal>
#include <filesystem>

using namespace penstock::test;

/// `penstock` as a terminal and a desktop run it: its end, its exit codes and what it says there.
class TestConsoleProcess final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void demo_endsWithASignal_data();
    void demo_endsWithASignal();
    void unusedProfile_leavesNothing();
    void secondConsole_isToldWhoHasTheProfile();
    void killedConsole_isNotInTheWay();
    void wrongOption_pointsToTheHelp();

private:
    void start(QProcess &process, const QStringList &arguments) const;
    [[nodiscard]] QStringList profileOption() const;

    TempDir m_home;
    TempDir m_temporary;
};

namespace
{

constexpr int patience = 30'000;

QString pathOf(const std::filesystem::path &path)
{
    return QString::fromStdString(path.string());
}

/// Until the process has the lock there: then it hears signals, and the profile is its own.
bool holds(const QProcess &process, const std::filesystem::path &folder)
{
    const auto holder = [&] {
        QFile file(pathOf(folder / "console.lock"));
        return file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toLongLong() : 0;
    };
    const auto isOver = [&] { return process.state() == QProcess::NotRunning; };
    return QTest::qWaitFor([&] { return holder() == process.processId() || isOver(); }, patience)
        && !isOver();
}

int codeOf(QProcess &process)
{
    return process.waitForFinished(patience) && process.exitStatus() == QProcess::NormalExit
        ? process.exitCode()
        : -1;
}

void tell(const QProcess &process, int signal)
{
    ::kill(static_cast<pid_t>(process.processId()), signal);
}

} // namespace

void TestConsoleProcess::initTestCase()
{
    QVERIFY(std::filesystem::is_empty(m_temporary.path()));
}

void TestConsoleProcess::start(QProcess &process, const QStringList &arguments) const
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
    environment.insert(QStringLiteral("HOME"), pathOf(m_home.path()));
    environment.insert(QStringLiteral("TMPDIR"), pathOf(m_temporary.path()));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(PENSTOCK_CONSOLE), arguments);
    QVERIFY2(process.waitForStarted(patience), qPrintable(process.errorString()));
}

QStringList TestConsoleProcess::profileOption() const
{
    return {QStringLiteral("--profile"), pathOf(m_home.file("profile"))};
}

void TestConsoleProcess::demo_endsWithASignal_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl+C") << SIGINT;
    QTest::newRow("the service manager's") << SIGTERM;
}

void TestConsoleProcess::demo_endsWithASignal()
{
    QFETCH(const int, signal);
    QProcess process;
    start(process, {QStringLiteral("--demo")});
    QByteArray said;
    while (!said.contains("http://127.0.0.1:")) {
        QVERIFY2(process.waitForReadyRead(patience), process.readAllStandardError().constData());
        said += process.readAllStandardOutput();
    }
    const auto profiles = [this] {
        int count = 0;
        for (const auto &entry : std::filesystem::directory_iterator(m_temporary.path())) {
            count += entry.path().filename().string().starts_with("penstock-") ? 1 : 0;
        }
        return count;
    };
    QCOMPARE(profiles(), 1);
    tell(process, signal);
    QCOMPARE(codeOf(process), 0);
    QCOMPARE(profiles(), 0);
    // Not a word of Qt's about a folder that it misses, either.
    QCOMPARE(process.readAllStandardError(), QByteArray());
}

void TestConsoleProcess::unusedProfile_leavesNothing()
{
    QProcess process;
    start(process, profileOption());
    QVERIFY(holds(process, m_home.file("profile")));
    tell(process, SIGTERM);
    QCOMPARE(codeOf(process), 0);
    QVERIFY(!std::filesystem::exists(m_home.file("profile")));
}

void TestConsoleProcess::secondConsole_isToldWhoHasTheProfile()
{
    QProcess first;
    start(first, profileOption());
    QVERIFY(holds(first, m_home.file("profile")));
    QProcess second;
    start(second, profileOption());
    QCOMPARE(codeOf(second), 3);
    const QByteArray text = second.readAllStandardError();
    QVERIFY2(text.contains(QByteArray("process ").append(QByteArray::number(first.processId()))),
             text.constData());
    QVERIFY2(text.contains("--profile"), text.constData());
    tell(first, SIGTERM);
    QCOMPARE(codeOf(first), 0);
}

void TestConsoleProcess::killedConsole_isNotInTheWay()
{
    QProcess killed;
    start(killed, profileOption());
    QVERIFY(holds(killed, m_home.file("profile")));
    killed.kill();
    QVERIFY(killed.waitForFinished(patience));
    QVERIFY(std::filesystem::exists(m_home.file("profile") / "console.lock"));
    QProcess next;
    start(next, profileOption());
    QVERIFY(holds(next, m_home.file("profile")));
    tell(next, SIGTERM);
    QCOMPARE(codeOf(next), 0);
    QVERIFY(!std::filesystem::exists(m_home.file("profile")));
}

void TestConsoleProcess::wrongOption_pointsToTheHelp()
{
    QProcess process;
    start(process, {QStringLiteral("--bogus")});
    QCOMPARE(codeOf(process), 2);
    const QByteArray text = process.readAllStandardError();
    QVERIFY2(text.contains("--bogus") && text.contains("penstock --help"), text.constData());
}

QTEST_GUILESS_MAIN(TestConsoleProcess)
#include "tst_consoleprocess.moc"
