#include "config/exportform.h"
#include "config/jsonreader.h"
#include "config/jsonwriter.h"
#include "config/layerreader.h"
#include "config/merge.h"
#include "config/yamlreader.h"
#include "config/yamlwriter.h"
#include "randomdocument.h"
#include "samenode.h"
#include "support/property.h"

#include <array>

using namespace penstock;
using namespace penstock::config;

namespace
{

LayerContext contextWith(Environment variables)
{
    variables.emplace("SECRET", "not-to-be-seen");
    return {.kind = SourceKind::Yaml,
            .name = "test.yaml",
            .folder = {},
            .variables = std::move(variables)};
}

std::string problemsIn(const ReadLayer &read)
{
    std::string text;
    for (const Finding &finding : read.findings) {
        text += finding.toText() + '\n';
    }
    return text;
}

Node effective(const Layer &layer)
{
    return mergeLayers(std::array{layer}).document;
}

/// `${...}` texts of a document by the place where they stand.
void collectSpellings(const Node &node, const std::string &where, std::vector<std::string> &all)
{
    if (node.written.find("${") != std::string::npos) {
        all.push_back(where + '=' + node.written);
    }
    if (node.isMap()) {
        for (const Entry &entry : node.entries()) {
            collectSpellings(entry.value, where + '/' + entry.key, all);
        }
    } else if (node.isList()) {
        for (std::size_t i = 0; i < node.items().size(); ++i) {
            collectSpellings(node.items()[i], where + '/' + std::to_string(i), all);
        }
    }
}

std::vector<std::string> spellingsOf(const Node &node)
{
    std::vector<std::string> all;
    collectSpellings(node, {}, all);
    return all;
}

} // namespace

class TestSpellings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatTheTableAllows_loadsWithoutAWord()
    {
        test::forEachRound(500, [](RandomSource &random) {
            Environment variables;
            const Node document = test::randomSettings(
                random,
                {.nulls = test::Nulls::Some, .variables = &variables, .hasInputForms = true});
            const std::string problems
                = problemsIn(readLayer(document, contextWith(std::move(variables))));
            QVERIFY2(problems.empty(), (problems + writeYaml(document)).c_str());
        });
    }

    void exportedAndReadAgain_everythingIsTheSame()
    {
        test::forEachRound(500, [](RandomSource &random) {
            Environment variables;
            const Node document
                = test::randomSettings(random, {.variables = &variables, .hasInputForms = true});
            const LayerContext context = contextWith(std::move(variables));
            const Node before = effective(readLayer(document, context).layer);
            const Node exported = exportForm(before).document;
            for (const ParsedDocument &parsed :
                 {readYaml(writeYaml(exported), "yaml"),
                  readJson(writeJson(exported, JsonLayout::Indented), "json")}) {
                const ReadLayer read = readLayer(parsed.root, context);
                const std::string problems = problemsIn(read);
                QVERIFY2(problems.empty(), (problems + writeYaml(exported)).c_str());
                const Node after = effective(read.layer);
                const std::string loss = test::firstDifference(before, after);
                QVERIFY2(loss.empty(), (loss + '\n' + writeYaml(exported)).c_str());
                QCOMPARE(spellingsOf(after), spellingsOf(before));
            }
        });
    }

    void aVariable_isWrittenBackAsItWasSpelled()
    {
        const std::string text = "name: \"$${A} ${TEXT:-x} b\"\n"
                                 "port: ${PORT:-3010}\n"
                                 "routing:\n"
                                 "  retries: ${RETRIES}\n"
                                 "  within_priority: ${FLAG}\n"
                                 "  aliases:\n"
                                 "    a: \"${TEXT}: [x]\"\n"
                                 "instances:\n"
                                 "  - name: a\n"
                                 "    api_base: ${MISSING}\n"
                                 "    api_key: ${SECRET}\n";
        const LayerContext context
            = contextWith({{"RETRIES", "2"}, {"FLAG", "yes"}, {"TEXT", "t"}, {"PORT", "5000"}});
        const ReadLayer read = readLayer(readYaml(text, "test.yaml").root, context);
        QCOMPARE(problemsIn(read), std::string());
        const Node document = effective(read.layer);
        QCOMPARE(document.find("name")->asText(), std::string("${A} t b"));
        QCOMPARE(document.find("port")->asWhole(), 5000);
        QVERIFY(document.find("routing")->find("within_priority")->asBool());
        QCOMPARE(QString::fromStdString(writeYaml(exportForm(document).document)),
                 QString::fromStdString(text));
    }

    void aClearDefaultOfASecret_isNotKept()
    {
        const std::string text = "instances:\n"
                                 "  - name: a\n"
                                 "    api_key: ${SECRET:-do-not-show}\n"
                                 "    client_secret: ${SECRET:-file:/run/secret}\n";
        const ReadLayer read = readLayer(readYaml(text, "test.yaml").root, contextWith({}));
        const std::string yaml = writeYaml(effective(read.layer));
        QVERIFY2(yaml.find("do-not-show") == std::string::npos, yaml.c_str());
        QVERIFY2(yaml.find("api_key: ${SECRET}") != std::string::npos, yaml.c_str());
        QVERIFY2(yaml.find("${SECRET:-file:/run/secret}") != std::string::npos, yaml.c_str());
    }

    void aMistypedProxyAddress_keepsItsPasswordToItself()
    {
        const std::string text
            = "instances: [{name: a, proxy_url: 'http:/user:do-not-show@proxy'}]\n";
        const ReadLayer read = readLayer(readYaml(text, "test.yaml").root, contextWith({}));
        const std::string problems = problemsIn(read);
        QVERIFY(!problems.empty());
        QVERIFY2(problems.find("do-not-show") == std::string::npos, problems.c_str());
    }
};

QTEST_APPLESS_MAIN(TestSpellings)
#include "tst_spellings.moc"
