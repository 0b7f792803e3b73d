#include "config/editinstances.h"
#include "config/profilefile.h"
#include "pages/instancedraft.h"
#include "support/tempdir.h"

#include <QTest>

using namespace penstock;
using namespace penstock::pages;
using config::Node;
using Models = std::vector<std::pair<std::string, std::string>>;

/// What a person enters, on its way to the file and back.
class TestInstanceDraft final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tidyAddress_data();
    void tidyAddress();
    void readModels_data();
    void readModels();
    void modelsText_isReadBack();
    void newInstance_writesWhatWasEntered();
    void unchanged_changesNothing_data();
    void unchanged_changesNothing();
    void changes_reachTheDraftAgain();
    void whatTheFormDoesNotShow_stays();
    void emptied_isTakenAway();
    void supportedModels_becomeDeployments();
    void otherProvider_losesItsVersion();
};

namespace
{

/// The document and the settings that a file leads to.
class Loaded final
{
public:
    explicit Loaded(const std::string &yaml)
    {
        (void)m_folder.write("penstock.yaml", yaml);
        config::ProfileFile file(m_folder.path(), {{"KEY", "secret"}});
        m_loaded = file.load();
    }

    [[nodiscard]] bool isGood() const { return m_loaded.config && !instances().empty(); }
    [[nodiscard]] Node document() const { return config::ProfileFile::documentOf(m_loaded); }
    [[nodiscard]] const std::vector<InstanceSettings> &instances() const
    {
        return m_loaded.config->instances;
    }
    [[nodiscard]] InstanceDraft draft() const { return draftOf(instances().front()); }
    [[nodiscard]] Node instance() const
    {
        return config::placedInstance(document(), draft().name)->instance;
    }
    /// The document with the draft in place of its first instance.
    [[nodiscard]] Node with(const InstanceDraft &next) const
    {
        return *config::withInstanceChanged(document(), draft().name, patchOf(next, instance()));
    }

private:
    penstock::test::TempDir m_folder;
    config::LoadedConfig m_loaded;
};

const std::string plain = "instances:\n"
                          "  - name: one\n"
                          "    api_base: https://one.openai.azure.com\n"
                          "    api_key: ${KEY}\n"
                          "    model_deployments:\n"
                          "      gpt-4o: my-gpt-4o\n";

const std::string rich = "port: 4001\n"
                         "instances:\n"
                         "  - name: one\n"
                         "    api_base: https://one.openai.azure.com\n"
                         "    api_version: 2024-10-21\n"
                         "    api_key: ${KEY}\n"
                         "    region: Sweden Central\n"
                         "    max_tpm: 120000\n"
                         "    max_rpm: 77\n"
                         "    priority: 3\n"
                         "    weight: 20\n"
                         "    model_deployments:\n"
                         "      gpt-4o: {deployment: my-gpt-4o, max_tpm: 50000, kind: ptu}\n"
                         "      gpt-4o-mini: mini\n";

Node mapping(const Node &document, const std::string &model)
{
    const Node instance = config::placedInstance(document, "one")->instance;
    const Node *const mappings = instance.find("model_deployments");
    const Node *const found = mappings == nullptr ? nullptr : mappings->find(model);
    return found == nullptr ? Node::null() : *found;
}

} // namespace

void TestInstanceDraft::tidyAddress_data()
{
    QTest::addColumn<QByteArray>("entered");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *entered, const char *expected) {
        QTest::newRow(name) << QByteArray(entered) << QByteArray(expected);
    };
    row("nothing", "", "");
    row("spaces only", "  \t", "");
    row("a base", "https://r.openai.azure.com", "https://r.openai.azure.com");
    row("spaces around", "  https://r.openai.azure.com \n", "https://r.openai.azure.com");
    row("slashes behind", "https://r.openai.azure.com///", "https://r.openai.azure.com");
    row("no scheme", "r.openai.azure.com", "https://r.openai.azure.com");
    row("plain http stays", "http://127.0.0.1:3101", "http://127.0.0.1:3101");
    row("the target URI of the portal",
        "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
        "https://r.openai.azure.com");
    row("the v1 address", "https://r.openai.azure.com/openai/v1/", "https://r.openai.azure.com");
    row("a path of a front door stays", "https://apim.example.com/ai/v2",
        "https://apim.example.com/ai/v2");
    row("the same path on another server stays", "http://localhost:8080/openai/v1",
        "http://localhost:8080/openai/v1");
    row("query and fragment go", "https://r.example.com/x?y=z#w", "https://r.example.com/x");
}

void TestInstanceDraft::tidyAddress()
{
    QFETCH(const QByteArray, entered);
    QFETCH(const QByteArray, expected);
    const std::string tidy = pages::tidyAddress(entered.toStdString());
    QCOMPARE(tidy, expected.toStdString());
    QCOMPARE(pages::tidyAddress(tidy), tidy);
}

void TestInstanceDraft::readModels_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Models>("models");
    QTest::addColumn<int>("wrongLine");
    const auto row = [](const char *name, const char *text, const Models &models, int wrongLine) {
        QTest::newRow(name) << QByteArray(text) << models << wrongLine;
    };
    row("nothing", "", {}, 0);
    row("empty lines", "\n \n\t\n", {}, 0);
    row("a model", "gpt-4o", {{"gpt-4o", "gpt-4o"}}, 0);
    row("a deployment", "gpt-4o=mine", {{"gpt-4o", "mine"}}, 0);
    row("spaces", "  gpt-4o  =  mine  \r", {{"gpt-4o", "mine"}}, 0);
    row("in their order", "b\na = c", {{"b", "b"}, {"a", "c"}}, 0);
    row("no deployment", "gpt-4o =", {{"gpt-4o", ""}}, 1);
    row("no model", "\n= mine", {{"", "mine"}}, 2);
    row("a space in the model", "gpt 4o", {{"gpt 4o", "gpt 4o"}}, 1);
    row("twice", "a\nb\na = c", {{"a", "a"}, {"b", "b"}, {"a", "c"}}, 3);
    row("two signs", "a = b = c", {{"a", "b = c"}}, 1);
    row("the first wrong line", "x y\nz w", {{"x y", "x y"}, {"z w", "z w"}}, 1);
}

void TestInstanceDraft::readModels()
{
    QFETCH(const QByteArray, text);
    QFETCH(const Models, models);
    QFETCH(const int, wrongLine);
    const ModelsReading reading = pages::readModels(text.toStdString());
    QCOMPARE(reading.wrongLine, wrongLine);
    QCOMPARE(reading.models, models);
}

void TestInstanceDraft::modelsText_isReadBack()
{
    const InstanceDraft draft{.models = {{"gpt-4o", "mine"}, {"o3", "o3"}, {"a/b", "c.d"}}};
    const ModelsReading reading = pages::readModels(modelsText(draft));
    QCOMPARE(reading.wrongLine, 0);
    QCOMPARE(reading.models, draft.models);
    QCOMPARE(modelsText(draft), std::string("gpt-4o = mine\no3\na/b = c.d\n"));
}

void TestInstanceDraft::newInstance_writesWhatWasEntered()
{
    const InstanceDraft draft{.name = "one",
                              .apiBase = "https://one.openai.azure.com",
                              .models = {{"gpt-4o", "my-gpt-4o"}}};
    const Node patch = patchOf(draft, Node::map());
    Node set = Node::map();
    for (const config::Entry &entry : patch.entries()) {
        if (!entry.value.isNull()) {
            set.set(entry.key, entry.value);
        }
    }
    QCOMPARE(set.entries().size(), std::size_t(2)); // everything else is as it would be anyway
    QCOMPARE(set.find("api_base")->asText(), draft.apiBase);
    QCOMPARE(set.find("model_deployments")->find("gpt-4o")->asText(), std::string("my-gpt-4o"));
}

void TestInstanceDraft::unchanged_changesNothing_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::newRow("plain") << QByteArray::fromStdString(plain);
    QTest::newRow("rich") << QByteArray::fromStdString(rich);
}

void TestInstanceDraft::unchanged_changesNothing()
{
    QFETCH(const QByteArray, yaml);
    const Loaded loaded(yaml.toStdString());
    QVERIFY(loaded.isGood());
    QVERIFY(loaded.with(loaded.draft()) == loaded.document());
}

void TestInstanceDraft::changes_reachTheDraftAgain()
{
    const Loaded loaded(rich);
    QVERIFY(loaded.isGood());
    InstanceDraft draft = loaded.draft();
    draft.apiBase = "https://other.example.com";
    draft.provider = Provider::Generic;
    draft.apiVersion.clear();
    draft.region = "East US";
    draft.maxTpm = 5;
    draft.priority = 0;
    draft.weight = 100;
    draft.models = {{"gpt-4o", "another"}, {"o3", "o3"}};
    penstock::test::TempDir folder;
    config::ProfileFile file(folder.path(), {{"KEY", "secret"}});
    (void)file.load();
    QVERIFY(file.save(loaded.with(draft)));
    const config::LoadedConfig again = file.load();
    QVERIFY(again.config);
    QVERIFY(draftOf(again.config->instances.front()) == draft);
}

void TestInstanceDraft::whatTheFormDoesNotShow_stays()
{
    const Loaded loaded(rich);
    QVERIFY(loaded.isGood());
    InstanceDraft draft = loaded.draft();
    draft.models = {{"gpt-4o", "another"}};
    const Node changed = loaded.with(draft);
    const Node deployment = mapping(changed, "gpt-4o");
    QVERIFY(deployment.isMap());
    QCOMPARE(deployment.find("deployment")->asText(), std::string("another"));
    QCOMPARE(deployment.find("max_tpm")->asWhole(), 50'000);
    QCOMPARE(deployment.find("kind")->asText(), std::string("ptu"));
    QVERIFY(mapping(changed, "gpt-4o-mini").isNull());
    const Node instance = config::placedInstance(changed, "one")->instance;
    QCOMPARE(instance.find("max_rpm")->asWhole(), 77);
    QVERIFY(*instance.find("api_key") == *loaded.instance().find("api_key"));
    QCOMPARE(changed.find("port")->asWhole(), 4001);
}

void TestInstanceDraft::emptied_isTakenAway()
{
    const Loaded loaded(rich);
    QVERIFY(loaded.isGood());
    InstanceDraft draft = loaded.draft();
    draft.region.clear();
    draft.apiVersion.clear();
    draft.maxTpm = 0;
    const Node instance = config::placedInstance(loaded.with(draft), "one")->instance;
    QVERIFY(instance.find("region") == nullptr);
    QVERIFY(instance.find("api_version") == nullptr);
    QVERIFY(instance.find("max_tpm") == nullptr);
    QCOMPARE(instance.find("weight")->asWhole(), 20);
}

void TestInstanceDraft::supportedModels_becomeDeployments()
{
    const Loaded loaded(plain + "    supported_models: [gpt-4o, o3]\n");
    QVERIFY(loaded.isGood());
    const Node changed = loaded.with(loaded.draft());
    const Node instance = config::placedInstance(changed, "one")->instance;
    QVERIFY(instance.find("supported_models") == nullptr);
    const Node mapped = mapping(changed, "gpt-4o");
    QVERIFY(mapped.isMap());
    QCOMPARE(mapped.find("deployment")->asText(), std::string("my-gpt-4o"));
    QCOMPARE(mapping(changed, "o3").asText(), std::string("o3"));
}

void TestInstanceDraft::otherProvider_losesItsVersion()
{
    const Loaded loaded(rich);
    QVERIFY(loaded.isGood());
    InstanceDraft draft = loaded.draft();
    draft.provider = Provider::AzureV1;
    const Node instance = config::placedInstance(loaded.with(draft), "one")->instance;
    QCOMPARE(instance.find("provider_type")->asText(), std::string("azure_v1"));
    QVERIFY(instance.find("api_version") == nullptr);
}

QTEST_APPLESS_MAIN(TestInstanceDraft)
#include "tst_instancedraft.moc"
