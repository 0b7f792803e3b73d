#include "pages/trafficcharts.h"

#include <QTest>

#include <string>

using namespace penstock;
using namespace penstock::pages;

/// Who has a curve of their own, and that it keeps its colour.
class TestSeriesColors final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void few_areAllChosen();
    void many_leaveThePlaceOfTheRest();
    void aBusySecond_changesNothing();
    void whoIsClearlyAhead_comesIn();
    void chosenColors_differ_data();
    void chosenColors_differ();
    void whoStays_keepsItsColor();
};

namespace
{

using Candidates = std::vector<SeriesColors::Candidate>;

Candidates alike(int count)
{
    Candidates candidates;
    for (int i = 0; i < count; ++i) {
        candidates.push_back({InstanceId("instance-" + std::to_string(i)), 100});
    }
    return candidates;
}

std::set<int> colorsOf(SeriesColors &colors, const std::set<InstanceId> &ids)
{
    std::set<int> different;
    for (const InstanceId &id : ids) {
        different.insert(colors.colorOf(id));
    }
    return different;
}

} // namespace

void TestSeriesColors::few_areAllChosen()
{
    SeriesColors colors;
    QVERIFY(colors.choose({}).empty());
    const int most = static_cast<int>(SeriesColors::mostCurves);
    QCOMPARE(colors.choose(alike(most)).size(), SeriesColors::mostCurves);
}

void TestSeriesColors::many_leaveThePlaceOfTheRest()
{
    SeriesColors colors;
    Candidates candidates = alike(100);
    candidates[50].weight = 300;
    const std::set<InstanceId> chosen = colors.choose(candidates);
    QCOMPARE(chosen.size(), SeriesColors::mostCurves - 1);
    QVERIFY(chosen.contains(candidates[50].id));
    QVERIFY(!chosen.contains(candidates[99].id));
}

void TestSeriesColors::aBusySecond_changesNothing()
{
    SeriesColors colors;
    Candidates candidates = alike(20);
    const std::set<InstanceId> before = colors.choose(candidates);
    for (std::size_t busy = 0; busy < candidates.size(); ++busy) {
        Candidates now = candidates;
        now[busy].weight *= 1.2;
        QCOMPARE(colors.choose(now), before);
    }
}

void TestSeriesColors::whoIsClearlyAhead_comesIn()
{
    SeriesColors colors;
    Candidates candidates = alike(20);
    const std::set<InstanceId> before = colors.choose(candidates);
    QVERIFY(!before.contains(candidates[19].id));
    candidates[19].weight = 200;
    QVERIFY(colors.choose(candidates).contains(candidates[19].id));
}

void TestSeriesColors::chosenColors_differ_data()
{
    QTest::addColumn<int>("busy");
    for (int busy = 0; busy < 40; ++busy) {
        QTest::addRow("from %d on", busy) << busy;
    }
}

void TestSeriesColors::chosenColors_differ()
{
    QFETCH(int, busy);
    SeriesColors colors;
    Candidates candidates = alike(48);
    for (const SeriesColors::Candidate &candidate : candidates) {
        QVERIFY(colors.colorOf(candidate.id) < 8);
    }
    (void)colors.choose(candidates);
    for (std::size_t i = 0; i < 6; ++i) {
        // Neighbours by eight have the same colour at first.
        candidates[(static_cast<std::size_t>(busy) + 8 * i) % candidates.size()].weight = 1000;
    }
    const std::set<InstanceId> chosen = colors.choose(candidates);
    const std::set<int> different = colorsOf(colors, chosen);
    QCOMPARE(different.size(), chosen.size());
    QVERIFY(!different.contains(SeriesColors::colorOfTheRest));
}

void TestSeriesColors::whoStays_keepsItsColor()
{
    SeriesColors colors;
    Candidates candidates = alike(48);
    const std::set<InstanceId> before = colors.choose(candidates);
    std::map<InstanceId, int> colorsBefore;
    for (const InstanceId &id : before) {
        colorsBefore[id] = colors.colorOf(id);
    }
    // One that has the colour of one that stays, and comes before it by its name.
    candidates[40].weight = 1000;
    const std::set<InstanceId> after = colors.choose(candidates);
    QVERIFY(after.contains(candidates[40].id));
    for (const InstanceId &id : after) {
        if (before.contains(id)) {
            QCOMPARE(colors.colorOf(id), colorsBefore.at(id));
        }
    }
}

QTEST_APPLESS_MAIN(TestSeriesColors)
#include "tst_seriescolors.moc"
