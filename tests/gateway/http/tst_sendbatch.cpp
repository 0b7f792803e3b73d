#include "gateway/http/httpfixture.h"
#include "http/httpexchange.h"
#include "http/httphandler.h"
#include "http/httplistener.h"
#include "support/becomestrue.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;

/// Answers that become ready in one turn of the event loop leave together, and nobody notices.
class TestSendBatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyInOneTurn_getTheirOwnAnswers_data();
    void manyInOneTurn_getTheirOwnAnswers();
    void clientLeavesInThatTurn();
    void closingConnection_getsItsAnswer();
    void listenerGoesInThatTurn();
};

namespace
{

/// Lets requests wait until there are so many, and then answers all of them at once, each with its
/// own path.
class Gathering final : public http::HttpHandler
{
public:
    Gathering(std::size_t wanted, std::shared_ptr<std::atomic<int>> waiting)
        : m_wanted(wanted)
        , m_waiting(std::move(waiting))
    {
    }

    void handle(http::HttpRequest request, std::unique_ptr<http::HttpExchange> exchange) override
    {
        m_answers.emplace_back(std::string(request.head.target()), std::move(exchange));
        ++*m_waiting;
        if (m_answers.size() == m_wanted) {
            answerAll();
        }
    }

private:
    void answerAll()
    {
        for (auto &[target, exchange] : m_answers) {
            exchange->reply({.status = 200}, target);
        }
        m_answers.clear();
        *m_waiting = 0;
    }

    std::size_t m_wanted;
    std::shared_ptr<std::atomic<int>> m_waiting;
    std::vector<std::pair<std::string, std::unique_ptr<http::HttpExchange>>> m_answers;
};

class Bench final
{
public:
    explicit Bench(std::size_t wanted, EventPath path = EventPath::Best)
        : m_thread(QStringLiteral("http"), path)
    {
        m_thread.run([&] {
            m_listener = std::make_unique<http::HttpListener>(http::ListenerSetup{
                .makeHandler
                = [wanted, waiting = m_waiting]() -> std::unique_ptr<http::HttpHandler> {
                    return std::make_unique<Gathering>(wanted, waiting);
                },
                .tls = {},
                .eventPath = path,
                .clock = &m_clock});
            if (const auto listening = m_listener->listen({{}}); !listening) {
                qFatal("%s", listening.error().message.c_str());
            }
            m_port = m_listener->addresses().front().port;
        });
    }
    ~Bench() { end(); }

    void end()
    {
        m_thread.run([this] { m_listener.reset(); });
    }

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] bool waitForWaiting(int count) const
    {
        return becomesTrue([&] { return m_waiting->load() == count; });
    }
    [[nodiscard]] bool waitUntilQuiet() const
    {
        return becomesTrue([this] {
            return m_listener->load().connections == 0 && m_listener->load().exchanges == 0;
        });
    }

private:
    SystemClock m_clock;
    std::shared_ptr<std::atomic<int>> m_waiting = std::make_shared<std::atomic<int>>(0);
    EventThread m_thread;
    std::unique_ptr<http::HttpListener> m_listener;
    std::uint16_t m_port = 0;
};

std::string targetOf(std::size_t index)
{
    return "/answer-" + std::to_string(index);
}

} // namespace

void TestSendBatch::manyInOneTurn_getTheirOwnAnswers_data()
{
    QTest::addColumn<int>("path");
    QTest::newRow("best") << static_cast<int>(EventPath::Best);
    QTest::newRow("portable") << static_cast<int>(EventPath::Portable);
}

void TestSendBatch::manyInOneTurn_getTheirOwnAnswers()
{
    QFETCH(const int, path);
    constexpr std::size_t count = 40;
    const Bench bench(count, static_cast<EventPath>(path));
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(bench.port()));
    }
    // The connections go on: what was held must not disturb what comes after it.
    for (int round = 0; round < 5; ++round) {
        for (std::size_t i = 0; i < count; ++i) {
            QVERIFY(clients[i]->send(get(targetOf(i))));
        }
        for (std::size_t i = 0; i < count; ++i) {
            const RawAnswer answer = clients[i]->answer();
            QVERIFY2(answer.isWhole(), answer.problem.c_str());
            QCOMPARE(answer.body, targetOf(i));
        }
    }
}

void TestSendBatch::clientLeavesInThatTurn()
{
    constexpr std::size_t count = 20;
    const Bench bench(count);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i + 1 < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(bench.port()));
        QVERIFY(clients.back()->send(get(targetOf(i))));
    }
    QVERIFY(bench.waitForWaiting(count - 1));
    // Every other one goes just as the last request comes that lets all be answered.
    for (std::size_t i = 0; i < clients.size(); i += 2) {
        clients[i].reset();
    }
    RawClient last(bench.port());
    QVERIFY(last.send(get("/last")));
    for (std::size_t i = 1; i < clients.size(); i += 2) {
        QCOMPARE(clients[i]->answer().body, targetOf(i));
    }
    QCOMPARE(last.answer().body, std::string("/last"));
}

void TestSendBatch::closingConnection_getsItsAnswer()
{
    constexpr std::size_t count = 10;
    const Bench bench(count);
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(bench.port()));
        QVERIFY(clients.back()->send(get(targetOf(i), "Connection: close\r\n")));
    }
    for (std::size_t i = 0; i < count; ++i) {
        const RawAnswer answer = clients[i]->answer();
        QVERIFY2(answer.isWhole(), answer.problem.c_str());
        QCOMPARE(answer.body, targetOf(i));
        QVERIFY(clients[i]->seesEnd());
    }
    QVERIFY(bench.waitUntilQuiet());
}

void TestSendBatch::listenerGoesInThatTurn()
{
    for (int round = 0; round < 20; ++round) {
        constexpr std::size_t count = 8;
        Bench bench(count);
        std::vector<std::unique_ptr<RawClient>> clients;
        for (std::size_t i = 0; i < count; ++i) {
            clients.push_back(std::make_unique<RawClient>(bench.port()));
            QVERIFY(clients.back()->send(get(targetOf(i))));
        }
        bench.end();
        for (std::size_t i = 0; i < count; ++i) {
            // Whole, or cut with the listener; never something else.
            const RawAnswer answer = clients[i]->answer();
            QVERIFY(!answer.isWhole() || answer.body == targetOf(i));
        }
    }
}

QTEST_GUILESS_MAIN(TestSendBatch)
#include "tst_sendbatch.moc"
