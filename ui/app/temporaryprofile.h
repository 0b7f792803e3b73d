#pragma once

#include "app/profilepaths.h"
#include "base/result.h"
#include "config/loader.h"
#include "config/node.h"
#include "config/variables.h"
#include "service/gateway.h"

#include <QTemporaryDir>

#include <memory>

namespace penstock::app
{

/// A profile that goes with the program. Its keys are variables that only this process knows; they
/// are in no file, no keychain and not in the environment of the process.
class TemporaryProfile final
{
public:
    [[nodiscard]] static Result<std::unique_ptr<TemporaryProfile>>
    create(const config::Node &document, config::Environment variables);

    [[nodiscard]] const ProfilePaths &paths() const { return m_paths; }
    [[nodiscard]] const config::Environment &variables() const { return m_variables; }

    /// Reads this profile's file and nothing else.
    [[nodiscard]] config::LoadRequest request() const;
    /// The file as something to run.
    [[nodiscard]] Result<service::RunOrder> order() const;

private:
    TemporaryProfile(std::unique_ptr<QTemporaryDir> folder, config::Environment variables);

    std::unique_ptr<QTemporaryDir> m_folder;
    ProfilePaths m_paths;
    config::Environment m_variables;
};

} // namespace penstock::app
