#include "guiheaders.h"
#include "layercheck.h"
#include "support/tempdir.h"

#include <QtTest/QtTest>

#include <string>
#include <string_view>
#include <vector>

using penstock::house::layerViolations;
using penstock::test::TempDir;

namespace
{

// A small tree with one of everything that cmake/layers.txt can say.
constexpr std::string_view smallLayers = R"(
tier src/base
tier src/domain
tier src/config src/qtglue   # neighbours
tier gateway/routing
tier gateway/http
tier gateway/proxy
only gateway/simulator: base http
only ui/pages: base
root gateway/headless: src gateway
root ui/app: src gateway ui
qtfree base domain config routing
guifree src gateway
sole http: QtHttpServer/ QHttpServer
)";

std::vector<std::string> violationsWith(std::string_view file, std::string_view content)
{
    const TempDir tree;
    tree.write("cmake/layers.txt", smallLayers);
    tree.write(file, content);
    return layerViolations(tree.path());
}

QByteArray asText(const std::vector<std::string> &lines)
{
    QByteArray text;
    for (const std::string &line : lines) {
        text += QByteArray::fromStdString(line) + '\n';
    }
    return text;
}

} // namespace

class LayersTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void realTree_hasNoViolation();
    void plantedInclude_isFound_data();
    void plantedInclude_isFound();
    void rightInclude_isSilent_data();
    void rightInclude_isSilent();
    void folderOutsideTheLayers_isFound();
    void emptyFolder_isSilent();
    void unreadableRules_areReported();
    void missingRules_areReported();
    void headersOfQt_areTold();
};

void LayersTest::realTree_hasNoViolation()
{
    QCOMPARE(asText(layerViolations(PENSTOCK_SOURCE_DIR)), QByteArray());
}

void LayersTest::plantedInclude_isFound_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("violation");

    QTest::newRow("upward") << QByteArray("src/domain/ids.h")
                            << QByteArray("#pragma once\n\n#include \"config/path.h\"\n")
                            << QByteArray("src/domain/ids.h:3: module 'domain' may not include "
                                          "'config/path.h' (layer 2 sees only lower layers; "
                                          "'config' is in layer 3)\n");
    QTest::newRow("neighbour") << QByteArray("src/qtglue/waker.cpp")
                               << QByteArray("#include \"config/path.h\"\n")
                               << QByteArray("src/qtglue/waker.cpp:1: module 'qtglue' may not "
                                             "include 'config/path.h' (layer 3 sees only lower "
                                             "layers; 'config' is in layer 3)\n");
    QTest::newRow("upward in angle brackets, spaced")
        << QByteArray("src/base/clock.cpp") << QByteArray("  #  include <domain/ids.h> // why\n")
        << QByteArray("src/base/clock.cpp:1: module 'base' may not include 'domain/ids.h' (layer 1 "
                      "sees only lower layers; 'domain' is in layer 2)\n");
    QTest::newRow("outside the tiers")
        << QByteArray("gateway/proxy/life.cpp") << QByteArray("#include \"simulator/azure.h\"\n")
        << QByteArray("gateway/proxy/life.cpp:1: module 'proxy' may not include "
                      "'simulator/azure.h' (layer 6 sees only lower layers; 'simulator' is in "
                      "none)\n");
    QTest::newRow("Qt in the core")
        << QByteArray("src/config/path.h") << QByteArray("#include <string>\n#include <QString>\n")
        << QByteArray("src/config/path.h:2: module 'config' may not include <QString> (it is "
                      "Qt-free)\n");
    QTest::newRow("QtKeychain in the core")
        << QByteArray("src/base/a.cpp") << QByteArray("#include <qt6keychain/keychain.h>\n")
        << QByteArray("src/base/a.cpp:1: module 'base' may not include <qt6keychain/keychain.h> "
                      "(it is Qt-free)\n");
    QTest::newRow("Qt glue in the core, from a higher layer")
        << QByteArray("gateway/routing/pick.cpp") << QByteArray("#include \"qtglue/utf8.h\"\n")
        << QByteArray("gateway/routing/pick.cpp:1: module 'routing' may not include "
                      "'qtglue/utf8.h' ('routing' is Qt-free and 'qtglue' is not)\n");
    QTest::newRow("GUI class in the gateway")
        << QByteArray("gateway/http/listener.cpp") << QByteArray("#include <QColor>\n")
        << QByteArray("gateway/http/listener.cpp:1: module 'http' may not include <QColor> "
                      "('gateway' is free of Qt's GUI)\n");
    QTest::newRow("GUI folder in src")
        << QByteArray("src/qtglue/a.cpp") << QByteArray("#include <QtWidgets/QLabel>\n")
        << QByteArray("src/qtglue/a.cpp:1: module 'qtglue' may not include <QtWidgets/QLabel> "
                      "('src' is free of Qt's GUI)\n");
    QTest::newRow("HTTP server outside the seam")
        << QByteArray("gateway/proxy/life.h") << QByteArray("#include <QtHttpServer/QHttpServer>\n")
        << QByteArray("gateway/proxy/life.h:1: module 'proxy' may not include "
                      "<QtHttpServer/QHttpServer> (only 'http' may)\n");
    QTest::newRow("only, in the gateway")
        << QByteArray("gateway/simulator/azure.cpp") << QByteArray("#include \"domain/ids.h\"\n")
        << QByteArray("gateway/simulator/azure.cpp:1: module 'simulator' may not include "
                      "'domain/ids.h' (it sees only base, http)\n");
    QTest::newRow("only, in the console")
        << QByteArray("ui/pages/home.cpp") << QByteArray("#include \"http/listener.h\"\n")
        << QByteArray("ui/pages/home.cpp:1: module 'pages' may not include 'http/listener.h' (it "
                      "sees only base)\n");
    QTest::newRow("root into a parent that is not its own")
        << QByteArray("gateway/headless/main.cpp") << QByteArray("#include \"pages/home.h\"\n")
        << QByteArray("gateway/headless/main.cpp:1: module 'headless' may not include "
                      "'pages/home.h' (it sees what is below gateway, src, but no other root)\n");
    QTest::newRow("root into another root")
        << QByteArray("ui/app/main.cpp") << QByteArray("#include \"headless/options.h\"\n")
        << QByteArray("ui/app/main.cpp:1: module 'app' may not include 'headless/options.h' (it "
                      "sees what is below gateway, src, ui, but no other root)\n");
    QTest::newRow("no module at all")
        << QByteArray("src/base/a.cpp") << QByteArray("#include \"support/tempdir.h\"\n")
        << QByteArray("src/base/a.cpp:1: module 'base' includes 'support/tempdir.h', but 'support' "
                      "is no module\n");
    QTest::newRow("climbing out of the folder")
        << QByteArray("src/base/a.cpp") << QByteArray("#include \"../domain/ids.h\"\n")
        << QByteArray("src/base/a.cpp:1: module 'base' includes '../domain/ids.h', but '..' is no "
                      "module\n");
}

void LayersTest::plantedInclude_isFound()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, content);
    QFETCH(const QByteArray, violation);
    QCOMPARE(asText(violationsWith(file.toStdString(), content.toStdString())), violation);
}

void LayersTest::rightInclude_isSilent_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("content");

    QTest::newRow("own module") << QByteArray("src/base/a.cpp")
                                << QByteArray("#include \"base/a.h\"\n#include \"a.moc\"\n");
    QTest::newRow("lower layers") << QByteArray("gateway/proxy/a.cpp")
                                  << QByteArray("#include \"http/a.h\"\n#include \"base/a.h\"\n");
    QTest::newRow("only") << QByteArray("gateway/simulator/a.cpp")
                          << QByteArray("#include \"http/a.h\"\n");
    QTest::newRow("headless sees all of src and gateway")
        << QByteArray("gateway/headless/main.cpp")
        << QByteArray(
               "#include \"proxy/a.h\"\n#include \"simulator/a.h\"\n#include \"base/a.h\"\n");
    QTest::newRow("app sees all")
        << QByteArray("ui/app/main.cpp")
        << QByteArray("#include \"pages/a.h\"\n#include \"proxy/a.h\"\n#include <QApplication>\n");
    QTest::newRow("libraries and the standard library in the core")
        << QByteArray("src/config/a.cpp")
        << QByteArray("#include <yaml-cpp/yaml.h>\n#include <tl/expected.hpp>\n#include <queue>\n");
    QTest::newRow("Qt Core where it is allowed")
        << QByteArray("src/qtglue/a.cpp") << QByteArray("#include <QtCore/QTimer>\n");
    QTest::newRow("the seam") << QByteArray("gateway/http/a.cpp")
                              << QByteArray("#include <QtHttpServer/QHttpServer>\n");
    QTest::newRow("no include line")
        << QByteArray("src/base/a.cpp")
        << QByteArray("// #include \"domain/a.h\"\n#define X <QString>\n");
}

void LayersTest::rightInclude_isSilent()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QByteArray, content);
    QCOMPARE(asText(violationsWith(file.toStdString(), content.toStdString())), QByteArray());
}

void LayersTest::folderOutsideTheLayers_isFound()
{
    QCOMPARE(asText(violationsWith("gateway/helpers/a.h", "#pragma once\n")),
             QByteArray("gateway/helpers: the folder is not in cmake/layers.txt\n"));
}

// git does not keep empty folders, and switching branches leaves them behind.
void LayersTest::emptyFolder_isSilent()
{
    const TempDir tree;
    tree.write("cmake/layers.txt", smallLayers);
    std::filesystem::create_directories(tree.path() / "src" / "gone");
    QCOMPARE(asText(layerViolations(tree.path())), QByteArray());
}

void LayersTest::unreadableRules_areReported()
{
    const TempDir tree;
    tree.write("cmake/layers.txt",
               "tier src/base\nteir src/domain\nonly ui/pages\ntier ui/base base\nqtfree config\n");
    QCOMPARE(asText(layerViolations(tree.path())),
             QByteArray("cmake/layers.txt:2: unknown word 'teir'\n"
                        "cmake/layers.txt:3: 'only' wants FOLDER: MODULE...\n"
                        "cmake/layers.txt:4: 'base' is not of the form PARENT/MODULE\n"
                        "cmake/layers.txt:4: a module 'base' stands in a line above\n"
                        "cmake/layers.txt:5: 'qtfree' names 'config', which no line above does\n"));
}

void LayersTest::missingRules_areReported()
{
    const TempDir tree;
    QCOMPARE(asText(layerViolations(tree.path())),
             QByteArray("cmake/layers.txt: cannot be read\n"));
}

void LayersTest::headersOfQt_areTold()
{
    using penstock::house::isGuiHeader;
    using penstock::house::isQtHeader;
    for (const char *header :
         {"QString", "QtCore/QString", "qglobal.h", "qt6keychain/keychain.h"}) {
        QVERIFY2(isQtHeader(header), header);
    }
    for (const char *header : {"queue", "string", "quadmath.h.in", "nlohmann/json.hpp", "q"}) {
        QVERIFY2(!isQtHeader(header), header);
    }
    for (const char *header : {"QIcon", "QChartView", "QtCharts/QLineSeries", "QPainterPath"}) {
        QVERIFY2(isGuiHeader(header), header);
    }
    for (const char *header : {"QString", "QTextStream", "QtCore/QTimer", "QStandardPaths"}) {
        QVERIFY2(!isGuiHeader(header), header);
    }
}

QTEST_APPLESS_MAIN(LayersTest)
#include "tst_layers.moc"
