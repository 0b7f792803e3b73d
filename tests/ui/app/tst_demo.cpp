#include "app/demosession.h"
#include "service/embeddedgateway.h"
#include "support/tempdir.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTcpServer>
#include <QTest>

#include <filesystem>
#include <functional>

using namespace penstock;
using namespace penstock::app;
using namespace std::chrono_literals;
using penstock::service::GatewayPhase;
using penstock::test::TempDir;

/// The demonstration as a whole: simulated instances, a real gateway, and the team.
class TestDemo final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everybodyIsServed();
    void events_happen();
    void stop_isAtOnce();
    void gatewayThatStops_stopsTheTeam();
    void busyPort_leadsToTheNext();
    void reservation_keepsAndReleases();
    void twoDemos_doNotMeet();
    void nothingIsWrittenElsewhere();
    void end_whileEverythingRuns();

private:
    TempDir m_temporary;
    TempDir m_home;
};

namespace
{

constexpr double quick = 30; // a second is half a minute

/// Spins the event loop, as the gateway tells of itself there.
bool comesTrue(const std::function<bool()> &isTrue)
{
    return QTest::qWaitFor(isTrue, 90'000); // a busy machine is slow
}

/// A port with free ones behind it, so that no test depends on 3010.
std::uint16_t somePort()
{
    QTcpServer server;
    return server.listen(QHostAddress(QHostAddress::LocalHost), 0) ? server.serverPort() : 0;
}

/// As main puts it together.
class Demo final
{
public:
    explicit Demo(std::uint64_t seed = 1)
        : m_session({.seed = seed, .clock = &m_clock, .pace = quick})
        , m_gateway({.version = "1.2.3", .clock = &m_clock})
    {
    }

    [[nodiscard]] bool start(std::uint16_t from = somePort())
    {
        if (!m_session.begin(from)) {
            return false;
        }
        const auto order = m_session.order();
        if (!order) {
            return false;
        }
        m_session.releasePort();
        m_gateway.start(*order);
        m_session.accompany(m_gateway);
        return comesTrue([this] { return m_gateway.status().phase == GatewayPhase::Running; });
    }

    DemoSession &session() { return m_session; }
    service::EmbeddedGateway &gateway() { return m_gateway; }
    [[nodiscard]] const DemoCounts &counts() const { return m_session.counts(); }

    [[nodiscard]] std::uint64_t requestsOf(const std::string &name)
    {
        for (const auto &instance : m_session.simulation().simulator().state().instances) {
            if (instance.name == name) {
                return instance.requests;
            }
        }
        return 0;
    }

    [[nodiscard]] std::uint64_t faults()
    {
        std::uint64_t sum = 0;
        for (const auto &instance : m_session.simulation().simulator().state().instances) {
            for (const auto &deployment : instance.deployments) {
                sum += deployment.counts.faults;
            }
        }
        return sum;
    }

private:
    SystemClock m_clock;
    DemoSession m_session;
    service::EmbeddedGateway m_gateway;
};

} // namespace

void TestDemo::initTestCase()
{
    // What the temporary profile leaves would be seen here.
    qputenv("TMPDIR", QByteArray::fromStdString(m_temporary.path().string()));
}

void TestDemo::everybodyIsServed()
{
    Demo demo;
    QVERIFY(demo.start());
    QCOMPARE(demo.gateway().status().port, demo.session().port());
    QVERIFY(demo.session().announcement().find(std::to_string(demo.session().port()))
            != std::string::npos);
    QVERIFY(comesTrue([&] {
        return demo.requestsOf("eastus") > 0 && demo.requestsOf("westus") > 0
            && demo.requestsOf("swedencentral") > 0 && demo.counts().answered >= 150;
    }));
    const std::uint64_t answered = demo.counts().answered;
    const std::uint64_t failed = demo.counts().failed;
    QVERIFY2(failed * 5 < answered,
             qPrintable(QStringLiteral("%1 of %2 failed").arg(failed).arg(answered + failed)));
    QVERIFY(demo.counts().inFlight <= DemoTraffic::mostInFlight);
}

void TestDemo::events_happen()
{
    Demo demo;
    QVERIFY(demo.start());
    QVERIFY(comesTrue([&] { return demo.faults() > 0; }));
    demo.gateway().setAttention(service::Attention::Snapshots);
    QVERIFY(comesTrue([&] { return demo.gateway().snapshot().moved > 0; }));
}

void TestDemo::stop_isAtOnce()
{
    Demo demo;
    QVERIFY(demo.start());
    QVERIFY(comesTrue([&] { return demo.counts().inFlight > 0; }));
    QElapsedTimer timer;
    timer.start();
    demo.session().end();
    QVERIFY(timer.elapsed() < 3000);
    QVERIFY(comesTrue(
        [&] { return demo.counts().inFlight == 0 && demo.gateway().requestsInFlight() == 0; }));
    const std::uint64_t sent = demo.counts().sent;
    // As long as another one takes to send a lot.
    Demo other(2);
    QVERIFY(other.start());
    QVERIFY(comesTrue([&] { return other.counts().answered > 20; }));
    QCOMPARE(demo.counts().sent.load(), sent);
}

void TestDemo::gatewayThatStops_stopsTheTeam()
{
    Demo demo;
    QVERIFY(demo.start());
    QVERIFY(comesTrue([&] { return demo.counts().answered > 10; }));
    demo.gateway().stop(5s);
    QVERIFY(comesTrue([&] { return demo.gateway().status().phase == GatewayPhase::Stopped; }));
    QVERIFY(comesTrue([&] { return demo.counts().inFlight == 0; }));
    const std::uint64_t answered = demo.counts().answered;
    demo.gateway().start(*demo.session().order());
    QVERIFY(comesTrue([&] { return demo.counts().answered > answered + 10; }));
}

void TestDemo::busyPort_leadsToTheNext()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress(QHostAddress::LocalHost), 0));
    const std::uint16_t busy = other.serverPort();
    Demo demo;
    QVERIFY(demo.start(busy));
    QVERIFY(demo.session().port() > busy);
    QCOMPARE(demo.gateway().status().port, demo.session().port());
}

void TestDemo::reservation_keepsAndReleases()
{
    auto first = PortReservation::firstFree(somePort());
    QVERIFY(first.has_value());
    const auto second = PortReservation::firstFree(first->port());
    QVERIFY(second.has_value());
    QVERIFY(second->port() > first->port());
    first->release();
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(QHostAddress::LocalHost), first->port()));
    const auto none = PortReservation::firstFree(65'535);
    QVERIFY(none.has_value() || none.error().message.find("65535") != std::string::npos);
}

void TestDemo::twoDemos_doNotMeet()
{
    const std::uint16_t from = somePort();
    Demo one(1);
    Demo two(2);
    QVERIFY(one.start(from));
    QVERIFY(two.start(from));
    QVERIFY(one.session().port() != two.session().port());
    const ProfilePaths &paths = one.session().profile().paths();
    QVERIFY(paths.folder() != two.session().profile().paths().folder());
    QVERIFY(paths.instanceName() != two.session().profile().paths().instanceName());
    QVERIFY(comesTrue([&] { return one.counts().answered > 20 && two.counts().answered > 20; }));
    one.session().end();
    one.gateway().stop(1s);
    const std::uint64_t before = two.counts().answered;
    QVERIFY(comesTrue([&] { return two.counts().answered > before + 20; }));
}

void TestDemo::nothingIsWrittenElsewhere()
{
    for (const char *name : {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"}) {
        qputenv(name, QByteArray::fromStdString(m_home.path().string()));
    }
    const std::filesystem::path here = std::filesystem::current_path();
    const auto filesHere = QDir(QString::fromStdString(here.string())).entryList();
    {
        Demo demo;
        QVERIFY(demo.start());
        const auto &folder = demo.session().profile().paths().folder();
        QVERIFY(
            folder.string().starts_with(std::filesystem::canonical(m_temporary.path()).string()));
        QVERIFY(comesTrue([&] { return demo.counts().answered > 20; }));
    }
    QVERIFY(std::filesystem::is_empty(m_home.path()));
    const auto left = QDir(QString::fromStdString(m_temporary.path().string()))
                          .entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden);
    QVERIFY2(left.isEmpty(), qPrintable(left.join(QLatin1Char(' '))));
    QCOMPARE(QDir(QString::fromStdString(here.string())).entryList(), filesHere);
}

void TestDemo::end_whileEverythingRuns()
{
    for (int i = 0; i < 3; ++i) {
        Demo demo;
        QVERIFY(demo.start());
        QVERIFY(comesTrue([&] { return demo.counts().inFlight > 0; }));
    }
}

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"
