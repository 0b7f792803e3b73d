#include "support/property.h"
#include "wire/ssesplitter.h"

#include <QTest>

#include <vector>

using namespace penstock;
using namespace penstock::wire;

namespace
{

struct Event {
    std::string name;
    std::string data;
    std::string raw;
    bool hasData = false;

    friend bool operator==(const Event &, const Event &) = default;
};

class Collector
{
public:
    void feed(std::string_view bytes) { splitter.feed(bytes, sink()); }
    void finish() { splitter.finish(sink()); }

    SseSplitter splitter;
    std::vector<Event> events;

private:
    SseSplitter::Sink sink()
    {
        return [this](const SseEvent &event) {
            events.push_back({std::string(event.name), std::string(event.data),
                              std::string(event.raw), event.hasData});
        };
    }
};

std::vector<Event> split(const std::string &stream)
{
    Collector collector;
    collector.feed(stream);
    collector.finish();
    return collector.events;
}

} // namespace

class TestSseSplitter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void events_data()
    {
        QTest::addColumn<std::string>("stream");
        QTest::addColumn<std::vector<Event>>("events");
        const auto row
            = [](const char *name, const std::string &stream, const std::vector<Event> &events) {
                  QTest::newRow(name) << stream << events;
              };
        row("two events", "data: a\n\ndata: b\n\n",
            {{"", "a", "data: a\n\n", true}, {"", "b", "data: b\n\n", true}});
        row("CRLF", "data: a\r\n\r\ndata: b\r\n\r\n",
            {{"", "a", "data: a\r\n\r\n", true}, {"", "b", "data: b\r\n\r\n", true}});
        row("CR alone", "data: a\r\rdata: b\r\rx",
            {{"", "a", "data: a\r\r", true}, {"", "b", "data: b\r\r", true}, {"", "", "x", false}});
        row("named", "event: error\ndata: {}\n\n",
            {{"error", "{}", "event: error\ndata: {}\n\n", true}});
        row("no blank behind the colon", "data:a\n\n", {{"", "a", "data:a\n\n", true}});
        row("two blanks keep one", "data:  a\n\n", {{"", " a", "data:  a\n\n", true}});
        row("several data lines", "data: a\ndata: b\ndata\n\n",
            {{"", "a\nb\n", "data: a\ndata: b\ndata\n\n", true}});
        row("comment", ": hi\n\ndata: a\n\n",
            {{"", "", ": hi\n\n", false}, {"", "a", "data: a\n\n", true}});
        row("comment inside", ": x\ndata: a\nid: 3\nretry: 5\n\n",
            {{"", "a", ": x\ndata: a\nid: 3\nretry: 5\n\n", true}});
        row("no empty line at the end", "data: a\n\ndata: [DONE]",
            {{"", "a", "data: a\n\n", true}, {"", "[DONE]", "data: [DONE]", true}});
        row("one line end at the end", "data: a\n", {{"", "a", "data: a\n", true}});
        row("more empty lines", "data: a\n\n\n\ndata: b\n\n",
            {{"", "a", "data: a\n\n", true},
             {"", "", "\n", false},
             {"", "", "\n", false},
             {"", "b", "data: b\n\n", true}});
        row("empty data", "data:\n\n", {{"", "", "data:\n\n", true}});
        row("field that only starts alike", "database: a\n\n",
            {{"", "", "database: a\n\n", false}});
        row("nothing", "", {});
    }

    void events()
    {
        QFETCH(const std::string, stream);
        QFETCH(const std::vector<Event>, events);
        QCOMPARE(split(stream), events);
    }

    void anyCut_changesNothing()
    {
        test::forEachRound(500, [](SeededRandom &random) {
            const std::string stream = test::randomText(random, "data: evnt\r\n\n\r:x", 200);
            const std::vector<Event> whole = split(stream);
            Collector collector;
            for (std::size_t at = 0; at < stream.size();) {
                const std::size_t size
                    = std::min<std::size_t>(stream.size() - at, 1 + random.below(6));
                collector.feed(std::string_view(stream).substr(at, size));
                at += size;
            }
            collector.finish();
            QCOMPARE(collector.events, whole);
        });
    }

    void rawOfAllEvents_isTheStream()
    {
        test::forEachRound(500, [](SeededRandom &random) {
            const std::string stream = test::randomText(random, "data: x\r\n\n\r:", 300);
            std::string joined;
            for (const Event &event : split(stream)) {
                joined += event.raw;
            }
            QCOMPARE(joined, stream);
        });
    }

    void completeEvent_isNotHeldBack()
    {
        Collector collector;
        collector.feed("data: a\n\n");
        QCOMPARE(collector.events.size(), 1U);
        QCOMPARE(collector.splitter.pendingBytes(), 0U);
        collector.feed("data: b\r\n\r");
        QCOMPARE(collector.events.size(), 1U);
        collector.feed("\n");
        QCOMPARE(collector.events.size(), 2U);
        QCOMPARE(collector.events.back().raw, "data: b\r\n\r\n");
    }

    void eventWithoutEnd_breaksTheStreamInsteadOfMemory()
    {
        SseSplitter splitter;
        const std::string piece(1024 * 1024, 'x');
        const SseSplitter::Sink none = [](const SseEvent &) { QFAIL("there is no event"); };
        bool isFine = true;
        for (int i = 0; i < 20 && isFine; ++i) {
            isFine = splitter.feed(piece, none);
        }
        QVERIFY(!isFine);
        QVERIFY(splitter.isBroken());
        QVERIFY(splitter.pendingBytes() <= SseSplitter::mostEventBytes + piece.size());
        QVERIFY(!splitter.feed("data: a\n\n", none));
    }

    void longEvent_isReadInLinearTime()
    {
        // Byte by byte: searching from the start each time would take minutes.
        Collector collector;
        const std::string stream = "data: " + std::string(300000, 'y') + "\n\n";
        for (const char &c : stream) {
            collector.feed(std::string_view(&c, 1));
        }
        QCOMPARE(collector.events.size(), 1U);
        QCOMPARE(collector.events.front().data.size(), 300000U);
    }
};

QTEST_APPLESS_MAIN(TestSseSplitter)
#include "tst_ssesplitter.moc"
