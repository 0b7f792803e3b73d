#include "base/log.h"
#include "support/fakeclock.h"

#include <QTest>

#include <sstream>
#include <thread>

using namespace penstock;
using namespace std::chrono_literals;

namespace
{

constexpr LogCategory proxyLog{"proxy"};
constexpr LogCategory mcpLog{"mcp"};

// The sink goes with its logger, what it has seen stays with the test.
class RecordingSink final : public LogSink
{
public:
    explicit RecordingSink(std::vector<LogRecord> &records) : m_records(records) { }
    void write(const LogRecord &record) override { m_records.push_back(record); }

private:
    std::vector<LogRecord> &m_records;
};

LogSinks recordingInto(std::vector<LogRecord> &records)
{
    LogSinks sinks;
    sinks.push_back(std::make_unique<RecordingSink>(records));
    return sinks;
}

} // namespace

class TestLogger final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsAreComplete()
    {
        test::FakeClock clock;
        const Redactor redactor;
        std::vector<LogRecord> records;
        Logger logger(clock, redactor, recordingInto(records));
        clock.advance(5s);
        logger.warning(proxyLog, "Slow.", {{"target", "west"}});
        QCOMPARE(records.size(), std::size_t{1});
        QVERIFY(records[0].time == clock.systemNow());
        QVERIFY(records[0].level == LogLevel::Warning);
        QCOMPARE(records[0].category, std::string("proxy"));
        QCOMPARE(records[0].message, std::string("Slow."));
        QVERIFY((records[0].fields == LogFields{{"target", "west"}}));
    }

    void everySinkGetsEveryRecord()
    {
        const test::FakeClock clock;
        const Redactor redactor;
        std::vector<LogRecord> one;
        std::vector<LogRecord> other;
        LogSinks sinks = recordingInto(one);
        sinks.push_back(std::make_unique<RecordingSink>(other));
        Logger logger(clock, redactor, std::move(sinks));
        logger.error(proxyLog, "Broken.");
        QCOMPARE(one.size(), std::size_t{1});
        QCOMPARE(other.size(), std::size_t{1});
    }

    void levelsDecidePerCategory()
    {
        const test::FakeClock clock;
        const Redactor redactor;
        std::vector<LogRecord> records;
        Logger logger(clock, redactor, recordingInto(records));
        QVERIFY(!logger.isEnabled(proxyLog, LogLevel::Debug));
        QVERIFY(logger.isEnabled(proxyLog, LogLevel::Info));

        logger.setLevel(LogLevel::Error);
        logger.setLevel(proxyLog, LogLevel::Debug);
        logger.debug(proxyLog, "shown");
        logger.warning(mcpLog, "not shown");
        logger.error(mcpLog, "shown too");
        QCOMPARE(records.size(), std::size_t{2});
        QCOMPARE(records[1].message, std::string("shown too"));

        logger.setLevel(mcpLog, LogLevel::Warning);
        logger.setLevel(proxyLog, LogLevel::Error);
        QVERIFY(logger.isEnabled(mcpLog, LogLevel::Warning));
        QVERIFY(!logger.isEnabled(proxyLog, LogLevel::Warning));
    }

    void messagesAreMadeOnlyWhenRead()
    {
        const test::FakeClock clock;
        const Redactor redactor;
        std::vector<LogRecord> records;
        Logger logger(clock, redactor, recordingInto(records));
        int made = 0;
        const auto make = [&made] { return "made " + std::to_string(++made); };
        logger.log(proxyLog, LogLevel::Debug, make);
        QCOMPARE(made, 0);
        logger.log(proxyLog, LogLevel::Info, make);
        QCOMPARE(made, 1);
        QCOMPARE(records.at(0).message, std::string("made 1"));
    }

    void noSecretReachesASink()
    {
        const test::FakeClock clock;
        Redactor redactor;
        redactor.add(SecretString::copyOf("hunter22"));
        std::vector<LogRecord> records;
        Logger logger(clock, redactor, recordingInto(records));
        logger.info(proxyLog, "hunter22, api-key: abc",
                    {{"url", "https://u:p@host/?sig=abc"},
                     {"note", "hunter22"},
                     {"client_secret", "abc"},
                     {"api-key", ""},
                     {"max_tokens", "100"}});
        QCOMPARE(records.at(0).message, std::string("***, api-key: ***"));
        QVERIFY((records.at(0).fields
                 == LogFields{{"url", "https://***@host/?sig=***"},
                              {"note", "***"},
                              {"client_secret", "***"},
                              {"api-key", ""},
                              {"max_tokens", "100"}}));
    }

    void sinksCanBeExchanged()
    {
        const test::FakeClock clock;
        const Redactor redactor;
        std::vector<LogRecord> before;
        std::vector<LogRecord> after;
        Logger logger(clock, redactor, recordingInto(before));
        logger.info(proxyLog, "one");
        logger.setSinks(recordingInto(after));
        logger.info(proxyLog, "two");
        logger.setSinks({});
        logger.info(proxyLog, "three");
        QCOMPARE(before.size(), std::size_t{1});
        QCOMPARE(after.size(), std::size_t{1});
    }

    void aStreamGetsFormattedLines()
    {
        const test::FakeClock clock;
        const Redactor redactor;
        std::ostringstream text;
        std::ostringstream json;
        LogSinks sinks;
        sinks.push_back(std::make_unique<StreamSink>(text, LogFormat::Text));
        sinks.push_back(std::make_unique<StreamSink>(json, LogFormat::Json));
        Logger logger(clock, redactor, std::move(sinks));
        logger.info(proxyLog, "Ready.");
        QCOMPARE(text.str(), std::string("2025-01-15T10:00:00.000Z INFO proxy: Ready.\n"));
        QVERIFY(json.str().starts_with('{'));
    }

    void aBrokenStreamMayRecover()
    {
        std::ostringstream stream;
        StreamSink sink(stream, LogFormat::Text);
        stream.setstate(std::ios::badbit);
        sink.write({});
        sink.write({{}, LogLevel::Info, "c", "second", {}});
        QVERIFY(stream.str().ends_with("c: second\n"));
        QVERIFY(stream.str().find("second") != std::string::npos);
    }

    // Clock, levels, secrets and sinks change while four threads write.
    void threadsMayLogAtOnce()
    {
        constexpr int writers = 4;
        constexpr int each = 500;
        test::FakeClock clock;
        Redactor redactor;
        std::vector<LogRecord> records;
        Logger logger(clock, redactor, recordingInto(records));
        std::vector<std::thread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back([&logger, writer] {
                for (int number = 0; number < each; ++number) {
                    logger.warning(
                        proxyLog, "m",
                        {{"writer", std::to_string(writer)}, {"number", std::to_string(number)}});
                    logger.debug(proxyLog, "never shown");
                }
            });
        }
        for (int change = 0; change < 100; ++change) {
            clock.advance(1s);
            logger.setLevel(change % 2 == 0 ? LogLevel::Warning : LogLevel::Info);
            logger.setLevel(mcpLog, LogLevel::Debug);
            redactor.add(SecretString("some-secret-" + std::to_string(change)));
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        QCOMPARE(records.size(), std::size_t{writers * each});
        std::vector<int> next(writers, 0);
        SystemTime last;
        for (const LogRecord &record : records) {
            const auto writer = static_cast<std::size_t>(std::stoi(record.fields.at(0).value));
            QCOMPARE(std::stoi(record.fields.at(1).value), next[writer]++);
            QVERIFY(record.time >= last);
            last = record.time;
        }
    }
};

QTEST_APPLESS_MAIN(TestLogger)
#include "tst_logger.moc"
