#include "gateway/simulator/simulatorbench.h"

#include <nlohmann/json.hpp>

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::simulator;
using namespace penstock::test;
using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Every kind of fault as a client meets it on a socket, however it was switched on.
class TestFaultPorts final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyKind_isInTheTable();
    void live_data();
    void live();
    void atRequest_data();
    void atRequest();
    void atSecond_data();
    void atSecond();
    void probability_hitsSome();
    void afterEvents_data();
    void afterEvents();
    void streamErrors_haveTheirStatus_data();
    void streamErrors_haveTheirStatus();

private:
    [[nodiscard]] bool isSound() const;
    [[nodiscard]] RawAnswer ask() const;
    /// A scenario with "eastus" as it was, and this fault.
    [[nodiscard]] int load(const std::string &fault) const;

    std::unique_ptr<SimulatorBench> m_bench;
};

namespace
{

// Ends the connection, so that nobody has to wait for what does not come.
const std::string request = [] {
    std::string text = azureRequest("POST", v1ChatPath,
                                    chatBody(R"("model":"newer","max_tokens":3,"stream":true,)"
                                             R"("stream_options":{"include_usage":true})"));
    return text.insert(text.find("\r\n") + 2, "Connection: close\r\n");
}();

struct Strike {
    FaultKind kind;
    const char *more; ///< what the fault needs to be told besides its kind
    bool (*shows)(std::uint16_t port);
};

RawAnswer askAt(std::uint16_t port)
{
    return RawClient(port).ask(request);
}

std::string allAt(std::uint16_t port)
{
    RawClient client(port);
    return client.send(request) ? client.receiveAll() : std::string("nothing was taken");
}

template<int status>
bool answers(std::uint16_t port)
{
    const RawAnswer answer = askAt(port);
    return answer.isWhole() && answer.status == status
        && Json::parse(answer.body, nullptr, false).contains("error");
}

template<int wait>
bool limits(std::uint16_t port)
{
    const RawAnswer answer = askAt(port);
    return answer.status == 429 && answer.field("retry-after") == std::to_string(wait)
        && answer.field("retry-after-ms") == std::to_string(wait * 1000)
        && answer.body.find("retry after " + std::to_string(wait) + " seconds")
        != std::string::npos;
}

bool shrinks(std::uint16_t port)
{
    return askAt(port).field("x-ratelimit-limit-tokens") == "500";
}

bool isOdd(std::uint16_t port)
{
    const RawAnswer answer = askAt(port);
    return answer.status == 200 && answer.field("x-ratelimit-limit-tokens") == "-1"
        && answer.field("x-ratelimit-remaining-tokens") == "-27689"
        && answer.field("x-rate-limit-reset-tokens") == "55";
}

bool isPage(std::uint16_t port)
{
    const RawAnswer answer = askAt(port);
    return answer.status == 502 && answer.field("content-type") == "text/html"
        && answer.body.starts_with("<html>");
}

bool isEmpty(std::uint16_t port)
{
    const RawAnswer answer = askAt(port);
    return answer.isWhole() && answer.status == 502 && answer.body.empty()
        && answer.count("content-type") == 0;
}

bool refuses(std::uint16_t port)
{
    // With a request to set it off, that one is reset before the port closes.
    return becomesTrue([port] {
        RawClient client;
        return !client.connectTo(port) || (client.send(request), client.receiveAll().empty());
    });
}

bool isSilent(std::uint16_t port)
{
    RawClient client(port);
    return client.send(request) && !client.seesEnd(milliseconds(50)) && !client.hasInput();
}

bool isLate(std::uint16_t port)
{
    QElapsedTimer timer;
    timer.start();
    return askAt(port).isWhole() && timer.elapsed() >= 200;
}

bool drips(std::uint16_t port)
{
    // 16 bytes are a chunk.
    const std::string all = allAt(port);
    return all.find("\r\n10\r\ndata: {\"choices\"") != std::string::npos;
}

std::vector<Strike> strikes()
{
    using enum FaultKind;
    return {
        {RateLimit, R"(,"retry_after":3)", limits<3>},
        {RetryAfterDay, "", limits<86'400>},
        {Capacity, "", limits<20>},
        {Unauthorized, "", answers<401>},
        {RoleMissing, "", answers<401>},
        {Forbidden, "", answers<403>},
        {DeploymentMissing, "", answers<404>},
        {Timeout, "", answers<408>},
        {ServerError, R"(,"status":503)", answers<503>},
        {HtmlError, "", isPage},
        {EmptyError, "", isEmpty},
        {Refuse, R"(,"seconds":5)", refuses},
        {Reset, "", [](std::uint16_t port) { return allAt(port).empty(); }},
        {ResetAfterHead, "",
         [](std::uint16_t port) {
             const std::string all = allAt(port);
             return all.starts_with("HTTP/1.1 200 OK\r\n") && all.ends_with("\r\n\r\n");
         }},
        {Stall, "", isSilent},
        {SlowDrip, R"(,"delay_ms":1)", drips},
        {Slow, R"(,"delay_ms":200)", isLate},
        {Cut, "",
         [](std::uint16_t port) {
             const std::string all = allAt(port);
             return all.starts_with("HTTP/1.1 200 OK\r\n") && !all.ends_with("0\r\n\r\n");
         }},
        {MalformedChunk, "",
         [](std::uint16_t port) { return allAt(port).ends_with("\r\nnot-a-size\r\n"); }},
        {StreamError, "",
         [](std::uint16_t port) {
             const RawAnswer answer = askAt(port);
             return answer.status == 200 && answer.isWhole()
                 && eventsOf(answer.body).back().contains("error");
         }},
        {MalformedJson, "",
         [](std::uint16_t port) {
             const RawAnswer answer = askAt(port);
             return answer.isWhole() && eventsOf(answer.body).at(3).is_discarded();
         }},
        {LimitReduction, "", shrinks},
        {OddHeaders, "", isOdd},
    };
}

void addStrikes()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const Strike &strike : strikes()) {
        QTest::newRow(std::string(toString(strike.kind)).c_str()) << index++;
    }
}

std::string faultJson(const Strike &strike, const std::string &more)
{
    // `seconds` is told once.
    const bool isTold = std::string_view(strike.more).find("seconds") != std::string_view::npos
        && more.find("seconds") != std::string::npos;
    return R"({"kind":")" + std::string(toString(strike.kind)) + '"' + (isTold ? "" : strike.more)
        + more + '}';
}

} // namespace

void TestFaultPorts::init()
{
    m_bench = std::make_unique<SimulatorBench>();
    QCOMPARE(m_bench->problem(), "");
}

void TestFaultPorts::cleanup()
{
    m_bench.reset();
}

RawAnswer TestFaultPorts::ask() const
{
    return askAt(m_bench->port());
}

bool TestFaultPorts::isSound() const
{
    const RawAnswer answer = ask();
    const auto isJson = [](const Json &event) { return !event.is_discarded(); };
    return answer.isWhole() && answer.status == 200
        && answer.field("x-ratelimit-limit-tokens") == "1000"
        && answer.body.ends_with("data: [DONE]\n\n")
        && std::ranges::all_of(eventsOf(answer.body), isJson);
}

int TestFaultPorts::load(const std::string &fault) const
{
    const std::string scenario
        = R"({"speed":0,"instances":[{"name":"eastus","key":"the-key","deployments":)"
          R"({"newer":{"model":"gpt-4.1","tpm":1000,"rpm":600}}}],"faults":[)"
        + fault + "]}";
    return m_bench->control("POST", "/_sim/scenario", scenario).status;
}

void TestFaultPorts::everyKind_isInTheTable()
{
    for (const FaultKindName &row : faultKinds()) {
        const auto all = strikes();
        QVERIFY2(std::ranges::find(all, row.kind, &Strike::kind) != all.end(),
                 std::string(row.name).c_str());
    }
}

void TestFaultPorts::live_data()
{
    addStrikes();
}

void TestFaultPorts::live()
{
    QFETCH(int, index);
    const Strike strike = strikes().at(static_cast<std::size_t>(index));
    const auto put = [&](const std::string &more) {
        return m_bench->control("PUT", "/_sim/eastus/fault", faultJson(strike, more)).status;
    };
    QVERIFY(isSound());
    QCOMPARE(put({}), 200);
    QVERIFY(strike.shows(m_bench->port()));
    QVERIFY(strike.shows(m_bench->port()));
    QCOMPARE(m_bench->control("DELETE", "/_sim/eastus/fault").status, 200);
    QVERIFY(isSound());
    QCOMPARE(put(R"(,"count":1)"), 200);
    QVERIFY(strike.shows(m_bench->port()));
    if (strike.kind == FaultKind::Refuse) {
        m_bench->clock().advance(seconds(5));
    }
    QVERIFY(becomesTrue([this] { return isSound(); }));
}

void TestFaultPorts::atRequest_data()
{
    addStrikes();
}

void TestFaultPorts::atRequest()
{
    QFETCH(int, index);
    const Strike strike = strikes().at(static_cast<std::size_t>(index));
    // A port that refuses counts no further requests.
    const bool isRefusal = strike.kind == FaultKind::Refuse;
    const std::string count = isRefusal ? "1" : "2";
    QCOMPARE(load(faultJson(strike, R"(,"instance":"eastus","at_request":2,"count":)" + count)),
             200);
    QVERIFY(isSound());
    QVERIFY(strike.shows(m_bench->port()));
    QVERIFY(strike.shows(m_bench->port()));
    if (isRefusal) {
        m_bench->clock().advance(seconds(5));
    }
    QVERIFY(becomesTrue([this] { return isSound(); }));
}

void TestFaultPorts::atSecond_data()
{
    addStrikes();
}

void TestFaultPorts::atSecond()
{
    QFETCH(int, index);
    const Strike strike = strikes().at(static_cast<std::size_t>(index));
    QCOMPARE(load(faultJson(strike, R"(,"at_second":10,"seconds":5)")), 200);
    QVERIFY(isSound());
    m_bench->clock().advance(seconds(10));
    QVERIFY(strike.shows(m_bench->port()));
    m_bench->clock().advance(seconds(5));
    QVERIFY(becomesTrue([this] { return isSound(); }));
}

void TestFaultPorts::probability_hitsSome()
{
    QCOMPARE(load(R"({"kind":"server_error","probability":0.5})"), 200);
    int hit = 0;
    constexpr int asked = 40;
    for (int i = 0; i < asked; ++i) {
        hit += ask().status == 500 ? 1 : 0;
    }
    QVERIFY2(hit > 5 && hit < 35, qPrintable(QString::number(hit)));
}

void TestFaultPorts::afterEvents_data()
{
    QTest::addColumn<std::string>("kind");
    QTest::addColumn<int>("after");
    for (const char *const kind :
         {"stall", "cut", "malformed_chunk", "stream_error", "malformed_json"}) {
        for (const int after : {0, 1, 4}) {
            QTest::addRow("%s after %d", kind, after) << std::string(kind) << after;
        }
    }
}

void TestFaultPorts::afterEvents()
{
    QFETCH(std::string, kind);
    QFETCH(int, after);
    QCOMPARE(
        m_bench
            ->control("PUT", "/_sim/eastus/fault",
                      R"({"kind":")" + kind + R"(","after_events":)" + std::to_string(after) + '}')
            .status,
        200);
    RawClient client(m_bench->port());
    QVERIFY(client.send(request));
    if (kind == "stall") {
        QCOMPARE(receiveEvents(client, after).empty(), after == 0);
        QVERIFY(!client.seesEnd(milliseconds(50)));
        return;
    }
    const RawAnswer answer = client.answer();
    QCOMPARE(answer.status, 200);
    const auto events = eventsOf(answer.body);
    int sound = 0;
    for (const Json &event : events) {
        if (event.is_discarded() || event.contains("error")) {
            break;
        }
        ++sound;
    }
    QCOMPARE(sound, after);
    const bool isProper = kind == "stream_error" || kind == "malformed_json";
    QCOMPARE(answer.isWhole(), isProper);
}

void TestFaultPorts::streamErrors_haveTheirStatus_data()
{
    QTest::addColumn<std::string>("status"); // of the fault
    QTest::addColumn<std::string>("type"); // inside the stream
    QTest::addColumn<int>("whole"); // the status of an answer that is no stream
    QTest::newRow("usual") << std::string() << std::string("server_error") << 503;
    QTest::newRow("500") << std::string(R"(,"status":500)") << std::string("server_error") << 500;
    QTest::newRow("429") << std::string(R"(,"status":429,"retry_after":4)")
                         << std::string("too_many_requests") << 429;
}

void TestFaultPorts::streamErrors_haveTheirStatus()
{
    QFETCH(std::string, status);
    QFETCH(std::string, type);
    QFETCH(int, whole);
    const std::string wait = whole == 429 ? "4" : "";
    QCOMPARE(
        m_bench->control("PUT", "/_sim/eastus/fault", R"({"kind":"stream_error")" + status + '}')
            .status,
        200);
    const RawAnswer streamed = ask();
    QCOMPARE(streamed.status, 200);
    QCOMPARE(streamed.field("retry-after"), wait);
    QCOMPARE(eventsOf(streamed.body).back()["error"]["type"], type);
    const RawAnswer answer
        = RawClient(m_bench->port())
              .ask(azureRequest("POST", v1ChatPath, chatBody(R"("model":"newer","max_tokens":3)")));
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.status, whole);
    QCOMPARE(answer.field("retry-after"), wait);
    QVERIFY(Json::parse(answer.body)["error"]["message"].is_string());
    const Json counts = Json::parse(m_bench->control("GET", "/_sim/eastus").body)["deployments"];
    QCOMPARE(counts["newer"]["rejected"], whole == 429 ? 2 : 0);
}

QTEST_GUILESS_MAIN(TestFaultPorts)
#include "tst_faultports.moc"
