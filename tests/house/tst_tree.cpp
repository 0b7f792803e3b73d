#include <QtTest/QtTest>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace
{

constexpr std::ptrdiff_t longestFile = 500;

fs::path sourceRoot()
{
    return PENSTOCK_SOURCE_DIR;
}

std::string contentOf(const fs::path &file)
{
    const std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

bool isText(const std::string &content)
{
    return content.find('\0') == std::string::npos;
}

std::string nameInTree(const fs::path &file)
{
    return fs::relative(file, sourceRoot()).generic_string();
}

// Not ours to judge: what is built, git's own, and inputs that are broken on purpose.
bool isOutside(const std::string &name)
{
    static const std::set<std::string> folders{"build", ".git", ".cache", "tests/fuzz/corpus"};
    return folders.contains(name);
}

std::vector<fs::path> treeFiles()
{
    std::vector<fs::path> files;
    fs::recursive_directory_iterator entry(sourceRoot());
    for (; entry != fs::recursive_directory_iterator(); ++entry) {
        if (entry->is_directory() && isOutside(nameInTree(entry->path()))) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file()) {
            files.push_back(entry->path());
        }
    }
    return files;
}

std::vector<fs::path> treeFilesEndingIn(const std::set<std::string> &endings)
{
    std::vector<fs::path> files = treeFiles();
    std::erase_if(files, [&endings](const fs::path &file) {
        return !endings.contains(file.extension().string());
    });
    return files;
}

// A path of somebody's machine: a home folder, or the folder that a tool checks out into. Written
// so that this file itself does not contain one.
bool namesAMachine(const std::string &content)
{
    static const QRegularExpression path(QStringLiteral(
        "(^|[\\s\"'=(:`])/(home/(?!you\\b)[A-Za-z]|Users/[A-Za-z]|roo[t]/[a-z.]|wor[k]/)"));
    return path.match(QString::fromStdString(content)).hasMatch();
}

void verifyNone(const std::vector<std::string> &offenders, const char *what)
{
    std::string message = what;
    for (const std::string &offender : offenders) {
        message += "\n  " + offender;
    }
    QVERIFY2(offenders.empty(), message.c_str());
}

} // namespace

class TreeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noSourceFile_isTooLong();
    void noFile_namesAMachine();
    void pathsOfAMachine_areTold();
    void everyModuleFolder_hasACMakeLists();
    void verbsOfTheReadme_existInDev();
    void verbsOfTheHelp_existInDev();
};

void TreeTest::noSourceFile_isTooLong()
{
    const std::vector<fs::path> files = treeFilesEndingIn({".h", ".cpp"});
    QVERIFY(!files.empty());
    std::vector<std::string> offenders;
    for (const fs::path &file : files) {
        const std::string content = contentOf(file);
        const auto lines = std::count(content.begin(), content.end(), '\n');
        if (lines > longestFile) {
            offenders.push_back(nameInTree(file) + ": " + std::to_string(lines));
        }
    }
    verifyNone(offenders, "Longer than 500 lines; make two files of it:");
}

void TreeTest::noFile_namesAMachine()
{
    std::vector<std::string> offenders;
    for (const fs::path &file : treeFiles()) {
        const std::string content = contentOf(file);
        if (isText(content) && namesAMachine(content)) {
            offenders.push_back(nameInTree(file));
        }
    }
    verifyNone(offenders, "Names a folder of one machine:");
}

void TreeTest::pathsOfAMachine_areTold()
{
    const std::string home = "/home/";
    QVERIFY(namesAMachine("open '" + home + "anna/x'"));
    QVERIFY(namesAMachine(std::string("/wor") + "k/main"));
    QVERIFY(!namesAMachine("src/home/anna"));
    QVERIFY(!namesAMachine(home + "you/penstock.yaml"));
}

void TreeTest::everyModuleFolder_hasACMakeLists()
{
    std::vector<std::string> offenders;
    for (const char *parent : {"src", "gateway", "ui"}) {
        for (const fs::directory_entry &entry : fs::directory_iterator(sourceRoot() / parent)) {
            if (entry.is_directory() && !fs::is_empty(entry.path())
                && !fs::exists(entry.path() / "CMakeLists.txt")) {
                offenders.push_back(nameInTree(entry.path()));
            }
        }
    }
    verifyNone(offenders, "A module without CMakeLists.txt:");
}

namespace
{

std::vector<std::string> unknownVerbs(const std::string &text, const QString &mention)
{
    const std::string dev = contentOf(sourceRoot() / "dev");
    std::vector<std::string> unknown;
    auto match = QRegularExpression(mention).globalMatch(QString::fromStdString(text));
    if (!match.hasNext()) {
        unknown.emplace_back("(no verb is mentioned at all)");
    }
    while (match.hasNext()) {
        const std::string verb = match.next().captured(1).toStdString();
        if (dev.find("verb_" + verb + "()") == std::string::npos) {
            unknown.push_back(verb);
        }
    }
    return unknown;
}

} // namespace

void TreeTest::verbsOfTheReadme_existInDev()
{
    verifyNone(
        unknownVerbs(contentOf(sourceRoot() / "README.md"), QStringLiteral("\\./dev ([a-z]+)")),
        "README.md names a verb that ./dev does not have:");
}

void TreeTest::verbsOfTheHelp_existInDev()
{
    verifyNone(unknownVerbs(contentOf(sourceRoot() / "dev"), QStringLiteral("\n  ([a-z]+)  +[^ ]")),
               "./dev help names a verb that ./dev does not have:");
}

QTEST_APPLESS_MAIN(TreeTest)
#include "tst_tree.moc"
