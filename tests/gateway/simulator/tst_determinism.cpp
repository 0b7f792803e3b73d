#include "gateway/simulator/instancebench.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::simulator;
using namespace penstock::test;
using std::chrono::milliseconds;

/// The n-th request of a deployment depends on the seed alone.
class TestDeterminism final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameSeed_sameBytesAndTimes();
    void otherSeed_otherBytesAndTimes();
    void otherDeployments_changeNothing();
    void speed_dividesTheTimes();
    void times_areBelievable();
    void boundedPieces_neverTearCharacters();
};

namespace
{

const std::string body
    = chatBody(R"("stream":true,"stream_options":{"include_usage":true})", "How are you?");

std::string transcript(const Reply &reply)
{
    std::string text = std::to_string(reply.status) + ' ' + std::to_string(reply.pause.count());
    for (const wire::HeaderField &field : reply.fields) {
        text += '\n' + field.name + ": " + field.value;
    }
    for (const ReplyPart &part : reply.parts) {
        text += '\n' + std::to_string(part.pause.count()) + ' ' + part.bytes;
    }
    return text;
}

SimulatorScenario withSeed(std::uint64_t seed, double speed = 1)
{
    SimulatorScenario scenario = benchScenario();
    scenario.seed = seed;
    scenario.speed = speed;
    return scenario;
}

std::vector<std::string> course(std::uint64_t seed)
{
    InstanceBench bench(withSeed(seed));
    std::vector<std::string> replies;
    for (int i = 0; i < 5; ++i) {
        replies.push_back(transcript(bench.post(chatPath, body)));
    }
    return replies;
}

} // namespace

void TestDeterminism::sameSeed_sameBytesAndTimes()
{
    const auto first = course(7);
    QCOMPARE(course(7), first);
    for (std::size_t i = 1; i < first.size(); ++i) {
        QVERIFY(first[i] != first[i - 1]);
    }
}

void TestDeterminism::otherSeed_otherBytesAndTimes()
{
    const auto first = course(7);
    const auto second = course(8);
    for (std::size_t i = 0; i < first.size(); ++i) {
        QVERIFY(first[i] != second[i]);
    }
}

void TestDeterminism::otherDeployments_changeNothing()
{
    InstanceBench bench(withSeed(7));
    std::vector<std::string> replies;
    for (int i = 0; i < 5; ++i) {
        (void)bench.post(v1ChatPath, chatBody(R"("model":"newer")"));
        (void)bench.post("/nowhere", "");
        replies.push_back(transcript(bench.post(chatPath, body)));
    }
    QCOMPARE(replies, course(7));
}

void TestDeterminism::speed_dividesTheTimes()
{
    const auto duration = [](double speed) {
        InstanceBench bench(withSeed(7, speed));
        return bench.post(chatPath, body).duration();
    };
    QCOMPARE(duration(0), Duration::zero());
    const auto once = duration(1);
    const auto twice = duration(2);
    QVERIFY(qAbs((once - 2 * twice).count()) < 100'000); // nanoseconds, of rounding
}

void TestDeterminism::times_areBelievable()
{
    InstanceBench bench(withSeed(7));
    Duration first{};
    Duration rest{};
    std::size_t tokens = 0;
    constexpr int rounds = 40;
    for (int i = 0; i < rounds; ++i) {
        const Reply reply = bench.post(chatPath, body);
        first += reply.pause + reply.parts[1].pause;
        for (std::size_t part = 2; part < reply.parts.size(); ++part) {
            rest += reply.parts[part].pause;
            tokens += static_cast<std::size_t>(reply.parts[part].tokens);
        }
    }
    const auto ms
        = [](Duration time) { return std::chrono::duration<double, std::milli>(time).count(); };
    // gpt-4o: about 350 ms to the first token, and 60 of them in a second.
    QVERIFY2(ms(first) / rounds > 250 && ms(first) / rounds < 550,
             qPrintable(QString::number(ms(first) / rounds)));
    const double perSecond = static_cast<double>(tokens) / ms(rest) * 1000;
    QVERIFY2(perSecond > 45 && perSecond < 75, qPrintable(QString::number(perSecond)));
}

void TestDeterminism::boundedPieces_neverTearCharacters()
{
    SimulatorScenario scenario = benchScenario();
    std::string text;
    for (int i = 0; i < 50; ++i) {
        text += "\xF0\x9F\x9A\xB0\xC3\xA9";
    }
    scenario.answers = {{.match = "", .text = text}};
    InstanceBench bench(scenario);
    const auto events = eventsOf(bench.post(chatPath, body).body());
    QCOMPARE(contentOf(events), text);
    QVERIFY(contentOf(events).find("\xEF\xBF\xBD") == std::string::npos);
}

QTEST_APPLESS_MAIN(TestDeterminism)
#include "tst_determinism.moc"
