#include "support/tempdir.h"

#include "base/random.h"

#include <fstream>
#include <string>

namespace penstock::test
{

namespace fs = std::filesystem;

TempDir::TempDir()
{
    SystemRandom random;
    do {
        m_path = fs::temp_directory_path() / ("penstock-test-" + std::to_string(random.nextU64()));
    } while (!fs::create_directories(m_path));
}

TempDir::~TempDir()
{
    // A test may have locked a folder of its own to see what happens.
    std::error_code ignored;
    fs::permissions(m_path, fs::perms::owner_all, ignored);
    fs::remove_all(m_path, ignored);
}

fs::path TempDir::file(std::string_view name) const
{
    return m_path / fs::path(name);
}

fs::path TempDir::write(std::string_view name, std::string_view content) const
{
    const fs::path target = file(name);
    fs::create_directories(target.parent_path());
    std::ofstream(target, std::ios::binary) << content;
    return target;
}

} // namespace penstock::test
