#include "proxy/route.h"

#include <QTest>

using namespace penstock::azure;
using namespace penstock::proxy;

Q_DECLARE_METATYPE(penstock::proxy::RouteKind)
Q_DECLARE_METATYPE(penstock::proxy::Dialect)
Q_DECLARE_METATYPE(penstock::azure::Operation)

/// What a path asks for.
class TestRoute final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void inference_data();
    void inference();
    void deployment_data();
    void deployment();
    void others_data();
    void others();
    void unknown_data();
    void unknown();
    void apiVersion_data();
    void apiVersion();
    void methods_data();
    void methods();
    void nearest_data();
    void nearest();
};

void TestRoute::inference_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<Operation>("operation");
    QTest::addColumn<Dialect>("dialect");
    const std::pair<QByteArray, Operation> operations[]
        = {{"chat/completions", Operation::ChatCompletions},
           {"completions", Operation::Completions},
           {"embeddings", Operation::Embeddings}};
    const std::pair<QByteArray, Dialect> prefixes[]
        = {{"/v1/", Dialect::OpenAi},
           {"/v1/v1/", Dialect::OpenAi},
           {"/openai/v1/", Dialect::Azure},
           {"http://localhost:3010/v1/", Dialect::OpenAi},
           {"HTTP://h/openai/v1/", Dialect::Azure}};
    for (const auto &[path, operation] : operations) {
        for (const auto &[prefix, dialect] : prefixes) {
            for (const char *ending : {"", "/", "//", "?", "?a=b", "/?api-version=v1&x=/y"}) {
                const QByteArray target = prefix + path + ending;
                QTest::newRow(target.constData()) << target << operation << dialect;
            }
        }
    }
}

void TestRoute::inference()
{
    QFETCH(const QByteArray, target);
    QFETCH(const Operation, operation);
    QFETCH(const Dialect, dialect);
    const Route route = routeOf(target.toStdString());
    QCOMPARE(route.kind, RouteKind::Inference);
    QCOMPARE(route.operation, operation);
    QCOMPARE(route.dialect, dialect);
    QVERIFY(route.name.empty());
}

void TestRoute::deployment_data()
{
    QTest::addColumn<QByteArray>("segment");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("plain") << QByteArrayLiteral("gpt-4o") << QByteArrayLiteral("gpt-4o");
    QTest::newRow("encoded slash") << QByteArrayLiteral("a%2Fb") << QByteArrayLiteral("a/b");
    QTest::newRow("encoded in small letters")
        << QByteArrayLiteral("a%2fb%c3%bc") << QByteArrayLiteral("a/b\xc3\xbc");
    QTest::newRow("encoded blank") << QByteArrayLiteral("a%20b") << QByteArrayLiteral("a b");
    QTest::newRow("a plus is a plus") << QByteArrayLiteral("a+b") << QByteArrayLiteral("a+b");
    QTest::newRow("once only") << QByteArrayLiteral("a%2520b") << QByteArrayLiteral("a%20b");
    QTest::newRow("at the end") << QByteArrayLiteral("a%2E") << QByteArrayLiteral("a.");
}

void TestRoute::deployment()
{
    QFETCH(const QByteArray, segment);
    QFETCH(const QByteArray, name);
    for (const char *operation : {"chat/completions", "completions", "embeddings"}) {
        const QByteArray target
            = "/openai/deployments/" + segment + '/' + operation + "?api-version=2024-10-21";
        const Route route = routeOf(target.toStdString());
        QCOMPARE(route.kind, RouteKind::Inference);
        QCOMPARE(route.dialect, Dialect::Azure);
        QCOMPARE(QByteArray::fromStdString(route.name), name);
        QCOMPARE(QByteArray::fromStdString(std::string(pathOf(route.operation))),
                 QByteArray(operation));
        QCOMPARE(QByteArray::fromStdString(route.apiVersion), QByteArrayLiteral("2024-10-21"));
    }
    const Route model = routeOf("/v1/models/" + segment.toStdString());
    QCOMPARE(model.kind, RouteKind::Model);
    QCOMPARE(QByteArray::fromStdString(model.name), name);
}

void TestRoute::others_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<RouteKind>("kind");
    for (const char *target : {"/v1/models", "/v1/models/", "/v1/v1/models", "/openai/v1/models",
                               "/openai/models", "/openai/models?api-version=2024-10-21"}) {
        QTest::newRow(target) << QByteArray(target) << RouteKind::ModelList;
    }
    for (const char *target : {"/healthz", "/healthz/", "/healthz?x"}) {
        QTest::newRow(target) << QByteArray(target) << RouteKind::Health;
    }
    QTest::newRow("/readyz") << QByteArrayLiteral("/readyz?strict=1") << RouteKind::Readiness;
    for (const char *target : {"/", "/?a", "//", "http://localhost", "http://localhost/"}) {
        QTest::newRow(target) << QByteArray(target) << RouteKind::StatusPage;
    }
}

void TestRoute::others()
{
    QFETCH(const QByteArray, target);
    QFETCH(const RouteKind, kind);
    QCOMPARE(routeOf(target.toStdString()).kind, kind);
}

void TestRoute::unknown_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const char *target :
         {"/v1", "/v1/", "/v2/chat/completions", "/v1/chat", "/v1/chat/completions/x",
          "/V1/chat/completions", "/v1/v1/v1/models", "/openai", "/openai/deployments",
          "/openai/deployments/gpt-4o", "/openai/deployments/gpt-4o/x",
          "/openai/deployments//chat/completions", "/chat/completions", "*", "/healthzz",
          "/v1/realtime", "/x?y=/v1/models", "/v1/chat%2Fcompletions"}) {
        QTest::newRow(target) << QByteArray(target);
    }
}

void TestRoute::unknown()
{
    QFETCH(const QByteArray, target);
    QCOMPARE(routeOf(target.toStdString()).kind, RouteKind::Unknown);
    QVERIFY(methodsOf(RouteKind::Unknown).empty());
}

void TestRoute::apiVersion_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("version");
    QTest::newRow("none") << QByteArray() << QByteArray();
    QTest::newRow("alone") << QByteArrayLiteral("?api-version=v1") << QByteArrayLiteral("v1");
    QTest::newRow("among others") << QByteArrayLiteral("?a=b&api-version=preview&c")
                                  << QByteArrayLiteral("preview");
    QTest::newRow("encoded") << QByteArrayLiteral("?api-version=2024%2D10-21")
                             << QByteArrayLiteral("2024-10-21");
    QTest::newRow("empty") << QByteArrayLiteral("?api-version=") << QByteArray();
    QTest::newRow("without value") << QByteArrayLiteral("?api-version") << QByteArray();
    QTest::newRow("longer name") << QByteArrayLiteral("?xapi-version=1&api-version2=3")
                                 << QByteArray();
    QTest::newRow("the first counts")
        << QByteArrayLiteral("?api-version=a&api-version=b") << QByteArrayLiteral("a");
}

void TestRoute::apiVersion()
{
    QFETCH(const QByteArray, query);
    QFETCH(const QByteArray, version);
    const Route route = routeOf("/openai/v1/chat/completions" + query.toStdString());
    QCOMPARE(route.kind, RouteKind::Inference);
    QCOMPARE(QByteArray::fromStdString(route.apiVersion), version);
}

void TestRoute::methods_data()
{
    QTest::addColumn<RouteKind>("kind");
    QTest::addColumn<QByteArray>("methods");
    QTest::newRow("inference") << RouteKind::Inference << QByteArrayLiteral("POST");
    const std::pair<const char *, RouteKind> readable[] = {{"models", RouteKind::ModelList},
                                                           {"model", RouteKind::Model},
                                                           {"health", RouteKind::Health},
                                                           {"readiness", RouteKind::Readiness},
                                                           {"status page", RouteKind::StatusPage}};
    for (const auto &[name, kind] : readable) {
        QTest::newRow(name) << kind << QByteArrayLiteral("GET, HEAD");
    }
}

void TestRoute::methods()
{
    QFETCH(const RouteKind, kind);
    QFETCH(const QByteArray, methods);
    QCOMPARE(QByteArray::fromStdString(std::string(methodsOf(kind))), methods);
}

void TestRoute::nearest_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("missing letter")
        << QByteArrayLiteral("/v1/chat/completion") << QByteArrayLiteral("/v1/chat/completions");
    QTest::newRow("without version")
        << QByteArrayLiteral("/chat/completions?x=y") << QByteArrayLiteral("/v1/chat/completions");
    QTest::newRow("model") << QByteArrayLiteral("/v1/model/") << QByteArrayLiteral("/v1/models");
    QTest::newRow("health") << QByteArrayLiteral("/heathz") << QByteArrayLiteral("/healthz");
    QTest::newRow("Azure") << QByteArrayLiteral("/openai/deployment/NAME/chat/completions")
                           << QByteArrayLiteral("/openai/deployments/NAME/chat/completions");
}

void TestRoute::nearest()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QByteArray, path);
    QCOMPARE(QByteArray::fromStdString(nearestPath(target.toStdString())), path);
}

QTEST_APPLESS_MAIN(TestRoute)
#include "tst_route.moc"
