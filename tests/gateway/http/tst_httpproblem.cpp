#include "http/httpproblem.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <set>
#include <string>

using namespace penstock;
using namespace penstock::http;

class TestHttpProblem final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void envelope_hasItsType_data();
    void envelope_hasItsType();
    void envelope_escapesWhatItSays();
    void wireProblems_haveCodes();
    void reasons_areKnown();
};

void TestHttpProblem::envelope_hasItsType_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<std::string>("type");
    QTest::newRow("400") << 400 << std::string("invalid_request_error");
    QTest::newRow("401") << 401 << std::string("authentication_error");
    QTest::newRow("403") << 403 << std::string("permission_error");
    QTest::newRow("421") << 421 << std::string("invalid_request_error");
    QTest::newRow("429") << 429 << std::string("rate_limit_error");
    QTest::newRow("500") << 500 << std::string("server_error");
    QTest::newRow("503") << 503 << std::string("server_error");
}

void TestHttpProblem::envelope_hasItsType()
{
    QFETCH(const int, status);
    QFETCH(const std::string, type);
    const auto json = nlohmann::json::parse(errorBody({status, "a_code", "A sentence.", {}}));
    QCOMPARE(json.size(), 1U);
    QCOMPARE(json["error"].size(), 4U);
    QCOMPARE(json["error"]["message"].get<std::string>(), "A sentence.");
    QCOMPARE(json["error"]["type"].get<std::string>(), type);
    QVERIFY(json["error"]["param"].is_null());
    QCOMPARE(json["error"]["code"].get<std::string>(), "a_code");
}

void TestHttpProblem::envelope_escapesWhatItSays()
{
    const std::string strange = std::string("\"},{\\\n\t\x01") + '\0' + "/ ä€😀";
    const auto json = nlohmann::json::parse(errorBody({400, strange, strange, {}}));
    QCOMPARE(json["error"]["message"].get<std::string>(), strange);
    QCOMPARE(json["error"]["code"].get<std::string>(), strange);
    // Bytes that are no UTF-8 must not make it something else than JSON.
    const auto broken = nlohmann::json::parse(errorBody({421, "x", "Not called '\xff\xc3'.", {}}),
                                              nullptr, false);
    QVERIFY(!broken.is_discarded());
}

void TestHttpProblem::wireProblems_haveCodes()
{
    std::set<std::string> codes;
    for (const int status : {400, 408, 413, 417, 431, 501, 505}) {
        const HttpProblem problem = fromWire({status, "Something."});
        QCOMPARE(problem.status, status);
        QCOMPARE(problem.message, "Something.");
        codes.insert(problem.code);
    }
    QCOMPARE(codes.size(), 7U);
}

void TestHttpProblem::reasons_areKnown()
{
    for (const int status : {100, 200, 204, 304, 400, 403, 408, 413, 415, 417,
                             421, 429, 431, 500, 501, 502, 503, 504, 505, 507}) {
        QVERIFY2(reasonPhrase(status) != "Answer", std::to_string(status).c_str());
    }
    for (const int status : {0, 99, 299, 418, 600, 999}) {
        QCOMPARE(reasonPhrase(status), "Answer");
    }
}

QTEST_APPLESS_MAIN(TestHttpProblem)
#include "tst_httpproblem.moc"
