#include "routingbench.h"
#include "service/statelog.h"

#include <QTest>

#include <vector>

using namespace penstock;
using namespace std::chrono_literals;
using penstock::test::ControlBench;
using penstock::test::FakeClock;
using penstock::test::plainConfig;

/// The lines of the log about instances that come into another state.
class TestStateLog final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstAnswer_isNoNews();
    void trouble_isWrittenOnce();
    void recovery_isWritten();
    void anotherCause_isWritten();
    void instances_areToldApart();
    void settledByHand_hasNoEnd();
};

namespace
{

struct Line {
    LogLevel level;
    QString text;
};

class LineSink final : public LogSink
{
public:
    explicit LineSink(std::vector<Line> &lines) : m_lines(lines) { }
    void write(const LogRecord &record) override
    {
        m_lines.push_back({record.level, QString::fromStdString(record.message)});
    }

private:
    std::vector<Line> &m_lines;
};

/// A control that something happens to, and the log that looks at it.
class LogBench final
{
public:
    explicit LogBench(std::initializer_list<const char *> instances)
        : m_bench(plainConfig(instances))
        , m_logger(m_bench.clock, m_redactor, sinks())
        , m_log(m_logger)
    {
    }

    ControlBench &control() { return m_bench; }
    void look() { m_log.look(m_bench.control.status(), *m_bench.plan); }
    /// One request that is answered so.
    void answer(int status, std::optional<Duration> retryAfter = {})
    {
        auto admission = m_bench.ask();
        m_bench.answer(admission, status, retryAfter);
    }
    void command(OperatorAction action, const char *instance)
    {
        (void)m_bench.control.command(action, InstanceId(instance), {}, {});
    }

    std::vector<Line> lines;

private:
    LogSinks sinks()
    {
        LogSinks sinks;
        sinks.push_back(std::make_unique<LineSink>(lines));
        return sinks;
    }

    Redactor m_redactor;
    ControlBench m_bench;
    Logger m_logger;
    service::StateLog m_log;
};

} // namespace

void TestStateLog::firstAnswer_isNoNews()
{
    LogBench bench({"one"});
    bench.look();
    bench.answer(200);
    bench.look();
    QCOMPARE(bench.control().stateOf("one"), InstanceState::Healthy);
    QVERIFY(bench.lines.empty());
}

void TestStateLog::trouble_isWrittenOnce()
{
    LogBench bench({"one"});
    bench.answer(429, 7s);
    bench.look();
    bench.control().pass(2s); // the countdown is no news
    bench.look();
    QCOMPARE(bench.lines.size(), 1U);
    QVERIFY(bench.lines[0].level == LogLevel::Warning);
    QVERIFY2(bench.lines[0].text.startsWith(QLatin1String("Instance 'one' is ")),
             qPrintable(bench.lines[0].text));
    QVERIFY2(bench.lines[0].text.contains(QLatin1String(" for 7 s. It answered 429")),
             qPrintable(bench.lines[0].text));
}

void TestStateLog::recovery_isWritten()
{
    LogBench bench({"one"});
    bench.answer(429, 7s);
    bench.look();
    bench.control().pass(8s);
    bench.answer(200);
    bench.look();
    QCOMPARE(bench.control().stateOf("one"), InstanceState::Healthy);
    QVERIFY(bench.lines.size() >= 2);
    QVERIFY(bench.lines.back().level == LogLevel::Info);
    QVERIFY(bench.lines.back().text.startsWith(QLatin1String("Instance 'one' is ")));
    QVERIFY2(!bench.lines.back().text.contains(QLatin1String("429")),
             qPrintable(bench.lines.back().text));
}

void TestStateLog::anotherCause_isWritten()
{
    LogBench bench({"one"});
    bench.answer(401);
    bench.look();
    QCOMPARE(bench.lines.size(), 1U);
    bench.command(OperatorAction::Trip, "one");
    bench.look();
    QCOMPARE(bench.lines.size(), 2U);
    QVERIFY(bench.lines[0].text.contains(QLatin1String("401")));
    QVERIFY(bench.lines[1].text.contains(QLatin1String("by hand")));
}

void TestStateLog::instances_areToldApart()
{
    LogBench bench({"one", "two"});
    bench.command(OperatorAction::Drain, "two");
    bench.look();
    QCOMPARE(bench.lines.size(), 1U);
    QVERIFY(bench.lines[0].text.contains(QLatin1String("'two'")));
    bench.command(OperatorAction::Drain, "one");
    bench.look();
    QCOMPARE(bench.lines.size(), 2U);
    QVERIFY(bench.lines[1].text.contains(QLatin1String("'one'")));
}

void TestStateLog::settledByHand_hasNoEnd()
{
    LogBench bench({"one"});
    bench.command(OperatorAction::Drain, "one");
    bench.look();
    QCOMPARE(bench.lines.size(), 1U);
    QVERIFY2(!bench.lines[0].text.contains(QLatin1String(" for ")),
             qPrintable(bench.lines[0].text));
    bench.command(OperatorAction::Resume, "one");
    bench.look();
    QCOMPARE(bench.lines.size(), 2U);
    QVERIFY(bench.lines[1].level == LogLevel::Info);
}

QTEST_APPLESS_MAIN(TestStateLog)
#include "tst_statelog.moc"
