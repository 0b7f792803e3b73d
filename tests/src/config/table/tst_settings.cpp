#include "config/decode.h"
#include "config/defaults.h"
#include "config/locate.h"
#include "config/schema.h"
#include "configfolder.h"
#include "expectedrow.h"
#include "rowdocument.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <set>

using namespace penstock;
using namespace penstock::config;
using namespace penstock::config::test;
using Json = nlohmann::json;

namespace
{

const Setting *settingOf(const std::string &key)
{
    for (const Setting &setting : settingsTable()) {
        if (setting.key == key && setting.rule.type != ValueType::Group) {
            return &setting;
        }
    }
    return nullptr;
}

/// Groups have no values of their own: the rows of what is in them are tested.
std::set<std::string> keysOfTable()
{
    std::set<std::string> keys;
    for (const Setting &setting : settingsTable()) {
        if (setting.rule.type != ValueType::Group) {
            keys.emplace(setting.key);
        }
    }
    return keys;
}

QString joined(const std::set<std::string> &keys)
{
    QStringList list;
    for (const std::string &key : keys) {
        list.append(shown(key));
    }
    return list.join(QLatin1String(", "));
}

std::set<std::string> without(std::set<std::string> keys, const std::set<std::string> &others)
{
    for (const std::string &key : others) {
        keys.erase(key);
    }
    return keys;
}

/// Lists without elements and absent lists are the same thing.
bool isNothing(const ExpectedRow &row, std::string_view json)
{
    return json.empty() || (row.key.ends_with("[]") && json == "[]");
}

/// Read, but never part of what is effective.
bool isInputOnly(const ExpectedRow &row)
{
    return row.key == "version" || row.key == "routing.timeout";
}

Node completeDocument(const RowDocument &document)
{
    const ReadLayer read = readRow(document);
    return withDefaults(read.layer.document);
}

const ExpectedRow &currentRow()
{
    QFETCH(const std::size_t, row);
    return expectedRows().at(row);
}

void addRows()
{
    QTest::addColumn<std::size_t>("row");
    for (std::size_t i = 0; i < expectedRows().size(); ++i) {
        QTest::addRow("%s", expectedRows()[i].key.c_str()) << i;
    }
}

/// One value that the table must refuse: one finding, at the value, in these words.
void checkRefusal(const ExpectedRow &row, const Refused &refused)
{
    const RowDocument document = rowDocument(row.key, refused.json);
    const ReadLayer read = readRow(document);
    QCOMPARE(read.findings.size(), std::size_t(1));
    const Finding &finding = read.findings.front();
    const Path path = refused.isElement ? document.path.index(0) : document.path;
    QCOMPARE(shown(finding.message), shown(refused.message));
    QCOMPARE(shown(finding.path), shown(path.toText()));
    QCOMPARE(shown(finding.source), QStringLiteral("row.yaml"));
    QCOMPARE(finding.severity, Severity::Error);
    QCOMPARE(finding.position.line, 1U);
    QCOMPARE(finding.position.column, document.column + (refused.isElement ? 1U : 0U));
    // What is refused is not kept by any means.
    QVERIFY(nodeAt(read.layer.document, path) == nullptr);
}

} // namespace

class TestSettings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRowOfTheTableIsExpected()
    {
        std::set<std::string> expected;
        for (const ExpectedRow &row : expectedRows()) {
            QVERIFY2(expected.insert(row.key).second, row.key.c_str());
        }
        QCOMPARE(joined(without(keysOfTable(), expected)), QString());
        QCOMPARE(joined(without(expected, keysOfTable())), QString());
    }

    void defaultIsThatOfTheSpecification_data() { addRows(); }
    void defaultIsThatOfTheSpecification()
    {
        const ExpectedRow &row = currentRow();
        const Setting *setting = settingOf(row.key);
        QVERIFY(setting != nullptr);
        if (isNothing(row, row.fallback)) {
            QVERIFY2(isNothing(row, setting->fallback), setting->fallback.data());
            return;
        }
        QVERIFY2(Json::parse(setting->fallback) == Json::parse(row.fallback),
                 setting->fallback.data());
    }

    void defaultStandsInTheCompleteDocument_data() { addRows(); }
    void defaultStandsInTheCompleteDocument()
    {
        const ExpectedRow &row = currentRow();
        if (row.key.ends_with("[].name")) {
            return; // has none, and no element can do without
        }
        const RowDocument bare = rowDocument(row.key);
        const Node complete = completeDocument(bare);
        const Path path = rowDocument(row.key, row.valid).path;
        const Node *found = nodeAt(complete, path);
        if (isNothing(row, row.fallback)) {
            QVERIFY(found == nullptr || (found->isList() && found->items().empty()));
            return;
        }
        QVERIFY(found != nullptr);
        const RowDocument explicitly = rowDocument(row.key, row.fallback);
        const Node same = completeDocument(explicitly);
        QVERIFY(nodeAt(same, path) != nullptr);
        QVERIFY(*found == *nodeAt(same, path));
        QVERIFY(found->layer == defaultsLayer);
    }

    void validValueIsTaken_data() { addRows(); }
    void validValueIsTaken()
    {
        const ExpectedRow &row = currentRow();
        const RowDocument document = rowDocument(row.key, row.valid);
        const ReadLayer read = readRow(document);
        for (const Finding &finding : read.findings) {
            QFAIL(finding.toText().c_str());
        }
        QCOMPARE(nodeAt(read.layer.document, document.path) == nullptr, isInputOnly(row));
    }

    void otherValueIsRefused_data() { addRows(); }
    void otherValueIsRefused() { checkRefusal(currentRow(), currentRow().value); }

    void otherTypeIsRefused_data() { addRows(); }
    void otherTypeIsRefused() { checkRefusal(currentRow(), currentRow().type); }

    void changeTakesEffectWhenTheSpecificationSays_data() { addRows(); }
    void changeTakesEffectWhenTheSpecificationSays()
    {
        const ExpectedRow &row = currentRow();
        const Setting *setting = settingOf(row.key);
        QVERIFY(setting != nullptr);
        QVERIFY(row.reload == 'L' || row.reload == 'N' || row.reload == 'R');
        const Reload expected = row.reload == 'L' ? Reload::Live
            : row.reload == 'N'                   ? Reload::NewConnections
                                                  : Reload::Restart;
        QCOMPARE(setting->reload, expected);
    }

    void helpIsASentence_data() { addRows(); }
    void helpIsASentence()
    {
        const Setting *setting = settingOf(currentRow().key);
        QVERIFY(setting != nullptr);
        QVERIFY2(setting->help.size() > 10 && setting->help.ends_with('.'), setting->help.data());
    }

    void validValueReachesTheConfiguration_data() { addRows(); }
    void validValueReachesTheConfiguration()
    {
        const ExpectedRow &row = currentRow();
        const GatewayConfig bare = decode(completeDocument(rowDocument(row.key)));
        const GatewayConfig changed = decode(completeDocument(rowDocument(row.key, row.valid)));
        // `version` is read and ignored; it is the only one.
        QCOMPARE(bare == changed, row.key == "version");
    }

    void noTwoKeysReachTheSamePlace()
    {
        std::vector<GatewayConfig> configs;
        for (const ExpectedRow &row : expectedRows()) {
            configs.push_back(decode(completeDocument(rowDocument(row.key, row.valid))));
        }
        for (std::size_t i = 0; i < configs.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                const std::string both = expectedRows()[i].key + " and " + expectedRows()[j].key;
                QVERIFY2(!(configs[i] == configs[j]), both.c_str());
            }
        }
    }

    void noDocumentAtAllGivesTheDefaultsOfTheClasses()
    {
        QVERIFY(decode(withDefaults(Node::map())) == GatewayConfig{});
    }

    void noDocumentAtAllGivesOneInstanceTheDefaultsOfItsClass()
    {
        const GatewayConfig config = decode(completeDocument(rowDocument("instances[].name")));
        InstanceSettings expected;
        expected.id = InstanceId("one");
        expected.name = "one";
        QCOMPARE(config.instances.size(), std::size_t(1));
        QVERIFY(config.instances.front() == expected);
    }

    void noDocumentAtAllGivesOneAgentAndClientTheDefaultsOfTheirClasses()
    {
        const GatewayConfig agents = decode(completeDocument(rowDocument("agents[].name")));
        QCOMPARE(agents.agents.size(), std::size_t(1));
        QVERIFY(agents.agents.front() == AgentSettings{.name = "one"});
        const GatewayConfig clients = decode(completeDocument(rowDocument("clients.keys[].name")));
        QCOMPARE(clients.clients.keys.size(), std::size_t(1));
        QVERIFY(clients.clients.keys.front() == ClientSettings{.name = ClientId("one")});
    }
};

QTEST_APPLESS_MAIN(TestSettings)
#include "tst_settings.moc"
