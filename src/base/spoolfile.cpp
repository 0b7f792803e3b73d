#include "base/spoolfile.h"

#include <utility>

// What is the same everywhere; the rest stands in spoolfile_posix.cpp and spoolfile_windows.cpp.
namespace penstock
{

SpoolFile::SpoolFile(std::intptr_t handle, std::filesystem::path folder)
    : m_handle(handle)
    , m_folder(std::move(folder))
{
}

SpoolFile::SpoolFile(SpoolFile &&other) noexcept
    : m_handle(std::exchange(other.m_handle, closed))
    , m_folder(std::move(other.m_folder))
    , m_size(std::exchange(other.m_size, 0))
{
}

SpoolFile &SpoolFile::operator=(SpoolFile &&other) noexcept
{
    std::swap(m_handle, other.m_handle);
    m_folder.swap(other.m_folder);
    std::swap(m_size, other.m_size);
    return *this;
}

} // namespace penstock
