#include "qtglue/qtlogbridge.h"
#include "support/fakeclock.h"

#include <QLoggingCategory>
#include <QTest>

#include <atomic>
#include <thread>

using namespace penstock;

namespace
{

class RecordingSink final : public LogSink
{
public:
    explicit RecordingSink(std::vector<LogRecord> &records) : m_records(records) { }
    void write(const LogRecord &record) override
    {
        m_records.push_back(record);
        // A sink on Qt's own classes may cause messages of its own.
        qWarning("from inside a sink");
    }

private:
    std::vector<LogRecord> &m_records;
};

struct Recorder {
    std::vector<LogRecord> records;
    test::FakeClock clock;
    Redactor redactor;
    Logger logger{clock, redactor, {}};

    Recorder()
    {
        LogSinks sinks;
        sinks.push_back(std::make_unique<RecordingSink>(records));
        logger.setSinks(std::move(sinks));
        logger.setLevel(LogLevel::Debug);
    }
};

std::atomic<int> outsideMessages{0};

void countMessage(QtMsgType /*type*/, const QMessageLogContext & /*context*/,
                  const QString & /*message*/)
{
    ++outsideMessages;
}

} // namespace

class TestQtLogBridge final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void levelsAndSourcesCarryOver()
    {
        Recorder recorder;
        {
            const QtLogBridge bridge(recorder.logger);
            qDebug("one");
            qInfo("two");
            qWarning("three");
            const QLoggingCategory network("qt.network");
            qCCritical(network, "four ä api-key: abc");
        }
        QCOMPARE(recorder.records.size(), std::size_t{4});
        const LogLevel levels[]{LogLevel::Debug, LogLevel::Info, LogLevel::Warning,
                                LogLevel::Error};
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(recorder.records[i].level == levels[i]);
            QCOMPARE(recorder.records[i].category, std::string("qt"));
        }
        QCOMPARE(recorder.records[0].message, std::string("one"));
        QCOMPARE(recorder.records[3].message, std::string("four ä api-key: ***"));
        QVERIFY((recorder.records[3].fields == LogFields{{"source", "qt.network"}}));
    }

    void theLevelOfQtCounts()
    {
        Recorder recorder;
        recorder.logger.setLevel(LogCategory{"qt"}, LogLevel::Warning);
        const QtLogBridge bridge(recorder.logger);
        qInfo("not shown");
        qWarning("shown");
        QCOMPARE(recorder.records.size(), std::size_t{1});
    }

    void theHandlerBeforeComesBack()
    {
        const QtMessageHandler before = qInstallMessageHandler(countMessage);
        outsideMessages = 0;
        Recorder recorder;
        {
            const QtLogBridge bridge(recorder.logger);
            qInfo("inside");
        }
        qInfo("outside");
        qInstallMessageHandler(before);
        QCOMPARE(outsideMessages.load(), 1);
        QCOMPARE(recorder.records.size(), std::size_t{1});
    }

    void aSecondOneTakesOverUntilItGoes()
    {
        Recorder first;
        Recorder second;
        const QtLogBridge outer(first.logger);
        {
            const QtLogBridge inner(second.logger);
            qInfo("inner");
        }
        qInfo("outer");
        QCOMPARE(second.records.size(), std::size_t{1});
        QCOMPARE(first.records.size(), std::size_t{1});
        QCOMPARE(first.records[0].message, std::string("outer"));
    }

    void mayGoWhileOtherThreadsLog()
    {
        const QtMessageHandler before = qInstallMessageHandler(countMessage);
        std::atomic<bool> isDone{false};
        std::vector<std::thread> threads;
        for (int writer = 0; writer < 2; ++writer) {
            threads.emplace_back([&isDone] {
                while (!isDone) {
                    qInfo("busy");
                }
            });
        }
        std::size_t seen = 0;
        for (int round = 0; round < 100; ++round) {
            Recorder recorder;
            {
                const QtLogBridge bridge(recorder.logger);
                qInfo("from here");
            }
            seen += recorder.records.size();
        }
        isDone = true;
        for (std::thread &thread : threads) {
            thread.join();
        }
        qInstallMessageHandler(before);
        QVERIFY(seen >= 100);
    }
};

QTEST_GUILESS_MAIN(TestQtLogBridge)
#include "tst_qtlogbridge.moc"
