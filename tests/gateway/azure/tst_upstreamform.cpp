#include "azure/upstreamform.h"
#include "wire/percent.h"

#include <QTest>

using namespace penstock;
using namespace penstock::azure;

/// Where a call goes, for every kind of upstream.
class TestUpstreamForm final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void url_data();
    void url();
    void models_data();
    void models();
    void clientVersion_data();
    void clientVersion();
    void operations_data();
    void operations();
    void deploymentName_isEncoded();
    void streamOptions_data();
    void streamOptions();
    void formOfClientVersion_decidesOnStreamOptions();
    void percentEncoding_data();
    void percentEncoding();
};

namespace
{

InstanceSettings instance(Provider provider, std::string base, std::string version = {})
{
    InstanceSettings settings;
    settings.provider = provider;
    settings.apiBase = std::move(base);
    settings.apiVersion = std::move(version);
    return settings;
}

QString urlOf(const InstanceSettings &settings, std::string_view clientVersion = {})
{
    return QString::fromStdString(
        upstreamForm(settings, Operation::ChatCompletions, DeploymentId("dep"), clientVersion).url);
}

} // namespace

Q_DECLARE_METATYPE(penstock::Provider)
Q_DECLARE_METATYPE(penstock::azure::NameIn)

void TestUpstreamForm::url_data()
{
    QTest::addColumn<Provider>("provider");
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("url");
    QTest::addColumn<NameIn>("name");
    const QString dated = QStringLiteral("https://r.openai.azure.com/openai/deployments/dep/chat/"
                                         "completions?api-version=2024-10-21");
    const QString v1 = QStringLiteral("https://r.openai.azure.com/openai/v1/chat/completions");
    for (const char *ending : {"", "/", "//", "/openai", "/openai/", "/openai/v1", "/openai/v1/"}) {
        const QString base = QStringLiteral("https://r.openai.azure.com") + QLatin1String(ending);
        QTest::addRow("dated, '%s'", ending)
            << Provider::Azure << base << QStringLiteral("2024-10-21") << dated << NameIn::Path;
        for (const char *version : {"", "v1"}) {
            QTest::addRow("'%s', '%s'", version, ending)
                << Provider::Azure << base << QString::fromLatin1(version) << v1 << NameIn::Body;
        }
        QTest::addRow("preview, '%s'", ending)
            << Provider::Azure << base << QStringLiteral("preview")
            << v1 + QStringLiteral("?api-version=preview") << NameIn::Body;
        QTest::addRow("azure_v1, '%s'", ending)
            << Provider::AzureV1 << base << QString() << v1 << NameIn::Body;
    }
    QTest::newRow("azure_v1 has no dates")
        << Provider::AzureV1 << QStringLiteral("https://r.openai.azure.com")
        << QStringLiteral("2024-10-21") << v1 << NameIn::Body;
    for (const char *ending : {"", "/", "//"}) {
        QTest::addRow("generic, '%s'", ending)
            << Provider::Generic
            << QStringLiteral("http://127.0.0.1:8000/v1") + QLatin1String(ending)
            << QStringLiteral("2024-10-21")
            << QStringLiteral("http://127.0.0.1:8000/v1/chat/completions") << NameIn::Body;
    }
    QTest::newRow("generic keeps its path")
        << Provider::Generic << QStringLiteral("http://h/openai/v1") << QString()
        << QStringLiteral("http://h/openai/v1/chat/completions") << NameIn::Body;
    QTest::newRow("a path before")
        << Provider::Azure << QStringLiteral("https://apim.example/team/") << QStringLiteral("v1")
        << QStringLiteral("https://apim.example/team/openai/v1/chat/completions") << NameIn::Body;
}

void TestUpstreamForm::url()
{
    QFETCH(const Provider, provider);
    QFETCH(const QString, base);
    QFETCH(const QString, version);
    QFETCH(const QString, url);
    QFETCH(const NameIn, name);
    const InstanceSettings settings = instance(provider, base.toStdString(), version.toStdString());
    QCOMPARE(urlOf(settings), url);
    QCOMPARE(upstreamForm(settings, Operation::ChatCompletions, DeploymentId("dep"), {}).name,
             name);
}

void TestUpstreamForm::models_data()
{
    QTest::addColumn<Provider>("provider");
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("url");
    const QString azure = QStringLiteral("https://r.openai.azure.com/openai/");
    const QString v1 = QStringLiteral("https://r.openai.azure.com/openai/v1/models");
    QTest::newRow("dated") << Provider::Azure << azure << QStringLiteral("2024-10-21")
                           << azure + QStringLiteral("models?api-version=2024-10-21");
    QTest::newRow("v1") << Provider::Azure << azure << QStringLiteral("v1") << v1;
    QTest::newRow("preview") << Provider::Azure << azure << QStringLiteral("preview")
                             << v1 + QStringLiteral("?api-version=preview");
    QTest::newRow("azure_v1") << Provider::AzureV1 << azure << QString() << v1;
    QTest::newRow("generic") << Provider::Generic << QStringLiteral("http://h/v1/") << QString()
                             << QStringLiteral("http://h/v1/models");
}

void TestUpstreamForm::models()
{
    QFETCH(const Provider, provider);
    QFETCH(const QString, base);
    QFETCH(const QString, version);
    QFETCH(const QString, url);
    QCOMPARE(QString::fromStdString(
                 modelsAddress(instance(provider, base.toStdString(), version.toStdString()))),
             url);
}

void TestUpstreamForm::clientVersion_data()
{
    QTest::addColumn<QByteArray>("client");
    QTest::addColumn<QByteArray>("sent");
    QTest::newRow("none") << QByteArray() << QByteArrayLiteral("2024-10-21");
    QTest::newRow("dated") << QByteArrayLiteral("2023-05-15") << QByteArrayLiteral("2023-05-15");
    QTest::newRow("dated preview")
        << QByteArrayLiteral("2025-04-01-preview") << QByteArrayLiteral("2025-04-01-preview");
    QTest::newRow("v1") << QByteArrayLiteral("v1") << QByteArrayLiteral("2024-10-21");
    QTest::newRow("preview") << QByteArrayLiteral("preview") << QByteArrayLiteral("2024-10-21");
    QTest::newRow("hostile") << QByteArrayLiteral("a&b=c d") << QByteArrayLiteral("a%26b%3Dc%20d");
}

void TestUpstreamForm::clientVersion()
{
    QFETCH(const QByteArray, client);
    QFETCH(const QByteArray, sent);
    const std::string version = client.toStdString();
    QCOMPARE(urlOf(instance(Provider::Azure, "http://h", "2024-10-21"), version),
             QLatin1String("http://h/openai/deployments/dep/chat/completions?api-version=")
                 + QLatin1String(sent));
    // Where there are no dates, a client's date is of no use.
    QCOMPARE(urlOf(instance(Provider::Azure, "http://h"), version),
             QLatin1String("http://h/openai/v1/chat/completions"));
    QCOMPARE(urlOf(instance(Provider::AzureV1, "http://h"), version),
             QLatin1String("http://h/openai/v1/chat/completions"));
    QCOMPARE(urlOf(instance(Provider::Generic, "http://h/v1"), version),
             QLatin1String("http://h/v1/chat/completions"));
}

void TestUpstreamForm::operations_data()
{
    QTest::addColumn<int>("operation");
    QTest::addColumn<QString>("path");
    QTest::newRow("chat") << static_cast<int>(Operation::ChatCompletions)
                          << QStringLiteral("chat/completions");
    QTest::newRow("completions") << static_cast<int>(Operation::Completions)
                                 << QStringLiteral("completions");
    QTest::newRow("embeddings") << static_cast<int>(Operation::Embeddings)
                                << QStringLiteral("embeddings");
}

void TestUpstreamForm::operations()
{
    QFETCH(const int, operation);
    QFETCH(const QString, path);
    const auto form = [operation](const InstanceSettings &settings) {
        return QString::fromStdString(
            upstreamForm(settings, static_cast<Operation>(operation), DeploymentId("dep"), {}).url);
    };
    QCOMPARE(form(instance(Provider::Azure, "http://h", "2024-10-21")),
             QStringLiteral("http://h/openai/deployments/dep/%1?api-version=2024-10-21").arg(path));
    QCOMPARE(form(instance(Provider::AzureV1, "http://h")),
             QStringLiteral("http://h/openai/v1/") + path);
    QCOMPARE(form(instance(Provider::Generic, "http://h/v1")),
             QStringLiteral("http://h/v1/") + path);
}

void TestUpstreamForm::deploymentName_isEncoded()
{
    const auto form = upstreamForm(instance(Provider::Azure, "http://h", "2024-10-21"),
                                   Operation::Embeddings, DeploymentId("a/b c?ü"), {});
    QCOMPARE(QString::fromStdString(form.url),
             QLatin1String("http://h/openai/deployments/a%2Fb%20c%3F%C3%BC/embeddings"
                           "?api-version=2024-10-21"));
}

void TestUpstreamForm::streamOptions_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<bool>("knows");
    for (const char *version : {"2024-10-21", "2024-11-01", "2025-01-01", "2024-09-01-preview",
                                "2024-10-01-preview", "2025-04-01-preview", "v1", "preview", ""}) {
        QTest::addRow("'%s' knows", version) << QByteArray(version) << true;
    }
    for (const char *version : {"2022-12-01", "2023-05-15", "2024-02-01", "2024-06-01",
                                "2024-08-01-preview", "2023-12-01-preview"}) {
        QTest::addRow("'%s' refuses", version) << QByteArray(version) << false;
    }
}

void TestUpstreamForm::streamOptions()
{
    QFETCH(const QByteArray, version);
    QFETCH(const bool, knows);
    QCOMPARE(versionKnowsStreamOptions(version.toStdString()), knows);
    const auto form = upstreamForm(instance(Provider::Azure, "http://h", version.toStdString()),
                                   Operation::ChatCompletions, DeploymentId("dep"), {});
    QCOMPARE(form.knowsStreamOptions, knows);
}

void TestUpstreamForm::formOfClientVersion_decidesOnStreamOptions()
{
    const auto form = [](const char *instanceVersion, const char *clientVersion) {
        return upstreamForm(instance(Provider::Azure, "http://h", instanceVersion),
                            Operation::ChatCompletions, DeploymentId("dep"), clientVersion);
    };
    QVERIFY(!form("2024-10-21", "2024-02-01").knowsStreamOptions);
    QVERIFY(form("2024-02-01", "2024-10-21").knowsStreamOptions);
    QVERIFY(!form("2024-02-01", "preview").knowsStreamOptions);
}

void TestUpstreamForm::percentEncoding_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("encoded");
    QTest::newRow("plain") << QByteArrayLiteral("aZ09-._~") << QByteArrayLiteral("aZ09-._~");
    QTest::newRow("reserved") << QByteArrayLiteral("/?#%&=+ ")
                              << QByteArrayLiteral("%2F%3F%23%25%26%3D%2B%20");
    QTest::newRow("high bytes") << QByteArrayLiteral("\x7f\x80\xff")
                                << QByteArrayLiteral("%7F%80%FF");
    QTest::newRow("nothing") << QByteArray() << QByteArray();
}

void TestUpstreamForm::percentEncoding()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, encoded);
    QCOMPARE(QByteArray::fromStdString(wire::percentEncoded(text.toStdString())), encoded);
}

QTEST_APPLESS_MAIN(TestUpstreamForm)
#include "tst_upstreamform.moc"
