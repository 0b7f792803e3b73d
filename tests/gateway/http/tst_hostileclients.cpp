#include "gateway/http/httpchecks.h"
#include "gateway/http/httpfixture.h"
#include "gateway/http/memory.h"

#include <QTest>

#include <algorithm>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace
{

constexpr std::int64_t bearableGrowth = std::int64_t{8} << 20;

/// Leaves the process without a single descriptor until it goes.
class DescriptorDrought final
{
public:
    DescriptorDrought()
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        rlimit low = m_before;
        low.rlim_cur = 256;
        ::setrlimit(RLIMIT_NOFILE, &low);
        for (int taken = takeOne(); taken >= 0; taken = takeOne()) {
            m_taken.push_back(taken);
        }
    }
    ~DescriptorDrought()
    {
        while (!m_taken.empty()) {
            giveBack();
        }
        ::setrlimit(RLIMIT_NOFILE, &m_before);
    }
    DescriptorDrought(const DescriptorDrought &) = delete;
    DescriptorDrought &operator=(const DescriptorDrought &) = delete;

    void giveBack()
    {
        ::close(m_taken.back());
        m_taken.pop_back();
    }

private:
    static int takeOne() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

    rlimit m_before{};
    std::vector<int> m_taken;
};

// The sanitizers look at memory through pipes, and cry wolf when they get none.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool canDoWithoutDescriptors = false;
#else
constexpr bool canDoWithoutDescriptors = true;
#endif

std::chrono::microseconds processorTime()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto sum = [](const timeval &a, const timeval &b) {
        return std::chrono::seconds(a.tv_sec + b.tv_sec)
            + std::chrono::microseconds(a.tv_usec + b.tv_usec);
    };
    return sum(usage.ru_utime, usage.ru_stime);
}

} // namespace

/// Who sends without end, or takes what there is of descriptors, hurts nobody else.
class TestHostileClients final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void endlessInput_costsNoMemory_data();
    void endlessInput_costsNoMemory();
    void unreadPipelinedAnswers_costNoMemory_data();
    void unreadPipelinedAnswers_costNoMemory();
    void pipelinedFloodWhileBusy_endsTheConnection();
    void outOfDescriptors_waitsQuietlyAndRecovers();
    void outOfDescriptors_givesUpIdleConnections();
    void unfinishedHeads_shareABudget();
    void lingering_ends();

private:
    std::unique_ptr<HttpFixture> m_fixture;
};

void TestHostileClients::init()
{
    m_fixture = std::make_unique<HttpFixture>();
    QVERIFY(m_fixture->servesOthers());
    QVERIFY(m_fixture->waitUntilQuiet());
}

void TestHostileClients::cleanup()
{
    m_fixture.reset();
}

void TestHostileClients::endlessInput_costsNoMemory_data()
{
    QTest::addColumn<std::string>("start");
    QTest::addColumn<std::string>("piece");
    QTest::addColumn<quint64>("total");
    QTest::addColumn<int>("status");
    constexpr quint64 mebibyte = 1U << 20U;
    const std::string filler(65'536, 'x');
    const std::string chunk = "10000\r\n" + filler + "\r\n";
    QTest::newRow("header line of 50 MB") << std::string("GET / HTTP/1.1\r\nHost: localhost\r\nA: ")
                                          << filler << 50 * mebibyte << 431;
    QTest::newRow("request line of 50 MB")
        << std::string("GET /") << filler << 50 * mebibyte << 431;
    QTest::newRow("method of 50 MB") << std::string() << filler << 50 * mebibyte << 431;
    QTest::newRow("body of 100 MB")
        << request("POST", "/", "Content-Length: 104857600\r\n") << filler << 100 * mebibyte << 413;
    QTest::newRow("multipart body of 600 MB")
        << request("POST", "/",
                   "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 629145600\r\n")
        << filler << 100 * mebibyte << 413;
    QTest::newRow("length 1e18") << request("POST", "/", "Content-Length: 1000000000000000000\r\n")
                                 << filler << 150 * mebibyte << 413;
    QTest::newRow("endless chunked")
        << request("POST", "/", "Transfer-Encoding: chunked\r\n") << chunk << 100 * mebibyte << 413;
    QTest::newRow("endless trailers")
        << request("POST", "/", "Transfer-Encoding: chunked\r\n") + "0\r\n"
        << std::string("A: b\r\n") << mebibyte << 431;
    QTest::newRow("endless chunk size") << request("POST", "/", "Transfer-Encoding: chunked\r\n")
                                        << std::string(1'000, '0') << mebibyte << 400;
    QTest::newRow("preflight with an endless body")
        << request("OPTIONS", "/",
                   "Origin: http://localhost:PORT\r\nAccess-Control-Request-Method: POST\r\n"
                   "Transfer-Encoding: chunked\r\n")
        << chunk << 100 * mebibyte << 413;
}

void TestHostileClients::endlessInput_costsNoMemory()
{
    QFETCH(std::string, start);
    QFETCH(const std::string, piece);
    QFETCH(const quint64, total);
    QFETCH(const int, status);
    if (const std::size_t at = start.find("PORT"); at != std::string::npos) {
        start.replace(at, 4, std::to_string(m_fixture->port()));
    }
    const MemoryWatch memory;
    RawClient client(m_fixture->port());
    QVERIFY(client.send(start));
    (void)client.sendRepeated(piece, total);
    const RawAnswer answer = client.answer();
    const std::string fault = faultOf(answer, status);
    QVERIFY2(fault.empty(), fault.c_str());
    const std::int64_t growth = memory.peakGrowth();
    QVERIFY2(growth < bearableGrowth, std::to_string(growth).c_str());
    client.close();
    QVERIFY(m_fixture->waitUntilQuiet());
    QCOMPARE(m_fixture->log().requestCount(), 1);
    QVERIFY(m_fixture->servesOthers());
}

void TestHostileClients::unreadPipelinedAnswers_costNoMemory_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::newRow("answered by the handler") << get("/size/100000");
    QTest::newRow("answered by the guard")
        << get("/", "Origin: http://" + std::string(200, 'x') + "\r\n");
}

void TestHostileClients::unreadPipelinedAnswers_costNoMemory()
{
    QFETCH(const std::string, bytes);
    std::string many;
    while (many.size() < 32'000) {
        many += bytes;
    }
    const MemoryWatch memory;
    RawClient client(m_fixture->port(), 4096);
    // As much as it takes, which may be little: nobody reads the answers.
    std::size_t sent = 0;
    while (sent < 4'000'000 && client.sendSome(many, std::chrono::milliseconds(300))) {
        sent += many.size();
    }
    const std::int64_t growth = memory.peakGrowth();
    QVERIFY2(growth < bearableGrowth, std::to_string(growth).c_str());
    QVERIFY(m_fixture->servesOthers());
    client.close();
    QVERIFY(m_fixture->waitUntilQuiet());
}

void TestHostileClients::pipelinedFloodWhileBusy_endsTheConnection()
{
    RawClient busy(m_fixture->port());
    RawClient other(m_fixture->port());
    QVERIFY(other.send(get("/trickle/100/10")));
    QVERIFY(busy.send(get("/never")));
    QVERIFY(m_fixture->log().waitForRequests(3));
    const std::uint64_t sent = busy.sendRepeated(get("/smuggled"), 64U << 20U);
    QVERIFY(sent < (64U << 20U));
    QVERIFY(busy.seesEnd());
    QVERIFY(m_fixture->log().waitFor([](const auto &counts) { return counts.closed == 1; }));
    const RawAnswer answer = other.answer();
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QCOMPARE(answer.body.size(), 500U);
    QCOMPARE(m_fixture->log().requestCount(), 3);
    QVERIFY(m_fixture->servesOthers());
}

void TestHostileClients::outOfDescriptors_waitsQuietlyAndRecovers()
{
    if (!canDoWithoutDescriptors) {
        QSKIP("a sanitizer needs descriptors of its own");
    }
    RawClient served(m_fixture->port());
    QVERIFY(served.send(get("/after/1000")));
    QVERIFY(m_fixture->log().waitForRequests(2));
    constexpr std::size_t count = 8;
    std::vector<std::unique_ptr<RawClient>> waiting(count);
    for (auto &client : waiting) {
        client = std::make_unique<RawClient>();
    }
    DescriptorDrought drought;
    for (auto &client : waiting) {
        QVERIFY(client->connectTo(m_fixture->port()));
        QVERIFY(client->send(get("/echo")));
    }
    const auto before = processorTime();
    // Who is in is served, and nobody asks the system for connections all the time.
    QCOMPARE(served.answer().body, "after 1000");
    const auto spent = processorTime() - before;
    QVERIFY2(spent < std::chrono::milliseconds(200), std::to_string(spent.count()).c_str());
    QCOMPARE(m_fixture->log().requestCount(), 2);
    for (std::size_t i = 0; i < count; ++i) {
        drought.giveBack();
    }
    for (auto &client : waiting) {
        const RawAnswer answer = client->answer();
        QVERIFY2(answer.isWhole(), answer.problem.c_str());
        QCOMPARE(answer.status, 200);
    }
}

void TestHostileClients::outOfDescriptors_givesUpIdleConnections()
{
    if (!canDoWithoutDescriptors) {
        QSKIP("a sanitizer needs descriptors of its own");
    }
    RawClient idle(m_fixture->port());
    QVERIFY(idle.ask(get("/")).isWhole());
    RawClient client;
    DescriptorDrought drought;
    QVERIFY(client.connectTo(m_fixture->port()));
    const RawAnswer answer = client.ask(get("/echo"));
    QVERIFY2(answer.isWhole(), answer.problem.c_str());
    QVERIFY(idle.seesEnd());
}

void TestHostileClients::unfinishedHeads_shareABudget()
{
    const std::string start = "GET / HTTP/1.1\r\nA: " + std::string(60'000, 'x');
    const std::size_t count = http::HttpLoad::mostInputBytes / start.size() + 20;
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(m_fixture->port()));
        QVERIFY(clients.back()->send(start));
    }
    const auto answered = [&clients] {
        return std::ranges::count_if(clients, [](auto &client) { return client->hasInput(); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(answered() >= 10, 10'000);
    QVERIFY(m_fixture->load().input.used() <= http::HttpLoad::mostInputBytes);
    QVERIFY(m_fixture->servesOthers());
    std::size_t refused = 0;
    for (const auto &client : clients) {
        const bool isRefused = client->hasInput();
        const RawAnswer answer
            = isRefused ? client->answer() : client->ask("\r\nHost: localhost\r\n\r\n");
        const std::string fault
            = isRefused ? faultOf(answer, 503) : faultOf(answer, std::string("ok"));
        QVERIFY2(fault.empty(), fault.c_str());
        refused += isRefused ? 1U : 0U;
        client->close();
    }
    QVERIFY(refused < 60);
    QVERIFY(m_fixture->waitUntilQuiet());
}

void TestHostileClients::lingering_ends()
{
    RawClient client(m_fixture->port());
    QVERIFY(faultOf(client.ask("GARBAGE\r\n\r\n"), 400).empty());
    QVERIFY(client.receiveAll().empty());
    // The client keeps its side open, and that must not keep the connection.
    QVERIFY(m_fixture->waitUntilQuiet());
}

QTEST_GUILESS_MAIN(TestHostileClients)
#include "tst_hostileclients.moc"
