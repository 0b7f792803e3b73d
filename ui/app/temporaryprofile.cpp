#include "app/temporaryprofile.h"

#include "base/files.h"
#include "config/yamlwriter.h"
#include "qtglue/qttext.h"
#include "secrets/localsecrets.h"

#include <QDir>

#include <utility>

namespace penstock::app
{

TemporaryProfile::TemporaryProfile(std::unique_ptr<QTemporaryDir> folder,
                                   config::Environment variables)
    : m_folder(std::move(folder))
    , m_paths(pathFromUtf8(toStd(m_folder->path())))
    , m_variables(std::move(variables))
{
}

Result<std::unique_ptr<TemporaryProfile>> TemporaryProfile::create(const config::Node &document,
                                                                   config::Environment variables)
{
    auto folder
        = std::make_unique<QTemporaryDir>(QDir::tempPath() + QStringLiteral("/penstock-XXXXXX"));
    if (!folder->isValid()) {
        return fail(ErrorCode::Io,
                    "No temporary folder can be made in '" + toStd(QDir::tempPath()) + "'.",
                    toStd(folder->errorString()));
    }
    // The constructor is private.
    std::unique_ptr<TemporaryProfile> profile(
        new TemporaryProfile(std::move(folder), std::move(variables)));
    if (auto written
        = writeFileAtomically(profile->m_paths.configFile(), config::writeYaml(document));
        !written) {
        return Failure(std::move(written.error()));
    }
    return profile;
}

config::LoadRequest TemporaryProfile::request() const
{
    return {.config = m_paths.configFile(),
            .variables = m_variables,
            .legacy = config::LegacyVariables::Ignore};
}

Result<service::RunOrder> TemporaryProfile::order() const
{
    const config::LoadedConfig loaded = config::loadConfig(request());
    if (loaded.hasErrors()) {
        return fail(ErrorCode::Internal,
                    "The temporary configuration '" + toUtf8(m_paths.configFile())
                        + "' cannot be used.",
                    loaded.findings.empty() ? std::string() : loaded.findings.front().message);
    }
    return service::RunOrder{loaded.config,
                             std::make_shared<const LocalSecrets>(m_variables, nullptr)};
}

} // namespace penstock::app
