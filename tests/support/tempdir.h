#pragma once

#include <filesystem>
#include <string_view>

namespace penstock::test
{

/// A folder of its own for a test, removed with everything in it when the object goes.
class TempDir final
{
public:
    TempDir();
    ~TempDir();
    TempDir(const TempDir &) = delete;
    TempDir &operator=(const TempDir &) = delete;

    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }
    [[nodiscard]] std::filesystem::path file(std::string_view name) const;
    /// Writes a file, and the folders on the way to it, and returns where it is.
    // NOLINTNEXTLINE(modernize-use-nodiscard): who chose the name knows the place.
    std::filesystem::path write(std::string_view name, std::string_view content) const;

private:
    std::filesystem::path m_path;
};

} // namespace penstock::test
