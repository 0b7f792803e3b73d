#include "config/merge.h"
#include "config/profilefile.h"
#include "config/yamlreader.h"
#include "configfolder.h"
#include "expectedrow.h"
#include "randomdocument.h"
#include "rowdocument.h"
#include "samenode.h"
#include "support/property.h"
#include "support/tempdir.h"

#include <array>

using namespace penstock;
using namespace penstock::config;
using namespace penstock::config::test;

/// What a profile file keeps: every setting that there is.
class TestProfileRoundTrip final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySettingSurvives_data();
    void everySettingSurvives();
    void randomSettingsSurvive();
};

namespace
{

Layer layerOf(std::string_view yaml)
{
    return readLayer(readYaml(yaml, "yaml").root, {.kind = SourceKind::Yaml, .name = "yaml"}).layer;
}

/// What some settings cannot be without, by the start of their key.
struct Companion {
    std::string_view start;
    std::string_view yaml;
};

constexpr std::array companions{
    Companion{"tls.certificate", "tls: {key: /k.pem}"},
    Companion{"tls.key", "tls: {certificate: /c.pem}"},
    Companion{"listen[]", "clients: {require_key: true}\nallow_plain_lan: true"},
    Companion{
        "clients.keys[].",
        "clients: {keys: [{name: one, hash: "
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}, {name: two, hash: "
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a09}]}"},
    Companion{"instances[].name",
              "instances: [{name: two, api_base: \"https://two.example.com\"}]"},
    Companion{"agents[].",
              "agents: [{name: one, endpoint: \"https://one.example.com\", agent_id: asst_1}, "
              "{name: two, endpoint: \"https://two.example.com\", agent_id: asst_2}]"},
};

/// A row of the table in a document that is complete around it.
Node documentWith(const ExpectedRow &row)
{
    const RowDocument own = rowDocument(row.key, row.valid);
    std::vector<Layer> layers{layerOf(someInstance)};
    for (const Companion &companion : companions) {
        if (row.key.starts_with(companion.start)) {
            layers.push_back(layerOf(companion.yaml));
        }
    }
    layers.push_back(readRow(own).layer);
    return mergeLayers(layers).document;
}

std::string problemOf(const SaveFailure &failure)
{
    std::string text = failure.error.message;
    for (const Finding &finding : failure.findings) {
        text += "\n" + finding.toText();
    }
    return text;
}

} // namespace

void TestProfileRoundTrip::everySettingSurvives_data()
{
    QTest::addColumn<int>("row");
    for (std::size_t i = 0; i < expectedRows().size(); ++i) {
        QTest::addRow("%s", expectedRows()[i].key.c_str()) << static_cast<int>(i);
    }
}

void TestProfileRoundTrip::everySettingSurvives()
{
    QFETCH(const int, row);
    const Node document = documentWith(expectedRows().at(static_cast<std::size_t>(row)));
    const penstock::test::TempDir dir;
    ProfileFile file(dir.path(), {{std::string(rowVariable), "secret"}});
    const auto saved = file.save(document);
    QVERIFY2(saved, saved ? "" : problemOf(saved.error()).c_str());
    const LoadedConfig loaded = file.load();
    QVERIFY(loaded.config != nullptr);
    const std::string lost
        = penstock::test::firstDifference(document, ProfileFile::documentOf(loaded));
    QVERIFY2(lost.empty(), lost.c_str());
}

void TestProfileRoundTrip::randomSettingsSurvive()
{
    int savedCount = 0;
    penstock::test::forEachRound(200, [&savedCount](RandomSource &random) {
        const penstock::test::TempDir dir;
        const LayerContext context{
            .kind = SourceKind::Yaml, .name = "random", .folder = dir.path()};
        const Node document
            = readLayer(penstock::test::randomSettings(random, {}), context).layer.document;
        ProfileFile file(dir.path(), {});
        // Most do not go together as a whole, and are refused.
        if (!file.save(document)) {
            return;
        }
        ++savedCount;
        const std::string lost
            = penstock::test::firstDifference(document, ProfileFile::documentOf(file.load()));
        QVERIFY2(lost.empty(), lost.c_str());
    });
    qInfo("%d random documents were accepted", savedCount);
    QVERIFY2(savedCount > 0, "no random document was ever accepted");
}

QTEST_APPLESS_MAIN(TestProfileRoundTrip)
#include "tst_profileroundtrip.moc"
