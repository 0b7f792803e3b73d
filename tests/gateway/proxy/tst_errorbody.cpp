#include "proxy/errorbody.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock::proxy;
using nlohmann::json;

/// Errors of upstreams, as clients of OpenAI expect them.
class TestErrorBody final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void code_data();
    void code();
    void normalised_data();
    void normalised();
    void everyError_hasFourKeys_data();
    void everyError_hasFourKeys();
    void unreadable_namesTheStatus();
    void streamError_isAnErrorToo();
};

void TestErrorBody::code_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::newRow("text") << QByteArrayLiteral(R"({"error":{"code":"DeploymentNotFound"}})")
                          << QByteArrayLiteral("DeploymentNotFound");
    QTest::newRow("number") << QByteArrayLiteral(R"({"error":{"code":404}})")
                            << QByteArrayLiteral("404");
    for (const char *body : {"", "<html>", "[]", "{}", R"({"error":"text"})", R"({"error":{}})",
                             R"({"error":{"code":null}})", R"({"code":"x"})"}) {
        QTest::addRow("none in '%s'", body) << QByteArray(body) << QByteArray();
    }
}

void TestErrorBody::code()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QByteArray, code);
    QCOMPARE(QByteArray::fromStdString(errorCodeIn(body.toStdString())), code);
}

void TestErrorBody::normalised_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("complete stays")
        << QByteArrayLiteral(
               R"({"error":{"message":"m","type":"t","param":"messages","code":"c"}})")
        << 400
        << QByteArrayLiteral(
               R"({"error":{"message":"m","type":"t","param":"messages","code":"c"}})");
    QTest::newRow("front door of Azure")
        << QByteArrayLiteral(R"({"error":{"code":"404","message":"Resource not found"}})") << 404
        << QByteArrayLiteral(
               R"({"error":{"code":"404","message":"Resource not found","type":"invalid_request_error","param":null}})");
    QTest::newRow("management form")
        << QByteArrayLiteral(R"({"statusCode":401,"message":"Access denied"})") << 401
        << QByteArrayLiteral(
               R"({"error":{"statusCode":401,"message":"Access denied","type":"authentication_error","param":null,"code":"upstream_error"}})");
    QTest::newRow("inner error is kept")
        << QByteArrayLiteral(
               R"({"error":{"code":"content_filter","message":"m","type":null,"param":"prompt","innererror":{"code":"R"},"status":400}})")
        << 400
        << QByteArrayLiteral(
               R"({"error":{"code":"content_filter","message":"m","type":"invalid_request_error","param":"prompt","innererror":{"code":"R"},"status":400}})");
    QTest::newRow("number as code")
        << QByteArrayLiteral(R"({"error":{"code":429,"message":"m","type":"x","param":null}})")
        << 429
        << QByteArrayLiteral(R"({"error":{"code":"429","message":"m","type":"x","param":null}})");
    QTest::newRow("text as error")
        << QByteArrayLiteral(R"({"error":"overloaded"})") << 503
        << QByteArrayLiteral(
               R"({"error":{"message":"overloaded","type":"server_error","param":null,"code":"upstream_error"}})");
    QTest::newRow("null as code")
        << QByteArrayLiteral(
               R"({"error":{"message":"m","type":"server_error","param":null,"code":null}})")
        << 500
        << QByteArrayLiteral(
               R"({"error":{"message":"m","type":"server_error","param":null,"code":"upstream_error"}})");
}

void TestErrorBody::normalised()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    QFETCH(const QByteArray, expected);
    const json result = json::parse(normalisedError(body.toStdString(), status));
    QCOMPARE(QByteArray::fromStdString(result.dump()),
             QByteArray::fromStdString(json::parse(expected.toStdString()).dump()));
}

void TestErrorBody::everyError_hasFourKeys_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const char *body :
         {"", "<html><body>Bad Gateway</body></html>", "null", "[]", "{}", "12", "{\"error\":null}",
          "{\"error\":[]}", "{\"error\":12}", "{\"error\":{}}", "\xff\xfe",
          "{\"error\":{\"message\":\"\xff\"}}", "{\"error\":{\"message\":{\"deep\":1}}}"}) {
        QTest::newRow(body) << QByteArray(body);
    }
}

void TestErrorBody::everyError_hasFourKeys()
{
    QFETCH(const QByteArray, body);
    const json result = json::parse(normalisedError(body.toStdString(), 502));
    QVERIFY(result.is_object() && result.size() == 1);
    const json &error = result.at("error");
    QVERIFY(error.at("message").is_string());
    QVERIFY(!error.at("message").get<std::string>().empty());
    QVERIFY(error.at("type").is_string());
    QVERIFY(error.contains("param"));
    QVERIFY(error.at("code").is_string());
}

void TestErrorBody::unreadable_namesTheStatus()
{
    const json error = json::parse(normalisedError("<html>", 502)).at("error");
    QVERIFY(error.at("message").get<std::string>().find("502") != std::string::npos);
    QCOMPARE(error.at("code").get<std::string>(), "upstream_error");
}

void TestErrorBody::streamError_isAnErrorToo()
{
    const json limited
        = json::parse(
              errorBodyFor({.status = 429, .code = "rate_limit_exceeded", .message = "slow"}))
              .at("error");
    QCOMPARE(limited.at("code").get<std::string>(), "rate_limit_exceeded");
    QCOMPARE(limited.at("message").get<std::string>(), "slow");
    QCOMPARE(limited.at("type").get<std::string>(), "rate_limit_error");
    const json nothing
        = json::parse(errorBodyFor({.status = 500, .code = {}, .message = "\xff"})).at("error");
    QVERIFY(nothing.at("code").is_string());
}

QTEST_APPLESS_MAIN(TestErrorBody)
#include "tst_errorbody.moc"
