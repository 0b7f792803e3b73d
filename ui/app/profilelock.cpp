#include "app/profilelock.h"

#include "base/files.h"
#include "qtglue/qttext.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>

namespace penstock::app
{

namespace
{

namespace fs = std::filesystem;

constexpr std::string_view fileName = "console.lock";

Failure refusal(const QLockFile &file, const fs::path &folder)
{
    const std::string place = '\'' + toUtf8(folder) + '\'';
    if (file.error() != QLockFile::LockFailedError) {
        return fail(ErrorCode::Io,
                    "The folder " + place
                        + " cannot be written to. Choose another one with --profile.");
    }
    qint64 process = 0;
    QString host;
    QString program;
    const std::string holder = file.getLockInfo(&process, &host, &program)
        ? " (process " + std::to_string(process) + ")"
        : std::string();
    return fail(ErrorCode::AlreadyExists,
                "Another console" + holder + " has the profile " + place
                    + " open. Use that one, or choose another folder with --profile.");
}

} // namespace

ProfileLock::ProfileLock(const fs::path &folder)
    : m_folder(folder)
    , m_file(toQString(toUtf8(folder / fileName)))
{
    // However long it runs; whether it still does is looked up by its process.
    m_file.setStaleLockTime(0);
}

Result<std::unique_ptr<ProfileLock>> ProfileLock::take(const ProfilePaths &paths)
{
    if (auto made = paths.ensureFolder(); !made) {
        return Failure(std::move(made.error()));
    }
    std::unique_ptr<ProfileLock> lock(new ProfileLock(paths.folder()));
    if (!lock->m_file.tryLock()) {
        return refusal(lock->m_file, paths.folder());
    }
    return lock;
}

ProfileLock::~ProfileLock()
{
    if (!m_file.isLocked()) {
        return;
    }
    m_file.unlock();
    std::error_code error; // it goes only when it is empty
    fs::remove(m_folder, error);
}

bool ProfileLock::isProfileUsed() const
{
    std::error_code error;
    const fs::directory_iterator files(m_folder, error);
    return std::any_of(begin(files), end(files), [](const fs::directory_entry &file) {
        return file.path().filename() != fileName;
    });
}

} // namespace penstock::app
