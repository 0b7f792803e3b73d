#include "base/fileerror.h"
#include "base/random.h"
#include "base/spoolfile.h"

#include <algorithm>
#include <string>
#include <windows.h>

namespace penstock
{

namespace
{

namespace fs = std::filesystem;

constexpr std::size_t mostAtOnce = std::size_t{1} << 30U;

Failure lastFailure(FileAction action, const fs::path &folder)
{
    const auto code = static_cast<int>(GetLastError());
    return Failure(fileError(action, folder / "(temporary file)",
                             std::error_code(code, std::system_category())));
}

HANDLE native(std::intptr_t handle)
{
    return reinterpret_cast<HANDLE>(handle);
}

OVERLAPPED positionAt(std::uint64_t offset)
{
    OVERLAPPED position{};
    position.Offset = static_cast<DWORD>(offset & 0xFFFFFFFFU);
    position.OffsetHigh = static_cast<DWORD>(offset >> 32U);
    return position;
}

void truncateTo(HANDLE handle, std::uint64_t size)
{
    LARGE_INTEGER end{};
    end.QuadPart = static_cast<LONGLONG>(size);
    if (SetFilePointerEx(handle, end, nullptr, FILE_BEGIN) != 0) {
        SetEndOfFile(handle);
    }
}

} // namespace

Result<SpoolFile> SpoolFile::create(const fs::path &folder)
{
    SystemRandom random;
    for (int attempt = 0; attempt < 8; ++attempt) {
        const fs::path path = folder / ("penstock-" + std::to_string(random.nextU64()) + ".spool");
        // Shared with nobody, and the system deletes it with the last handle, also after a crash.
        const HANDLE handle
            = CreateFileW(path.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, CREATE_NEW,
                          FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, nullptr);
        if (handle != INVALID_HANDLE_VALUE) {
            return SpoolFile(reinterpret_cast<std::intptr_t>(handle), folder);
        }
        if (GetLastError() != ERROR_FILE_EXISTS) {
            break;
        }
    }
    return lastFailure(FileAction::Write, folder);
}

SpoolFile::~SpoolFile()
{
    if (m_handle != closed) {
        CloseHandle(native(m_handle));
    }
}

Result<void> SpoolFile::append(std::string_view bytes)
{
    std::uint64_t end = m_size;
    while (!bytes.empty()) {
        OVERLAPPED position = positionAt(end);
        const auto wanted = static_cast<DWORD>(std::min(bytes.size(), mostAtOnce));
        DWORD written = 0;
        if (WriteFile(native(m_handle), bytes.data(), wanted, &written, &position) == 0) {
            const Failure failure = lastFailure(FileAction::Write, m_folder);
            truncateTo(native(m_handle), m_size);
            return failure;
        }
        bytes.remove_prefix(written);
        end += written;
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
        OVERLAPPED position = positionAt(offset + done);
        const auto wanted = static_cast<DWORD>(std::min(into.size() - done, mostAtOnce));
        DWORD got = 0;
        if (ReadFile(native(m_handle), into.data() + done, wanted, &got, &position) == 0) {
            return lastFailure(FileAction::Read, m_folder);
        }
        if (got == 0) {
            break;
        }
        done += got;
    }
    return done;
}

} // namespace penstock
