#include "bench.h"
#include "support/tempdir.h"

#include <mutex>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::upstream;

namespace
{

/// Keeps what it was asked, and answers "ok".
struct Listener {
    std::mutex mutex;
    ScriptedConnection::Request request;
    ScriptedServer server{[this](ScriptedConnection &connection) {
        while (auto next = connection.readRequest()) {
            {
                const std::lock_guard lock(mutex);
                request = *next;
            }
            connection.send(answer(next->head.starts_with("HEAD") ? "" : "ok"));
        }
    }};
};

bool contains(const std::string &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::string lower(std::string text)
{
    for (char &c : text) {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return text;
}

} // namespace

class TestUpstreamCalls final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addSocketWatches(); }

    void methods_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("body");
        for (const char *method : {"GET", "HEAD", "DELETE", "OPTIONS"}) {
            QTest::newRow(method) << QByteArray(method) << QByteArray();
        }
        for (const char *method : {"POST", "PUT", "PATCH", "DELETE"}) {
            QTest::addRow("%s with body", method) << QByteArray(method) << QByteArray("body");
        }
        for (const char *method : {"POST", "PUT", "PATCH"}) {
            QTest::addRow("%s without", method) << QByteArray(method) << QByteArray();
        }
        QTest::newRow("large") << QByteArray("POST") << QByteArray(300'000, 'x');
        QTest::newRow("at the edge") << QByteArray("PUT") << QByteArray(65'535, 'y');
        QTest::newRow("behind the edge") << QByteArray("PUT") << QByteArray(65'536, 'z');
        QTest::newRow("very large") << QByteArray("PATCH") << QByteArray(3'000'000, 'x');
    }
    void methods()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, body);
        Listener listener;
        UpstreamClient client(socketWatch());
        UpstreamRequest request = requestTo(listener.server.url("/a/../b?q=1"), body.toStdString());
        request.method = method.toStdString();
        RecordingReceiver receiver;
        run(client, receiver, request);
        QCOMPARE(receiver.events, method == "HEAD" ? "AE" : "ASE");
        QVERIFY(receiver.result->end == CallEnd::Complete);
        QCOMPARE(receiver.head.status, 200);
        const std::string head = lower(listener.request.head);
        QVERIFY(listener.request.head.starts_with(request.method + " /a/../b?q=1 HTTP/1.1\r\n"));
        QVERIFY(listener.request.body == body.toStdString());
        const bool saysLength
            = method == "POST" || method == "PUT" || method == "PATCH" || !body.isEmpty();
        QCOMPARE(contains(head, "content-length: " + std::to_string(body.size())), saysLength);
        for (const char *unwanted : {"expect:", "accept:", "user-agent:", "content-type:",
                                     "transfer-encoding:", "cookie:", "accept-encoding:"}) {
            QVERIFY2(!contains(head, unwanted), unwanted);
        }
    }

    // A handle of libcurl that is used again must not remember what it did before.
    void methods_inAnyOrder()
    {
        Listener listener;
        UpstreamClient client(socketWatch());
        const auto options = direct();
        const std::string large(70'000, 'x');
        const std::vector<std::pair<std::string, std::string>> calls
            = {{"POST", "one"},  {"POST", "other"}, {"GET", ""},     {"POST", "{}"}, {"HEAD", ""},
               {"POST", "{}"},   {"PUT", "b"},      {"POST", large}, {"POST", "{}"}, {"POST", ""},
               {"GET", "b"},     {"POST", "{}"},    {"DELETE", ""},  {"GET", ""},    {"GET", ""},
               {"PATCH", large}, {"OPTIONS", "b"},  {"POST", "last"}};
        for (const auto &[method, body] : calls) {
            UpstreamRequest request = requestTo(listener.server.url("/" + method), body, options);
            request.method = method;
            RecordingReceiver receiver;
            run(client, receiver, request);
            QVERIFY(receiver.result->end == CallEnd::Complete);
            QCOMPARE(receiver.events, method == "HEAD" ? "AE" : "ASE");
            const std::string &head = listener.request.head;
            QVERIFY2(head.starts_with(method + " /" + method + " HTTP/1.1\r\n"), head.c_str());
            QCOMPARE(listener.request.body, body);
            const bool saysLength
                = method == "POST" || method == "PUT" || method == "PATCH" || !body.empty();
            QCOMPARE(contains(lower(head), "content-length: " + std::to_string(body.size())),
                     saysLength);
        }
    }

    void fields_areSentAsTheyAre()
    {
        Listener listener;
        UpstreamClient client(socketWatch());
        UpstreamRequest request = requestTo(listener.server.url(), "{}");
        request.fields = {{"X-First", "1"},          {"Host", "api.example.test"},
                          {"Accept", "a/b"},         {"Content-Type", "application/json"},
                          {"X-Empty", ""},           {"x-first", "2"},
                          {"User-Agent", "tool/1"},  {"Content-Length", "999"},
                          {"Connection", "close"},   {"Transfer-Encoding", "chunked"},
                          {"Expect", "100-continue"}};
        RecordingReceiver receiver;
        run(client, receiver, request);
        const std::string &head = listener.request.head;
        QVERIFY(contains(head, "X-First: 1\r\n"));
        QVERIFY(contains(head, "x-first: 2\r\n"));
        QVERIFY(head.find("X-First: 1") < head.find("x-first: 2"));
        QVERIFY(contains(head, "Host: api.example.test\r\n"));
        QVERIFY(!contains(head, "127.0.0.1"));
        QVERIFY(contains(head, "Accept: a/b\r\n"));
        QVERIFY(contains(head, "Content-Type: application/json\r\n"));
        QVERIFY(contains(head, "X-Empty:\r\n"));
        QVERIFY(contains(head, "User-Agent: tool/1\r\n"));
        QVERIFY(contains(head, "Content-Length: 2\r\n"));
        for (const char *unwanted : {"999", "connection:", "transfer-encoding:", "expect:"}) {
            QVERIFY2(!contains(lower(head), unwanted), unwanted);
        }
    }

    void fieldThatWouldBeTwo_isRefused()
    {
        Listener listener;
        UpstreamClient client(socketWatch());
        UpstreamRequest request = requestTo(listener.server.url());
        request.fields = {{"X-A", "1\r\nX-B: 2"}};
        RecordingReceiver receiver;
        run(client, receiver, request);
        QCOMPARE(receiver.events, "E");
        QVERIFY(receiver.result->end == CallEnd::LocalFailure);
        QVERIFY(!receiver.result->message.empty());
        QCOMPARE(listener.server.connections(), 0);
    }

    void head_isToldWithoutWhatWasForTheConnection()
    {
        const ScriptedServer server(answering(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
            "HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nConnection: keep-alive, X-Private\r\n"
            "X-Private: 1\r\nKeep-Alive: timeout=5\r\nX-Twice: a\r\nX-Twice: b\r\n"
            "Content-Length: 4\r\n\r\nslow"));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(server.url()));
        QCOMPARE(receiver.events, "ASE");
        QCOMPARE(receiver.head.status, 429);
        QCOMPARE(receiver.head.contentLength.value(), 4U);
        const wire::HeaderFields expected{{"Retry-After", "7"}, {"X-Twice", "a"}, {"X-Twice", "b"}};
        QVERIFY(receiver.head.fields == expected);
        QCOMPARE(receiver.body, "slow");
        QCOMPARE(receiver.result->receivedBytes, 4U);
    }

    void bodies_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("to the end")
            << QByteArray("HTTP/1.1 200 OK\r\n\r\nhello") << QByteArray("hello");
        QTest::newRow("chunked") << QByteArray(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nX-Trailer: 1\r\n\r\n")
                                 << QByteArray("hello");
        QTest::newRow("length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
                                << QByteArray("hello");
        QTest::newRow("empty") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                               << QByteArray();
        QTest::newRow("204") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << QByteArray();
        QTest::newRow("304") << QByteArray(
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n")
                             << QByteArray();
        QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0 200 OK\r\n\r\nold") << QByteArray("old");
        QTest::newRow("not decoded") << QByteArray(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nzip")
                                     << QByteArray("zip");
    }
    void bodies()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, body);
        const ScriptedServer server([&bytes](ScriptedConnection &connection) {
            if (connection.readRequest()) {
                connection.send(bytes.toStdString());
            }
        });
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(server.url()));
        QVERIFY2(receiver.result->end == CallEnd::Complete, receiver.result->detail.c_str());
        QCOMPARE(receiver.body, body.toStdString());
        QCOMPARE(receiver.events, body.isEmpty() ? "AE" : "ASE");
        QVERIFY(receiver.result->message.empty());
    }

    void redirects_areNotFollowed()
    {
        const ScriptedServer server(answering(answer("", "Location: /elsewhere\r\n", "302 Found")));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(server.url(), "{}"));
        QCOMPARE(receiver.head.status, 302);
        QCOMPARE(receiver.field("Location").value_or(""), "/elsewhere");
        QCOMPARE(server.connections(), 1);
    }

    void timings_riseFromStageToStage()
    {
        const ScriptedServer server(answering(answer("ok")));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(server.url(), "{}"));
        const CallTimings &timings = receiver.result->timings;
        QVERIFY(timings.name <= timings.connected);
        QVERIFY(timings.connected.count() > 0 && timings.connected <= timings.firstByte);
        QVERIFY(timings.firstByte <= timings.total);
        QCOMPARE(timings.secured.count(), 0);
    }

    void otherSchemes_areRefused()
    {
        UpstreamClient client(socketWatch());
        for (const char *url :
             {"file:///etc/passwd", "ftp://127.0.0.1/x", "http://", "nonsense://x"}) {
            RecordingReceiver receiver;
            run(client, receiver, requestTo(url));
            QCOMPARE(receiver.events, "E");
            QVERIFY2(receiver.result->end == CallEnd::LocalFailure, url);
        }
    }
};

QTEST_GUILESS_MAIN(TestUpstreamCalls)
#include "tst_upstreamcalls.moc"
