#include "app/consoleoptions.h"

#include <QTest>

#include <array>
#include <vector>

using namespace penstock;
using namespace penstock::app;

/// The command line of the console.
class TestConsoleOptions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothing_isTheUsual();
    void everything_isTaken();
    void spellings_data();
    void spellings();
    void mistakes_areNamed_data();
    void mistakes_areNamed();
    void help_winsOverMistakes();
    void help_namesEverything();
    void recording_isForPictures();
};

namespace
{

constexpr std::array<std::string_view, 3> pages = {"dashboard", "instances", "settings"};

Result<ConsoleOptions> parsed(const QByteArray &line)
{
    std::vector<std::string> words;
    for (const QByteArray &word : line.split(' ')) {
        if (!word.isEmpty()) {
            words.push_back(word.toStdString());
        }
    }
    return parseConsoleOptions(words, pages);
}

} // namespace

void TestConsoleOptions::nothing_isTheUsual()
{
    const auto options = parsed({});
    QVERIFY(options.has_value());
    QVERIFY(options->profile.empty());
    QVERIFY(!options->isDemo && !options->startsGateway && !options->isSelfTest);
    QVERIFY(!options->wantsHelp && !options->wantsVersion && !options->usesRecording());
    QVERIFY(!options->theme && !options->size && !options->state);
    QCOMPARE(options->seed, 1U);
    QVERIFY(options->page.empty());
}

void TestConsoleOptions::everything_isTaken()
{
    const auto options = parsed("--profile /tmp/p --start-gateway --seed 7 --page instances "
                                "--theme dark --size 1280x820 --state error --screenshot a/b.png");
    QVERIFY(options.has_value());
    QCOMPARE(options->profile.string(), std::string("/tmp/p"));
    QVERIFY(options->startsGateway);
    QCOMPARE(options->seed, 7U);
    QCOMPARE(options->page, std::string("instances"));
    QVERIFY(options->theme == theme::SchemeChoice::Dark);
    QCOMPARE(*options->size, QSize(1280, 820));
    QVERIFY(options->state == RecordedState::Error);
    QCOMPARE(options->screenshot.string(), std::string("a/b.png"));
    QVERIFY(parsed("--demo --self-test")->isDemo);
    QVERIFY(parsed("--self-test")->isSelfTest);
    QVERIFY(parsed("--version")->wantsVersion);
}

void TestConsoleOptions::spellings_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("apart") << QByteArray("--seed 12");
    QTest::newRow("with =") << QByteArray("--seed=12");
    QTest::newRow("the last one counts") << QByteArray("--seed 3 --seed 12");
}

void TestConsoleOptions::spellings()
{
    QFETCH(const QByteArray, line);
    const auto options = parsed(line);
    QVERIFY(options.has_value());
    QCOMPARE(options->seed, 12U);
}

void TestConsoleOptions::mistakes_areNamed_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("named"); // what the sentence says
    QTest::addColumn<QByteArray>("allowed"); // and what it says instead
    const auto row = [](const char *line, const char *named, const char *allowed) {
        QTest::newRow(line) << QByteArray(line) << QByteArray(named) << QByteArray(allowed);
    };
    row("--them dark", "--them.", "Did you mean --theme?");
    row("--minimized", "--minimized", "no option");
    row("-platform offscreen", "'-platform'", "no option");
    row("file.yaml", "'file.yaml'", "no option");
    row("--theme blue", "'blue'", "light, dark or system");
    row("--state broken", "'broken'", "data, empty or error");
    row("--page traffic", "'traffic'", "dashboard, instances or settings");
    row("--page Dashboard", "'Dashboard'", "dashboard, instances or settings");
    row("--seed", "--seed", "--seed N");
    row("--seed=", "--seed", "a whole number");
    row("--seed -1", "'-1'", "a whole number");
    row("--seed 1.5", "'1.5'", "a whole number");
    row("--seed 18446744073709551616", "18446744073709551616", "to 18446744073709551615");
    row("--size 1280", "'1280'", "960x600 to 8192x8192");
    row("--size 1280x", "'1280x'", "960x600");
    row("--size 959x600", "'959x600'", "960x600");
    row("--size 960x599", "'960x599'", "960x600");
    row("--size 9000x900", "'9000x900'", "8192x8192");
    row("--size 1280X820", "'1280X820'", "960x600");
    row("--profile=", "--profile", "not empty");
    row("--screenshot=", "--screenshot", "not empty");
    row("--screenshot", "--screenshot", "--screenshot FILE");
    row("--demo=yes", "--demo", "takes no value");
    row("--demo --profile /tmp/p", "--demo", "Leave --profile out");
    row("--demo --state data", "--state", "Leave one of them out");
}

void TestConsoleOptions::mistakes_areNamed()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QByteArray, named);
    QFETCH(const QByteArray, allowed);
    const auto options = parsed(line);
    QVERIFY(!options.has_value());
    const QByteArray message = QByteArray::fromStdString(options.error().message);
    QVERIFY2(message.contains(named), message.constData());
    QVERIFY2(message.contains(allowed), message.constData());
    QVERIFY(message.endsWith('.') || message.endsWith('?'));
    QVERIFY(options.error().code == ErrorCode::InvalidInput);
}

void TestConsoleOptions::help_winsOverMistakes()
{
    QVERIFY(parsed("--theme blue --help")->wantsHelp);
    QVERIFY(parsed("-h")->wantsHelp);
    QVERIFY(parsed("--nonsense --version")->wantsVersion);
}

void TestConsoleOptions::help_namesEverything()
{
    const QByteArray help = QByteArray::fromStdString(consoleHelp(pages));
    for (const char *part :
         {"--profile DIR", "--demo", "--seed N", "--page NAME", "--theme NAME", "--size WxH",
          "--state NAME", "--screenshot FILE", "--version", "--help", "--start-gateway",
          "--self-test", "dashboard, instances or settings", "penstock --demo"}) {
        QVERIFY2(help.contains(part), part);
    }
    for (const QByteArray &line : help.split('\n')) {
        QVERIFY2(line.size() <= 100, line.constData());
    }
}

void TestConsoleOptions::recording_isForPictures()
{
    QVERIFY(parsed("--state empty")->usesRecording());
    QVERIFY(parsed("--screenshot a.png")->usesRecording());
    // A picture of the demonstration is one of its recording.
    QVERIFY(parsed("--demo --screenshot a.png --state data")->usesRecording());
    QVERIFY(!parsed("--demo")->usesRecording());
}

QTEST_APPLESS_MAIN(TestConsoleOptions)
#include "tst_consoleoptions.moc"
