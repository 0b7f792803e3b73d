#include "base/fileerror.h"
#include "base/outputfile.h"

#include <algorithm>
#include <utility>
#include <windows.h>

namespace penstock
{

namespace
{

Failure lastFailure(FileAction action, const std::filesystem::path &path)
{
    const auto code = static_cast<int>(GetLastError());
    return Failure(fileError(action, path, std::error_code(code, std::system_category())));
}

// The profile's folder belongs to the user alone, so that FileAccess needs no access list here.
std::intptr_t openFile(const std::filesystem::path &path, DWORD access, DWORD disposition)
{
    // Others may read, rename and delete: rotating and viewing go on while the file is open.
    const DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    const HANDLE handle = CreateFileW(path.c_str(), access, share, nullptr, disposition,
                                      FILE_ATTRIBUTE_NORMAL, nullptr);
    return reinterpret_cast<std::intptr_t>(handle);
}

HANDLE native(std::intptr_t handle)
{
    return reinterpret_cast<HANDLE>(handle);
}

} // namespace

Result<OutputFile> OutputFile::append(const std::filesystem::path &path, FileAccess /*access*/)
{
    const std::intptr_t handle = openFile(path, FILE_APPEND_DATA | SYNCHRONIZE, OPEN_ALWAYS);
    if (handle == closed) {
        return lastFailure(FileAction::Write, path);
    }
    return OutputFile(handle, path);
}

Result<OutputFile> OutputFile::createNew(const std::filesystem::path &path, FileAccess /*access*/)
{
    const std::intptr_t handle = openFile(path, GENERIC_WRITE, CREATE_NEW);
    if (handle == closed) {
        return lastFailure(FileAction::Write, path);
    }
    return OutputFile(handle, path);
}

Result<void> OutputFile::write(std::string_view bytes)
{
    constexpr std::size_t mostAtOnce = std::size_t{1} << 30U;
    while (!bytes.empty()) {
        const auto wanted = static_cast<DWORD>(std::min(bytes.size(), mostAtOnce));
        DWORD written = 0;
        if (WriteFile(native(m_handle), bytes.data(), wanted, &written, nullptr) == 0) {
            return lastFailure(FileAction::Write, m_path);
        }
        bytes.remove_prefix(written);
    }
    return {};
}

Result<void> OutputFile::sync()
{
    if (FlushFileBuffers(native(m_handle)) == 0) {
        return lastFailure(FileAction::Write, m_path);
    }
    return {};
}

Result<void> OutputFile::close()
{
    const std::intptr_t handle = std::exchange(m_handle, closed);
    if (handle != closed && CloseHandle(native(handle)) == 0) {
        return lastFailure(FileAction::Write, m_path);
    }
    return {};
}

} // namespace penstock
