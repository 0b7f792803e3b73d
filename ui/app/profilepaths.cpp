#include "app/profilepaths.h"

#include "base/files.h"
#include "qtglue/qttext.h"

#include <QCryptographicHash>
#include <QStandardPaths>

#include <string_view>
#include <system_error>

namespace penstock::app
{

namespace
{

namespace fs = std::filesystem;

#ifdef Q_OS_LINUX
constexpr std::string_view folderName = "penstock";
#else
constexpr std::string_view folderName = "Penstock";
#endif

/// Without links and dots as far as it exists, so that one folder has one name.
fs::path plain(const fs::path &folder)
{
    std::error_code error;
    fs::path path = fs::weakly_canonical(fs::absolute(folder, error), error);
    if (error) {
        return folder.lexically_normal();
    }
    return path.has_filename() ? path : path.parent_path();
}

} // namespace

ProfilePaths::ProfilePaths(const std::filesystem::path &folder) : m_folder(plain(folder)) { }

ProfilePaths ProfilePaths::standard()
{
    const QString base = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return ProfilePaths(pathFromUtf8(toStd(base)) / pathFromUtf8(folderName));
}

std::string ProfilePaths::instanceName() const
{
    const QByteArray hash = QCryptographicHash::hash(QByteArray::fromStdString(toUtf8(m_folder)),
                                                     QCryptographicHash::Sha256);
    constexpr int enough = 16;
    return "penstock-" + hash.toHex().first(enough).toStdString();
}

Result<void> ProfilePaths::ensureFolder() const
{
    std::error_code error;
    const bool isNew = fs::create_directories(m_folder, error);
    if (!error && isNew) {
        fs::permissions(m_folder, fs::perms::owner_all, error);
    }
    if (error) {
        return fail(ErrorCode::Io,
                    "The folder '" + toUtf8(m_folder)
                        + "' cannot be made. Choose another one with --profile.",
                    error.message());
    }
    return {};
}

} // namespace penstock::app
