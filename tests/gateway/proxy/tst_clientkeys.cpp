#include "base/text.h"
#include "proxy/clientkeys.h"

#include <QCryptographicHash>
#include <QTest>

using namespace penstock;
using namespace penstock::proxy;

class TestClientKeys final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyField_isTaken_data();
    void everyField_isTaken();
    void client_isFoundByItsHash();
    void unreadableHash_isNobody_data();
    void unreadableHash_isNobody();
    void withoutKeys_nobodyIsKnown();
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

std::string hashOf(const char *key)
{
    return QCryptographicHash::hash(QByteArray(key), QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

using Client = std::optional<std::uint32_t>;

} // namespace

void TestClientKeys::everyField_isTaken_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("key");
    const auto row = [](const char *lines, const char *key) {
        QTest::newRow(lines) << QByteArray(lines) << QByteArray(key);
    };
    row("Authorization: Bearer pk-1", "pk-1");
    row("authorization: bearer pk-1", "pk-1");
    row("api-key: pk-1", "pk-1");
    row("X-API-Key: pk-1", "pk-1");
    row("Ocp-Apim-Subscription-Key: pk-1", "pk-1");
    row("api-key: other\r\nAuthorization: Bearer pk-1", "pk-1");
    row("Authorization: Basic cGs6MQ==\r\napi-key: pk-1", "pk-1");
    row("Authorization: Basic cGs6MQ==", "");
    row("X-Admin-API-Key: pk-1", "");
}

void TestClientKeys::everyField_isTaken()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const QByteArray, key);
    const wire::RequestHead head = headWith("\r\n" + lines.toStdString());
    QCOMPARE(QByteArray::fromStdString(std::string(shownKey(head))), key);
}

void TestClientKeys::client_isFoundByItsHash()
{
    ClientsSettings settings;
    settings.keys = {{.name = ClientId("editor"), .hash = hashOf("pk-editor")},
                     {.name = ClientId("agent"), .hash = hashOf("pk-agent")}};
    std::ranges::transform(settings.keys[1].hash, settings.keys[1].hash.begin(),
                           [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    const ClientKeys keys(settings);
    QVERIFY(!keys.isEmpty());
    QCOMPARE(keys.clientOf(headWith("\r\napi-key: pk-editor")), Client(0));
    QCOMPARE(keys.clientOf(headWith("\r\nAuthorization: Bearer pk-agent")), Client(1));
    QCOMPARE(keys.clientOf(headWith("\r\napi-key: pk-editor ")), Client(0)); // blanks around it
    QCOMPARE(keys.clientOf(headWith("\r\napi-key: pk-edito")), Client());
    QCOMPARE(keys.clientOf(headWith("\r\napi-key: " + settings.keys[0].hash)), Client());
    QCOMPARE(keys.clientOf(headWith({})), Client());
}

void TestClientKeys::unreadableHash_isNobody_data()
{
    QTest::addColumn<QByteArray>("hash");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("too short") << QByteArray("e3b0c442");
    QTest::newRow("no hexadecimal") << QByteArray(64, 'z');
}

void TestClientKeys::unreadableHash_isNobody()
{
    QFETCH(const QByteArray, hash);
    ClientsSettings settings;
    settings.keys = {{.name = ClientId("broken"), .hash = hash.toStdString()},
                     {.name = ClientId("editor"), .hash = hashOf("pk-editor")}};
    const ClientKeys keys(settings);
    QCOMPARE(keys.clientOf(headWith("\r\napi-key: pk-editor")), Client(1));
    QCOMPARE(keys.clientOf(headWith("\r\napi-key: x")), Client());
}

void TestClientKeys::withoutKeys_nobodyIsKnown()
{
    const ClientKeys keys{ClientsSettings{}};
    QVERIFY(keys.isEmpty());
    QCOMPARE(keys.clientOf(headWith("\r\napi-key: pk-editor")), Client());
}

QTEST_APPLESS_MAIN(TestClientKeys)
#include "tst_clientkeys.moc"
