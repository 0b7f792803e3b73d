#include "configfolder.h"

#include "base/files.h"

namespace penstock::config::test
{

QString shown(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString json(std::string_view text)
{
    return shown(text).replace(QLatin1Char('\''), QLatin1Char('"'));
}

ConfigFolder &ConfigFolder::write(std::string_view name, std::string_view text)
{
    m_dir.write(name, text);
    return *this;
}

ConfigFolder &ConfigFolder::set(std::string_view variable, std::string_view value)
{
    request.variables.insert_or_assign(std::string(variable), std::string(value));
    return *this;
}

LoadedConfig ConfigFolder::load(std::string_view file) const
{
    LoadRequest full = request;
    full.config = file.empty() ? m_dir.path() : m_dir.file(file);
    return loadConfig(full);
}

QString ConfigFolder::withoutFolder(std::string_view text) const
{
    return shown(text).replace(shown(toUtf8(m_dir.path())) + QLatin1Char('/'), QString());
}

QStringList ConfigFolder::findings(const LoadedConfig &loaded) const
{
    QStringList all;
    for (const Finding &finding : loaded.findings) {
        all.append(withoutFolder(std::string(nameOf(finding.severity)) + ": " + finding.toText()));
    }
    return all;
}

} // namespace penstock::config::test
