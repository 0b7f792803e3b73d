// Runs a fuzz target over the files of the folders that are given, without libFuzzer.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer calls
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace
{

namespace fs = std::filesystem;

std::vector<fs::path> filesIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder, error)) {
        if (entry.is_regular_file(error)) {
            files.push_back(entry.path());
        }
    }
    // Every machine in the same order.
    std::sort(files.begin(), files.end());
    return files;
}

void replay(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    // Named first: the file that is named last is the one that broke something.
    std::printf("%s\n", file.filename().string().c_str());
    std::fflush(stdout);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t *>(content.data()), content.size());
}

} // namespace

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const std::vector<fs::path> files = filesIn(argv[i]);
        if (files.empty()) {
            std::fprintf(stderr, "There is no file in %s.\n", argv[i]);
            return 1;
        }
        for (const fs::path &file : files) {
            replay(file);
        }
        std::printf("%zu files of %s are fine.\n", files.size(), argv[i]);
    }
    return argc > 1 ? 0 : 1;
}
