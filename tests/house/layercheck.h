#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace penstock::house
{

/// One include line that names a header by its path below a module or a library.
struct IncludeLine {
    int number = 0;
    bool isQuoted = false;
    std::string target;
};

/// What cmake/layers.txt says about one folder.
struct ModuleRule {
    std::string folder; ///< "src/base"
    std::string parent; ///< "src"
    int tier = 0; ///< 0 when the module stands outside the tiers
    std::set<std::string> only; ///< the modules that it sees, for an `only` line
    std::set<std::string> rootParents; ///< for a `root` line
    bool isQtFree = false;
};

/// The parsed cmake/layers.txt. Lines that it cannot read are problems, never ignored.
class LayerRules final
{
public:
    [[nodiscard]] static LayerRules read(const std::filesystem::path &file);

    [[nodiscard]] const std::vector<std::string> &problems() const { return m_problems; }
    [[nodiscard]] const std::map<std::string, ModuleRule> &modules() const { return m_modules; }
    [[nodiscard]] bool knowsFolder(const std::string &folder) const;

    /// Why a module may not include the header, as a whole message without place; empty when it
    /// may.
    [[nodiscard]] std::string objection(const ModuleRule &from, const std::string &module,
                                        const IncludeLine &line) const;

private:
    void readLine(const std::string &text);
    void readTier(const std::vector<std::string> &words);
    void readOnly(const std::vector<std::string> &words);
    void readRoot(const std::vector<std::string> &words);
    void readQtFree(const std::vector<std::string> &words);
    void readGuiFree(const std::vector<std::string> &words);
    void readSole(const std::vector<std::string> &words);
    ModuleRule *addModule(const std::string &folder);
    void complain(const std::string &sentence);

    [[nodiscard]] std::string objectionToLibrary(const std::string &module, const ModuleRule &from,
                                                 const std::string &header) const;

    std::map<std::string, ModuleRule> m_modules;
    std::set<std::string> m_guiFreeParents;
    std::map<std::string, std::string> m_soleUsers; ///< start of a header's name: the one module
    std::vector<std::string> m_problems;
    int m_tiers = 0;
    int m_lineNumber = 0;
};

[[nodiscard]] std::vector<IncludeLine> includeLines(const std::filesystem::path &file);

/// Everything in the tree below root that breaks root/cmake/layers.txt: "file:line: sentence",
/// sorted.
[[nodiscard]] std::vector<std::string> layerViolations(const std::filesystem::path &root);

} // namespace penstock::house
