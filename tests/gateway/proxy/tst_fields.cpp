#include "base/text.h"
#include "proxy/fields.h"

#include <QTest>

using namespace penstock;
using namespace penstock::proxy;

/// Which fields pass, in both directions.
class TestFields final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void request_data();
    void request();
    void fieldsOfTheConnection_stay();
    void credential_data();
    void credential();
    void clientCredential_neverPasses();
    void extraField_replacesTheClients();
    void gatewaysBehind_areToldWhatThisIs();
    void answer_data();
    void answer();
};

namespace
{

wire::RequestHead headWith(const std::string &lines)
{
    auto head = wire::RequestHead::parse(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost" + lines, {});
    if (!head) {
        qFatal("%s", head.error().message.c_str());
    }
    return std::move(*head);
}

std::vector<std::string> valuesOf(const wire::HeaderFields &fields, std::string_view name)
{
    std::vector<std::string> values;
    for (const wire::HeaderField &field : fields) {
        if (equalsIgnoreCase(field.name, name)) {
            values.push_back(field.value);
        }
    }
    return values;
}

using Values = std::vector<std::string>;

} // namespace

void TestFields::request_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("passes");
    for (const char *name : {"Content-Type", "User-Agent", "Accept", "OpenAI-Beta",
                             "x-ms-client-request-id", "X-Stainless-Retry-Count", "traceparent",
                             "X-APIM-Correlation-Id", "x-session-id", "OpenAI-Organization"}) {
        QTest::addRow("%s passes", name) << QByteArray(name) << true;
    }
    for (const char *name :
         {"Authorization", "API-KEY", "X-API-Key", "Ocp-Apim-Subscription-Key", "X-Admin-API-Key",
          "Proxy-Authorization", "Cookie", "Origin", "Referer", "Sec-Fetch-Site", "Sec-Fetch-Mode",
          "X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "x-penstock-pin", "Keep-Alive",
          "Proxy-Connection", "TE", "Upgrade"}) {
        QTest::addRow("%s stays", name) << QByteArray(name) << false;
    }
}

void TestFields::request()
{
    QFETCH(const QByteArray, name);
    QFETCH(const bool, passes);
    const InstanceSettings settings{.provider = Provider::Azure};
    const Snapshot::Instance instance{.settings = &settings};
    const auto fields
        = upstreamFields(headWith("\r\n" + name.toStdString() + ": some value"), instance, "req-1");
    QCOMPARE(valuesOf(fields, name.toStdString()), passes ? Values{"some value"} : Values{});
    QCOMPARE(valuesOf(fields, "accept-encoding"), Values{"identity"});
    QVERIFY(valuesOf(fields, "host").empty());
}

void TestFields::fieldsOfTheConnection_stay()
{
    const InstanceSettings settings;
    const Snapshot::Instance instance{.settings = &settings};
    const auto fields
        = upstreamFields(headWith("\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nX-Stays: 2\r\n"
                                  "Accept-Encoding: gzip, br\r\nContent-Length: 2"),
                         instance, "req-1");
    QVERIFY(valuesOf(fields, "connection").empty());
    QVERIFY(valuesOf(fields, "x-hop").empty());
    QVERIFY(valuesOf(fields, "content-length").empty());
    QCOMPARE(valuesOf(fields, "x-stays"), Values{"2"});
    QCOMPARE(valuesOf(fields, "accept-encoding"), Values{"identity"});
}

void TestFields::credential_data()
{
    QTest::addColumn<int>("provider");
    QTest::addColumn<QByteArray>("apiKey");
    QTest::addColumn<QByteArray>("authorization");
    QTest::newRow("azure") << static_cast<int>(Provider::Azure) << QByteArrayLiteral("secret")
                           << QByteArray();
    QTest::newRow("azure_v1") << static_cast<int>(Provider::AzureV1) << QByteArrayLiteral("secret")
                              << QByteArray();
    QTest::newRow("generic") << static_cast<int>(Provider::Generic) << QByteArray()
                             << QByteArrayLiteral("Bearer secret");
}

void TestFields::credential()
{
    QFETCH(const int, provider);
    QFETCH(const QByteArray, apiKey);
    QFETCH(const QByteArray, authorization);
    const InstanceSettings settings{.provider = static_cast<Provider>(provider)};
    const Snapshot::Instance instance{.settings = &settings, .key = SecretString::copyOf("secret")};
    const auto fields = upstreamFields(
        headWith("\r\nAuthorization: Bearer client\r\napi-key: client\r\nX-API-Key: client"),
        instance, "req-1");
    const auto expected = [](const QByteArray &value) {
        return value.isEmpty() ? Values{} : Values{value.toStdString()};
    };
    QCOMPARE(valuesOf(fields, "api-key"), expected(apiKey));
    QCOMPARE(valuesOf(fields, "authorization"), expected(authorization));
}

void TestFields::clientCredential_neverPasses()
{
    const InstanceSettings settings{.provider = Provider::Generic};
    const Snapshot::Instance instance{.settings = &settings};
    const auto fields = upstreamFields(
        headWith("\r\nAuthorization: Bearer client\r\napi-key: client"), instance, "req-1");
    for (const wire::HeaderField &field : fields) {
        QVERIFY2(field.value.find("client") == std::string::npos, field.name.c_str());
    }
}

void TestFields::extraField_replacesTheClients()
{
    const InstanceSettings settings;
    Snapshot::Instance instance{.settings = &settings};
    instance.extraFields = {{"User-Agent", "configured"}, {"Host", "other.example"}};
    const auto fields = upstreamFields(headWith("\r\nuser-agent: client"), instance, "req-1");
    QCOMPARE(valuesOf(fields, "user-agent"), Values{"configured"});
    QCOMPARE(valuesOf(fields, "host"), Values{"other.example"});
}

void TestFields::gatewaysBehind_areToldWhatThisIs()
{
    const InstanceSettings settings{.name = "eastus"};
    const Snapshot::Instance instance{.settings = &settings};
    auto fields = upstreamFields(headWith("\r\nX-Backend-Instance: forged"), instance, "req-1");
    QCOMPARE(valuesOf(fields, "x-backend-instance"), Values{"eastus"});
    QCOMPARE(valuesOf(fields, "x-apim-correlation-id"), Values{"req-1"});
    fields = upstreamFields(headWith("\r\nx-apim-correlation-id: mine"), instance, "req-1");
    QCOMPARE(valuesOf(fields, "x-apim-correlation-id"), Values{"mine"});
}

void TestFields::answer_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("passes");
    for (const char *name :
         {"Content-Type", "apim-request-id", "x-request-id", "x-ms-region",
          "x-ratelimit-remaining-tokens", "azureml-model-session", "openai-processing-ms",
          "Retry-After", "x-should-retry", "Cache-Control", "Content-Encoding"}) {
        QTest::addRow("%s passes", name) << QByteArray(name) << true;
    }
    for (const char *name : {"Set-Cookie", "Strict-Transport-Security", "Alt-Svc",
                             "Access-Control-Allow-Origin", "x-penstock-instance", "Date"}) {
        QTest::addRow("%s stays", name) << QByteArray(name) << false;
    }
}

void TestFields::answer()
{
    QFETCH(const QByteArray, name);
    QFETCH(const bool, passes);
    QCOMPARE(valuesOf(clientFields({{name.toStdString(), "some value"}}), name.toStdString()),
             passes ? Values{"some value"} : Values{});
}

QTEST_APPLESS_MAIN(TestFields)
#include "tst_fields.moc"
