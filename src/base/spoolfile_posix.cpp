#include "base/fileerror.h"
#include "base/random.h"
#include "base/spoolfile.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace penstock
{

namespace
{

namespace fs = std::filesystem;

Failure lastFailure(FileAction action, const fs::path &folder)
{
    const std::error_code code(errno, std::generic_category());
    return Failure(fileError(action, folder / "(temporary file)", code));
}

int openAgainAfterSignals(const fs::path &path, int flags)
{
    int descriptor = -1;
    do {
        descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC | flags, 0600);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

int openNameless([[maybe_unused]] const fs::path &folder)
{
#if defined(O_TMPFILE)
    return openAgainAfterSignals(folder, O_TMPFILE | O_EXCL);
#else
    return -1;
#endif
}

// The name is there for a moment; O_EXCL follows no link that somebody has laid in the way.
int openAndUnlink(const fs::path &folder)
{
    SystemRandom random;
    for (int attempt = 0; attempt < 8; ++attempt) {
        const fs::path path = folder / ("penstock-" + std::to_string(random.nextU64()) + ".spool");
        const int descriptor = openAgainAfterSignals(path, O_CREAT | O_EXCL | O_NOFOLLOW);
        if (descriptor >= 0) {
            static_cast<void>(::unlink(path.c_str()));
            return descriptor;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    return -1;
}

} // namespace

Result<SpoolFile> SpoolFile::create(const fs::path &folder)
{
    int descriptor = openNameless(folder);
    if (descriptor < 0) {
        // Not every file system has files without a name; what else is wrong shows again here.
        descriptor = openAndUnlink(folder);
    }
    if (descriptor < 0) {
        return lastFailure(FileAction::Write, folder);
    }
    return SpoolFile(descriptor, folder);
}

SpoolFile::~SpoolFile()
{
    if (m_handle != closed) {
        static_cast<void>(::close(static_cast<int>(m_handle)));
    }
}

Result<void> SpoolFile::append(std::string_view bytes)
{
    const auto descriptor = static_cast<int>(m_handle);
    std::uint64_t end = m_size;
    while (!bytes.empty()) {
        const ssize_t written
            = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(end));
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
            end += static_cast<std::uint64_t>(written);
        } else if (errno != EINTR) {
            const Failure failure = lastFailure(FileAction::Write, m_folder);
            // Gives the room on the disk back; where that fails, `m_size` still rules.
            static_cast<void>(::ftruncate(descriptor, static_cast<off_t>(m_size)) == 0);
            return failure;
        }
    }
    m_size = end;
    return {};
}

Result<std::size_t> SpoolFile::read(std::uint64_t offset, std::span<char> into) const
{
    const std::uint64_t left = offset < m_size ? m_size - offset : 0;
    into = into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left)));
    std::size_t done = 0;
    while (done < into.size()) {
        const ssize_t got = ::pread(static_cast<int>(m_handle), into.data() + done,
                                    into.size() - done, static_cast<off_t>(offset + done));
        if (got > 0) {
            done += static_cast<std::size_t>(got);
        } else if (got == 0) {
            break;
        } else if (errno != EINTR) {
            return lastFailure(FileAction::Read, m_folder);
        }
    }
    return done;
}

} // namespace penstock
