#include "base/fileerror.h"
#include "base/outputfile.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace penstock
{

namespace
{

Failure lastFailure(FileAction action, const std::filesystem::path &path)
{
    return Failure(fileError(action, path, std::error_code(errno, std::generic_category())));
}

int openFile(const std::filesystem::path &path, int flags, FileAccess access)
{
    const mode_t mode = access == FileAccess::Owner ? 0600 : 0644;
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode);
}

} // namespace

Result<OutputFile> OutputFile::append(const std::filesystem::path &path, FileAccess access)
{
    const int descriptor = openFile(path, O_APPEND, access);
    if (descriptor < 0) {
        return lastFailure(FileAction::Write, path);
    }
    return OutputFile(descriptor, path);
}

Result<OutputFile> OutputFile::createNew(const std::filesystem::path &path, FileAccess access)
{
    const int descriptor = openFile(path, O_EXCL, access);
    if (descriptor < 0) {
        return lastFailure(FileAction::Write, path);
    }
    return OutputFile(descriptor, path);
}

Result<void> OutputFile::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(static_cast<int>(m_handle), bytes.data(), bytes.size());
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            return lastFailure(FileAction::Write, m_path);
        }
    }
    return {};
}

Result<void> OutputFile::sync()
{
    // Pipes and devices have nothing to sync and say so.
    if (::fsync(static_cast<int>(m_handle)) != 0 && errno != EINVAL && errno != EROFS) {
        return lastFailure(FileAction::Write, m_path);
    }
    return {};
}

Result<void> OutputFile::close()
{
    const auto descriptor = static_cast<int>(std::exchange(m_handle, closed));
    // After EINTR the descriptor is gone as well; closing it again could hit somebody else's.
    if (descriptor >= 0 && ::close(descriptor) != 0 && errno != EINTR) {
        return lastFailure(FileAction::Write, m_path);
    }
    return {};
}

} // namespace penstock
