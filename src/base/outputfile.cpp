#include "base/outputfile.h"

#include <utility>

// What is the same everywhere; the rest stands in outputfile_posix.cpp and outputfile_windows.cpp.
namespace penstock
{

OutputFile::OutputFile(std::intptr_t handle, std::filesystem::path path)
    : m_handle(handle)
    , m_path(std::move(path))
{
}

OutputFile::OutputFile(OutputFile &&other) noexcept
    : m_handle(std::exchange(other.m_handle, closed))
    , m_path(std::move(other.m_path))
{
}

OutputFile &OutputFile::operator=(OutputFile &&other) noexcept
{
    std::swap(m_handle, other.m_handle);
    m_path.swap(other.m_path);
    return *this;
}

OutputFile::~OutputFile()
{
    static_cast<void>(close());
}

} // namespace penstock
