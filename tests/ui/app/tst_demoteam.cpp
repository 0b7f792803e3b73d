#include "app/demoevents.h"
#include "app/demopeople.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <map>
#include <set>

using namespace penstock;
using namespace penstock::app;
using simulator::FaultKind;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// What happens in the demonstration, without clocks and sockets.
class TestDemoTeam final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void events_beginAsPromised();
    void events_neverMeet();
    void events_followFromTheSeed();
    void team_worksAtABelievableRate();
    void team_hasBurstsAndQuietPhases();
    void team_followsFromTheSeed();
    void bodies_areWhatTheTaskSays();
};

namespace
{

struct Day {
    std::map<std::string, int> byModel;
    std::map<std::string, int> byAgent;
    std::vector<int> perSecond;
    int requests = 0;
    int streams = 0;
};

Day workFor(std::uint64_t seed, seconds length)
{
    Day day;
    day.perSecond.resize(static_cast<std::size_t>(length.count()));
    for (DemoPerson &person : demoTeam(seed)) {
        milliseconds now{0};
        for (;;) {
            const DemoStep step = person.next();
            now += step.wait;
            if (now >= length) {
                break;
            }
            ++day.requests;
            ++day.byModel[step.request.model];
            ++day.byAgent[step.request.userAgent];
            ++day.perSecond[static_cast<std::size_t>(now / seconds(1))];
            day.streams += step.request.isStream ? 1 : 0;
        }
    }
    return day;
}

} // namespace

void TestDemoTeam::events_beginAsPromised()
{
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        DemoEvents events(seed);
        const DemoEvent first = events.next();
        QCOMPARE(first.instance, std::string("westus"));
        QVERIFY(first.fault.kind == FaultKind::RateLimit);
        QVERIFY(first.begin >= seconds(32) && first.begin <= seconds(48));
        QVERIFY(first.duration >= seconds(20) && first.duration <= seconds(30));
        const DemoEvent second = events.next();
        QCOMPARE(second.instance, std::string("swedencentral"));
        QVERIFY(second.fault.duration == second.duration);
        QCOMPARE(second.fault.status, 503);
        QVERIFY(second.duration >= seconds(16) && second.duration <= seconds(24));
    }
}

void TestDemoTeam::events_neverMeet()
{
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        DemoEvents events(seed);
        std::set<FaultKind> kinds;
        std::set<std::string> instances;
        DemoEvent before = events.next();
        for (int i = 0; i < 200; ++i) {
            DemoEvent event = events.next();
            // Long enough in between that everything is green for a while.
            QVERIFY(event.begin >= before.end() + seconds(30));
            QVERIFY(event.instance != before.instance);
            kinds.insert(event.fault.kind);
            instances.insert(event.instance);
            before = std::move(event);
        }
        QVERIFY(kinds.size() >= 7);
        QCOMPARE(instances.size(), std::size_t{3});
        QVERIFY(before.begin > minutes(150));
    }
}

void TestDemoTeam::events_followFromTheSeed()
{
    DemoEvents one(7);
    DemoEvents same(7);
    DemoEvents other(8);
    bool isOther = false;
    for (int i = 0; i < 20; ++i) {
        const DemoEvent event = one.next();
        const DemoEvent twin = same.next();
        QVERIFY(event.begin == twin.begin && event.instance == twin.instance
                && event.fault == twin.fault);
        isOther = isOther || event.begin != other.next().begin;
    }
    QVERIFY(isOther);
}

void TestDemoTeam::team_worksAtABelievableRate()
{
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        const Day shift = workFor(seed, minutes(30));
        const double rate = shift.requests / 1800.0;
        QVERIFY2(rate > 2 && rate < 6, std::to_string(rate).c_str());
        QCOMPARE(shift.byAgent.size(), std::size_t{5});
        QCOMPARE(shift.byModel.size(), std::size_t{3});
        for (const char *model : {"gpt-4o", "gpt-4o-mini", "text-embedding-3-small"}) {
            QVERIFY(shift.byModel.at(model) > shift.requests / 20);
        }
        QVERIFY(shift.streams > shift.requests / 4 && shift.streams < shift.requests * 3 / 4);
    }
}

void TestDemoTeam::team_hasBurstsAndQuietPhases()
{
    const Day shift = workFor(1, minutes(30));
    int calm = 0;
    int busy = 0;
    for (std::size_t second = 0; second + 10 <= shift.perSecond.size(); second += 10) {
        int sum = 0;
        for (std::size_t i = 0; i < 10; ++i) {
            sum += shift.perSecond[second + i];
        }
        calm += sum < 20 ? 1 : 0;
        busy += sum > 45 ? 1 : 0;
    }
    QVERIFY(calm > 5);
    QVERIFY(busy > 5);
}

void TestDemoTeam::team_followsFromTheSeed()
{
    auto one = demoTeam(3);
    auto same = demoTeam(3);
    auto other = demoTeam(4);
    bool isOther = false;
    for (int i = 0; i < 20; ++i) {
        const DemoStep step = one.front().next();
        const DemoStep twin = same.front().next();
        QVERIFY(step.wait == twin.wait && step.request.body == twin.request.body);
        isOther = isOther || step.request.body != other.front().next().request.body;
    }
    QVERIFY(isOther);
}

void TestDemoTeam::bodies_areWhatTheTaskSays()
{
    SeededRandom random(1);
    using Kind = DemoTask::Kind;
    const auto bodyOf
        = [&](const DemoTask &task) { return nlohmann::json::parse(demoBody(task, random)); };
    const auto stream = bodyOf({Kind::Stream, "gpt-4o", 1, 1000, 50});
    QCOMPARE(stream["stream"], true);
    QCOMPARE(stream["stream_options"]["include_usage"], true);
    QCOMPARE(stream["model"], "gpt-4o");
    QCOMPARE(stream["max_tokens"], 50);
    const auto size = stream["messages"][0]["content"].get<std::string>().size();
    QVERIFY(size > 600 && size < 1500);
    const auto whole = bodyOf({Kind::Whole, "gpt-4o", 1, 1000, 50});
    QVERIFY(!whole.contains("stream"));
    const auto embedding = bodyOf({Kind::Embedding, "text-embedding-3-small", 1, 1000, 0});
    QVERIFY(embedding["input"].is_array() && !embedding["input"].empty());
    QVERIFY(!embedding.contains("messages"));
}

QTEST_APPLESS_MAIN(TestDemoTeam)
#include "tst_demoteam.moc"
