#include "layercheck.h"

#include "guiheaders.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

namespace penstock::house
{

namespace
{

namespace fs = std::filesystem;

std::vector<std::string> splitWords(const std::string &text)
{
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

std::string joined(const std::set<std::string> &names)
{
    std::string text;
    for (const std::string &name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

std::string lastPart(const std::string &folder)
{
    return folder.substr(folder.rfind('/') + 1);
}

std::string inBrackets(const std::string &header)
{
    return "<" + header + ">";
}

bool isSourceFile(const fs::path &file)
{
    static constexpr std::array<const char *, 6> endings{".h",   ".hpp", ".inl",
                                                         ".cpp", ".cc",  ".mm"};
    return std::find(endings.begin(), endings.end(), file.extension().string()) != endings.end();
}

std::vector<fs::path> sourceFilesBelow(const fs::path &folder)
{
    std::vector<fs::path> files;
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && isSourceFile(entry.path())) {
            files.push_back(entry.path());
        }
    }
    return files;
}

bool hasFiles(const fs::path &folder)
{
    const fs::recursive_directory_iterator entries(folder);
    return std::any_of(begin(entries), end(entries),
                       [](const fs::directory_entry &entry) { return entry.is_regular_file(); });
}

std::string objectionToModule(const std::string &module, const ModuleRule &from,
                              const ModuleRule &other, const std::string &header)
{
    const std::string name = lastPart(other.folder);
    if (name == module) {
        return {};
    }
    const std::string mayNot = "module '" + module + "' may not include '" + header + "' (";
    if (from.isQtFree && !other.isQtFree) {
        return mayNot + "'" + module + "' is Qt-free and '" + name + "' is not)";
    }
    if (!from.rootParents.empty()) {
        const bool isSeen = from.rootParents.contains(other.parent) && other.rootParents.empty();
        return isSeen
            ? std::string()
            : mayNot + "it sees what is below " + joined(from.rootParents) + ", but no other root)";
    }
    if (!from.only.empty()) {
        return from.only.contains(name) ? std::string()
                                        : mayNot + "it sees only " + joined(from.only) + ")";
    }
    if (other.tier == 0) {
        return mayNot + "layer " + std::to_string(from.tier) + " sees only lower layers; '" + name
            + "' is in none)";
    }
    if (other.tier < from.tier) {
        return {};
    }
    return mayNot + "layer " + std::to_string(from.tier) + " sees only lower layers; '" + name
        + "' is in layer " + std::to_string(other.tier) + ")";
}

} // namespace

LayerRules LayerRules::read(const fs::path &file)
{
    LayerRules rules;
    std::ifstream stream(file);
    if (!stream) {
        rules.m_problems.emplace_back("cmake/layers.txt: cannot be read");
    }
    for (std::string text; std::getline(stream, text);) {
        ++rules.m_lineNumber;
        rules.readLine(text.substr(0, text.find('#')));
    }
    return rules;
}

bool LayerRules::knowsFolder(const std::string &folder) const
{
    const auto found = m_modules.find(lastPart(folder));
    return found != m_modules.end() && found->second.folder == folder;
}

void LayerRules::readLine(const std::string &text)
{
    std::vector<std::string> words = splitWords(text);
    if (words.empty()) {
        return;
    }
    const std::string kind = words.front();
    words.erase(words.begin());
    if (kind == "tier") {
        readTier(words);
    } else if (kind == "only") {
        readOnly(words);
    } else if (kind == "root") {
        readRoot(words);
    } else if (kind == "qtfree") {
        readQtFree(words);
    } else if (kind == "guifree") {
        readGuiFree(words);
    } else if (kind == "sole") {
        readSole(words);
    } else {
        complain("unknown word '" + kind + "'");
    }
}

void LayerRules::readTier(const std::vector<std::string> &words)
{
    ++m_tiers;
    for (const std::string &folder : words) {
        if (ModuleRule *module = addModule(folder)) {
            module->tier = m_tiers;
        }
    }
}

void LayerRules::readOnly(const std::vector<std::string> &words)
{
    if (words.size() < 2 || !words.front().ends_with(':')) {
        complain("'only' wants FOLDER: MODULE...");
        return;
    }
    if (ModuleRule *module = addModule(words.front().substr(0, words.front().size() - 1))) {
        module->only = {words.begin() + 1, words.end()};
    }
}

void LayerRules::readRoot(const std::vector<std::string> &words)
{
    if (words.size() < 2 || !words.front().ends_with(':')) {
        complain("'root' wants FOLDER: PARENT...");
        return;
    }
    if (ModuleRule *module = addModule(words.front().substr(0, words.front().size() - 1))) {
        module->rootParents = {words.begin() + 1, words.end()};
    }
}

void LayerRules::readQtFree(const std::vector<std::string> &words)
{
    for (const std::string &name : words) {
        const auto found = m_modules.find(name);
        if (found == m_modules.end()) {
            complain("'qtfree' names '" + name + "', which no line above does");
        } else {
            found->second.isQtFree = true;
        }
    }
}

void LayerRules::readGuiFree(const std::vector<std::string> &words)
{
    m_guiFreeParents.insert(words.begin(), words.end());
}

void LayerRules::readSole(const std::vector<std::string> &words)
{
    if (words.size() < 2 || !words.front().ends_with(':')) {
        complain("'sole' wants MODULE: HEADER...");
        return;
    }
    const std::string module = words.front().substr(0, words.front().size() - 1);
    for (auto header = words.begin() + 1; header != words.end(); ++header) {
        m_soleUsers[*header] = module;
    }
}

ModuleRule *LayerRules::addModule(const std::string &folder)
{
    const std::size_t slash = folder.find('/');
    if (slash == std::string::npos || slash != folder.rfind('/')) {
        complain("'" + folder + "' is not of the form PARENT/MODULE");
        return nullptr;
    }
    const auto [place, isNew] = m_modules.try_emplace(lastPart(folder));
    if (!isNew) {
        complain("a module '" + place->first + "' stands in a line above");
        return nullptr;
    }
    place->second.folder = folder;
    place->second.parent = folder.substr(0, slash);
    return &place->second;
}

void LayerRules::complain(const std::string &sentence)
{
    m_problems.push_back("cmake/layers.txt:" + std::to_string(m_lineNumber) + ": " + sentence);
}

std::string LayerRules::objection(const ModuleRule &from, const std::string &module,
                                  const IncludeLine &line) const
{
    const std::size_t slash = line.target.find('/');
    if (slash != std::string::npos) {
        const std::string first = line.target.substr(0, slash);
        const auto other = m_modules.find(first);
        if (other != m_modules.end()) {
            return objectionToModule(module, from, other->second, line.target);
        }
        if (line.isQuoted) {
            return "module '" + module + "' includes '" + line.target + "', but '" + first
                + "' is no module";
        }
    }
    return line.isQuoted ? std::string() : objectionToLibrary(module, from, line.target);
}

std::string LayerRules::objectionToLibrary(const std::string &module, const ModuleRule &from,
                                           const std::string &header) const
{
    const std::string mayNot
        = "module '" + module + "' may not include " + inBrackets(header) + " (";
    if (from.isQtFree && isQtHeader(header)) {
        return mayNot + "it is Qt-free)";
    }
    if (m_guiFreeParents.contains(from.parent) && isGuiHeader(header)) {
        return mayNot + "'" + from.parent + "' is free of Qt's GUI)";
    }
    const auto claim = std::find_if(m_soleUsers.begin(), m_soleUsers.end(), [&](const auto &sole) {
        return header.starts_with(sole.first) && module != sole.second;
    });
    return claim == m_soleUsers.end() ? std::string()
                                      : mayNot + "only '" + claim->second + "' may)";
}

std::vector<IncludeLine> includeLines(const fs::path &file)
{
    std::vector<IncludeLine> lines;
    std::ifstream stream(file);
    int number = 0;
    for (std::string text; std::getline(stream, text);) {
        ++number;
        std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r'; });
        const std::string word = "#include";
        if (!text.starts_with(word) || text.size() < word.size() + 2) {
            continue;
        }
        const char open = text[word.size()];
        const std::size_t end = text.find(open == '<' ? '>' : '"', word.size() + 1);
        if ((open == '<' || open == '"') && end != std::string::npos) {
            lines.push_back(
                {number, open == '"', text.substr(word.size() + 1, end - word.size() - 1)});
        }
    }
    return lines;
}

namespace
{

void checkModule(const LayerRules &rules, const std::string &module, const ModuleRule &rule,
                 const fs::path &root, std::vector<std::string> &violations)
{
    for (const fs::path &file : sourceFilesBelow(root / rule.folder)) {
        const std::string name = fs::relative(file, root).generic_string();
        for (const IncludeLine &line : includeLines(file)) {
            const std::string objection = rules.objection(rule, module, line);
            if (!objection.empty()) {
                std::ostringstream text;
                text << name << ':' << line.number << ": " << objection;
                violations.push_back(text.str());
            }
        }
    }
}

} // namespace

std::vector<std::string> layerViolations(const fs::path &root)
{
    const LayerRules rules = LayerRules::read(root / "cmake" / "layers.txt");
    std::vector<std::string> violations = rules.problems();

    for (const char *parent : {"src", "gateway", "ui"}) {
        if (!fs::is_directory(root / parent)) {
            continue;
        }
        for (const fs::directory_entry &entry : fs::directory_iterator(root / parent)) {
            const std::string folder = parent + ("/" + entry.path().filename().string());
            if (entry.is_directory() && hasFiles(entry.path()) && !rules.knowsFolder(folder)) {
                violations.push_back(folder + ": the folder is not in cmake/layers.txt");
            }
        }
    }
    for (const auto &[module, rule] : rules.modules()) {
        if (fs::is_directory(root / rule.folder)) {
            checkModule(rules, module, rule, root, violations);
        }
    }
    std::sort(violations.begin(), violations.end());
    return violations;
}

} // namespace penstock::house
