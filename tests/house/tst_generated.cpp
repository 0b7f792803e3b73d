#include "base/files.h"
#include "config/jsonschema.h"
#include "config/reference.h"

#include <QTest>

using namespace penstock;

// What is generated from the settings table lies in the tree for people and editors to read; here
// it is held against the table.
class TestGenerated : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void files_areWhatTheTableGives_data()
    {
        QTest::addColumn<std::string>("file");
        QTest::addColumn<std::string>("expected");
        QTest::addColumn<std::string>("command");
        QTest::newRow("reference")
            << std::string("docs/CONFIGURATION.md") << config::settingsReference()
            << std::string("penstock-gateway export --reference --out docs/CONFIGURATION.md");
        QTest::newRow("schema")
            << std::string("resources/penstock.schema.json") << config::jsonSchema()
            << std::string("penstock-gateway export --schema --out resources/penstock.schema.json");
    }

    void files_areWhatTheTableGives()
    {
        QFETCH(const std::string, file);
        QFETCH(const std::string, expected);
        QFETCH(const std::string, command);
        const auto text
            = readFile(pathFromUtf8(std::string(PENSTOCK_SOURCE_DIR) + '/' + file), 1024U * 1024);
        QVERIFY2(text.has_value(), text ? "" : text.error().message.c_str());
        // Not compared by QCOMPARE, which would print both files.
        QVERIFY2(*text == expected,
                 (file + " is not up to date; write it anew with: " + command).c_str());
    }
};

QTEST_APPLESS_MAIN(TestGenerated)
#include "tst_generated.moc"
