#pragma once

#include "config/node.h"
#include "domain/enumnames.h"

#include <string>
#include <vector>

namespace penstock::config
{

enum class Severity {
    Error = 1, ///< nothing is applied
    Warning, ///< applied, but something is left out or switched off
    Notice, ///< worth knowing
};

} // namespace penstock::config

namespace penstock
{

template<>
inline constexpr auto enumNames<config::Severity> = std::to_array<EnumName<config::Severity>>({
    {config::Severity::Error, "error"},
    {config::Severity::Warning, "warning"},
    {config::Severity::Notice, "notice"},
});

} // namespace penstock

namespace penstock::config
{

/// One thing to tell about a document: what, where, and what to do.
struct Finding {
    Severity severity = Severity::Error;
    std::string code; ///< stable, for programs: `unknown_key`, `wrong_type`
    std::string path; ///< empty for the document as a whole
    std::string message; ///< starts in lower case, as it follows the path
    std::string source; ///< file name or "environment"
    Position position;

    /// `penstock.yaml:12:5: instances[2].max_tpm: must be a whole number of 0 or more.`
    [[nodiscard]] std::string toText() const;

    friend bool operator==(const Finding &, const Finding &) = default;
};

/// Collects what is found in one source. A broken document of a million nodes gives a page of
/// messages, not a million.
class Findings final
{
public:
    void add(Finding finding);
    void add(std::vector<Finding> findings);

    [[nodiscard]] bool hasErrors() const { return m_hasErrors; }
    [[nodiscard]] const std::vector<Finding> &all() const { return m_all; }
    [[nodiscard]] std::vector<Finding> take();

    static constexpr std::size_t mostKept = 200;

private:
    std::vector<Finding> m_all;
    bool m_hasErrors = false;
};

} // namespace penstock::config
