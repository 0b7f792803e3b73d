#include "config/editinstances.h"
#include "config/jsonreader.h"
#include "config/jsonwriter.h"

#include <QTest>

using namespace penstock;
using namespace penstock::config;

/// What the console does to the list of instances.
class TestEditInstances final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void add_comesLast();
    void add_toNothing();
    void add_refused_data();
    void add_refused();
    void change_isAMergePatch();
    void change_refused_data();
    void change_refused();
    void rename_keepsEverythingElse();
    void rename_refused_data();
    void rename_refused();
    void enableAndDisable();
    void removeAndPutBack_isTheSameDocument_data();
    void removeAndPutBack_isTheSameDocument();
    void putBack_intoAShorterList_comesLast();
    void putBack_refusedWhenTheNameIsTaken();
    void unknownName_isNotFound();
    void theDocumentGivenStaysAsItWas();
};

namespace
{

constexpr const char *three
    = "{\"port\":4001,\"instances\":["
      "{\"name\":\"a\",\"api_base\":\"https://a.example.com\",\"api_key\":\"keychain:p/1\"},"
      "{\"name\":\"b\",\"enabled\":false,\"model_deployments\":{\"m\":{\"deployment\":\"d\"}}},"
      "{\"name\":\"c\"}]}";

Node parsed(const QByteArray &json)
{
    return readJson(json.toStdString(), "json").root;
}

std::string textOf(const Result<Node> &document)
{
    return document ? writeJson(*document) : "(" + document.error().message + ")";
}

std::string canonical(const QByteArray &json)
{
    return writeJson(parsed(json));
}

} // namespace

void TestEditInstances::add_comesLast()
{
    const auto edited = withInstanceAdded(parsed("{\"instances\":[{\"name\":\"a\"}],\"port\":1}"),
                                          parsed("{\"name\":\"b\",\"api_key\":\"keychain:p/2\"}"));
    QCOMPARE(textOf(edited),
             canonical("{\"instances\":[{\"name\":\"a\"},{\"name\":\"b\",\"api_key\":"
                       "\"keychain:p/2\"}],\"port\":1}"));
}

void TestEditInstances::add_toNothing()
{
    for (const char *document : {"{}", "{\"instances\":null}", "{\"instances\":[]}"}) {
        QCOMPARE(textOf(withInstanceAdded(parsed(document), parsed("{\"name\":\"a\"}"))),
                 canonical("{\"instances\":[{\"name\":\"a\"}]}"));
    }
}

void TestEditInstances::add_refused_data()
{
    QTest::addColumn<QByteArray>("instance");
    QTest::addColumn<int>("code");
    const int invalid = static_cast<int>(ErrorCode::InvalidInput);
    QTest::newRow("taken") << QByteArrayLiteral("{\"name\":\"b\"}")
                           << static_cast<int>(ErrorCode::AlreadyExists);
    QTest::newRow("no name") << QByteArrayLiteral("{\"port\":1}") << invalid;
    QTest::newRow("empty name") << QByteArrayLiteral("{\"name\":\"\"}") << invalid;
    QTest::newRow("blank in the name") << QByteArrayLiteral("{\"name\":\"a b\"}") << invalid;
    QTest::newRow("dash first") << QByteArrayLiteral("{\"name\":\"-a\"}") << invalid;
    QTest::newRow("too long") << "{\"name\":\"" + QByteArray(65, 'x') + "\"}" << invalid;
    QTest::newRow("word of the API") << QByteArrayLiteral("{\"name\":\"config\"}") << invalid;
    QTest::newRow("clear key") << QByteArrayLiteral("{\"name\":\"d\",\"api_key\":\"sk-123\"}")
                               << invalid;
    QTest::newRow("clear header") << QByteArrayLiteral(
        "{\"name\":\"d\",\"extra_headers\":{\"X\":\"sk-123\"}}")
                                  << invalid;
}

void TestEditInstances::add_refused()
{
    QFETCH(const QByteArray, instance);
    QFETCH(const int, code);
    const auto edited = withInstanceAdded(parsed(three), parsed(instance));
    QVERIFY(!edited);
    QCOMPARE(static_cast<int>(edited.error().code), code);
    QVERIFY(edited.error().message.find("sk-123") == std::string::npos);
    QVERIFY(edited.error().message.ends_with('.'));
}

void TestEditInstances::change_isAMergePatch()
{
    const auto edited = withInstanceChanged(
        parsed(three), "b",
        parsed("{\"name\":\"b\",\"enabled\":null,\"priority\":3,\"model_deployments\":{\"m\":"
               "{\"kind\":\"ptu\"}}}"));
    QVERIFY(edited);
    QCOMPARE(
        writeJson(edited->find("instances")->items().at(1)),
        canonical("{\"name\":\"b\",\"model_deployments\":{\"m\":{\"deployment\":\"d\",\"kind\":"
                  "\"ptu\"}},\"priority\":3}"));
    QVERIFY(edited->find("instances")->items().at(0)
            == parsed(three).find("instances")->items().at(0));
}

void TestEditInstances::change_refused_data()
{
    QTest::addColumn<QByteArray>("patch");
    QTest::newRow("another name") << QByteArrayLiteral("{\"name\":\"d\"}");
    QTest::newRow("no name") << QByteArrayLiteral("{\"name\":null}");
    QTest::newRow("no mapping") << QByteArrayLiteral("[]");
    QTest::newRow("clear key") << QByteArrayLiteral("{\"api_key\":\"sk-123\"}");
}

void TestEditInstances::change_refused()
{
    QFETCH(const QByteArray, patch);
    const auto edited = withInstanceChanged(parsed(three), "b", parsed(patch));
    QVERIFY(!edited);
    QVERIFY(edited.error().code == ErrorCode::InvalidInput);
}

void TestEditInstances::rename_keepsEverythingElse()
{
    const auto edited = withInstanceRenamed(parsed(three), "a", "new.name");
    QVERIFY(edited);
    QCOMPARE(writeJson(edited->find("instances")->items().at(0)),
             canonical("{\"name\":\"new.name\",\"api_base\":\"https://a.example.com\",\"api_key\":"
                       "\"keychain:p/1\"}"));
    QCOMPARE(textOf(withInstanceRenamed(*edited, "new.name", "a")), canonical(three));
    QCOMPARE(textOf(withInstanceRenamed(parsed(three), "a", "a")), canonical(three));
}

void TestEditInstances::rename_refused_data()
{
    QTest::addColumn<QByteArray>("newName");
    QTest::newRow("taken") << QByteArrayLiteral("b");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("slash") << QByteArrayLiteral("a/b");
}

void TestEditInstances::rename_refused()
{
    QFETCH(const QByteArray, newName);
    QVERIFY(!withInstanceRenamed(parsed(three), "a", newName.toStdString()));
}

void TestEditInstances::enableAndDisable()
{
    const auto off = withInstanceDisabled(parsed(three), "a");
    QVERIFY(off);
    QVERIFY(!off->find("instances")->items().at(0).find("enabled")->asBool());
    const auto on = withInstanceEnabled(*off, "a");
    QVERIFY(on);
    QVERIFY(on->find("instances")->items().at(0).find("enabled")->asBool());
}

void TestEditInstances::removeAndPutBack_isTheSameDocument_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("first") << QByteArrayLiteral("a");
    QTest::newRow("middle") << QByteArrayLiteral("b");
    QTest::newRow("last") << QByteArrayLiteral("c");
}

void TestEditInstances::removeAndPutBack_isTheSameDocument()
{
    QFETCH(const QByteArray, name);
    const auto placed = placedInstance(parsed(three), name.toStdString());
    QVERIFY(placed);
    const auto removed = withInstanceRemoved(parsed(three), name.toStdString());
    QVERIFY(removed);
    QCOMPARE(removed->find("instances")->items().size(), std::size_t{2});
    QVERIFY(!placedInstance(*removed, name.toStdString()));
    QCOMPARE(textOf(withInstancePutBack(*removed, *placed)), canonical(three));
}

void TestEditInstances::putBack_intoAShorterList_comesLast()
{
    const auto placed = placedInstance(parsed(three), "c");
    QVERIFY(placed);
    const auto edited = withInstancePutBack(parsed("{\"instances\":[{\"name\":\"x\"}]}"), *placed);
    QCOMPARE(textOf(edited), canonical("{\"instances\":[{\"name\":\"x\"},{\"name\":\"c\"}]}"));
    QCOMPARE(textOf(withInstancePutBack(Node::map(), *placed)),
             canonical("{\"instances\":[{\"name\":\"c\"}]}"));
}

void TestEditInstances::putBack_refusedWhenTheNameIsTaken()
{
    const auto placed = placedInstance(parsed(three), "c");
    QVERIFY(placed);
    const auto edited = withInstancePutBack(parsed(three), *placed);
    QVERIFY(!edited);
    QVERIFY(edited.error().code == ErrorCode::AlreadyExists);
}

void TestEditInstances::unknownName_isNotFound()
{
    const std::string name = "nobody";
    for (const Node &document : {parsed(three), Node::map(), parsed("{\"instances\":[]}")}) {
        for (const auto &edited :
             {withInstanceChanged(document, name, Node::map()),
              withInstanceRenamed(document, name, "d"), withInstanceEnabled(document, name),
              withInstanceDisabled(document, name), withInstanceRemoved(document, name)}) {
            QVERIFY(!edited);
            QVERIFY(edited.error().code == ErrorCode::NotFound);
            QVERIFY(edited.error().message.find(name) != std::string::npos);
        }
        QVERIFY(!placedInstance(document, name));
    }
}

void TestEditInstances::theDocumentGivenStaysAsItWas()
{
    const Node document = parsed(three);
    QVERIFY(withInstanceRemoved(document, "a"));
    QVERIFY(withInstanceDisabled(document, "b"));
    QVERIFY(withInstanceChanged(document, "c", parsed("{\"priority\":1}")));
    QVERIFY(withInstanceAdded(document, parsed("{\"name\":\"d\"}")));
    QCOMPARE(writeJson(document), canonical(three));
}

QTEST_APPLESS_MAIN(TestEditInstances)
#include "tst_editinstances.moc"
