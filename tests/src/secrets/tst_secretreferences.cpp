#include "config/decode.h"
#include "config/defaults.h"
#include "config/schema.h"
#include "rowdocument.h"
#include "secrets/secretreferences.h"

#include <QTest>

using namespace penstock;

/// Held against the settings table, so that a new secret is not forgotten here.
class TestSecretReferences final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySecretOfTheTableIsFound_data();
    void everySecretOfTheTableIsFound();
    void eachOnce();
    void noneWhereThereIsNone();
};

namespace
{

GatewayConfig configOf(std::string_view key, std::string_view json)
{
    const config::ReadLayer read = config::test::readRow(config::test::rowDocument(key, json));
    return config::decode(config::withDefaults(read.layer.document));
}

} // namespace

void TestSecretReferences::everySecretOfTheTableIsFound_data()
{
    QTest::addColumn<QByteArray>("key");
    for (const config::Setting &setting : config::settingsTable()) {
        if (setting.isSecret() || setting.rule.type == config::ValueType::ProxyUrl) {
            const QByteArray key(setting.key.data(), static_cast<qsizetype>(setting.key.size()));
            QTest::newRow(key.constData()) << key;
        }
    }
}

void TestSecretReferences::everySecretOfTheTableIsFound()
{
    QFETCH(const QByteArray, key);
    const std::vector<SecretReference> found
        = secretReferences(configOf(key.toStdString(), R"("keychain:p/one")"));
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(found.front() == (SecretReference{SecretPlace::Keychain, "p/one"}));
}

void TestSecretReferences::eachOnce()
{
    const std::string_view headers = R"({"a":"keychain:p/one","b":"file:/x","c":"keychain:p/one"})";
    const auto found = secretReferences(configOf("instances[].extra_headers", headers));
    QCOMPARE(found.size(), std::size_t{2});
    QVERIFY(found.front() < found.back());
}

void TestSecretReferences::noneWhereThereIsNone()
{
    QVERIFY(secretReferences(GatewayConfig{}).empty());
}

QTEST_APPLESS_MAIN(TestSecretReferences)
#include "tst_secretreferences.moc"
