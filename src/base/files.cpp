#include "base/files.h"

#include "base/fileerror.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>

#if !defined(_WIN32)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace penstock
{

namespace fs = std::filesystem;

namespace
{

struct CloseFile {
    void operator()(std::FILE *file) const { static_cast<void>(std::fclose(file)); }
};
using InputFile = std::unique_ptr<std::FILE, CloseFile>;

InputFile openForReading(const fs::path &path)
{
#if defined(_WIN32)
    return InputFile(_wfopen(path.c_str(), L"rb"));
#else
    return InputFile(std::fopen(path.c_str(), "rbe"));
#endif
}

std::error_code lastError()
{
    return {errno, std::generic_category()};
}

struct Unit {
    std::uint64_t bytes = 1;
    const char *name = "bytes";
};

Unit unitFor(std::uint64_t bytes)
{
    constexpr std::uint64_t kibi = 1024;
    if (bytes >= kibi * kibi * kibi) {
        return {kibi * kibi * kibi, "GiB"};
    }
    if (bytes >= kibi * kibi) {
        return {kibi * kibi, "MiB"};
    }
    return bytes >= kibi ? Unit{kibi, "KiB"} : Unit{};
}

// Rounded up, so that a file one byte above the limit does not read as large as the limit.
std::string sizeText(std::uint64_t bytes)
{
    const Unit unit = unitFor(bytes);
    const std::uint64_t whole = bytes / unit.bytes;
    const std::uint64_t tenths = (bytes % unit.bytes * 10 + unit.bytes - 1) / unit.bytes;
    const std::string fraction = unit.bytes == 1 ? "" : "." + std::to_string(tenths % 10);
    return std::to_string(whole + tenths / 10) + fraction + " " + unit.name;
}

std::string limitText(std::uint64_t bytes)
{
    const Unit unit = unitFor(bytes);
    return bytes % unit.bytes == 0 ? std::to_string(bytes / unit.bytes) + " " + unit.name
                                   : std::to_string(bytes) + " bytes";
}

Failure tooLarge(const fs::path &path, const std::string &size, std::uint64_t maxBytes)
{
    return fail(ErrorCode::TooLarge,
                "'" + toUtf8(path) + "' is " + size + "; at most " + limitText(maxBytes)
                    + " are read.");
}

} // namespace

std::string toUtf8(const fs::path &path)
{
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}

fs::path pathFromUtf8(std::string_view text)
{
    return {std::u8string(text.begin(), text.end())};
}

Result<std::string> readFile(const fs::path &path, std::uint64_t maxBytes)
{
    std::error_code ignored;
    // Opening a folder works on some systems, and means "no permission" on others.
    if (fs::is_directory(path, ignored)) {
        return Failure(
            fileError(FileAction::Read, path, std::make_error_code(std::errc::is_a_directory)));
    }
    const InputFile file = openForReading(path);
    if (!file) {
        return Failure(fileError(FileAction::Read, path, lastError()));
    }
    const std::uint64_t size
        = fs::is_regular_file(path, ignored) ? fs::file_size(path, ignored) : 0;
    if (!ignored && size > maxBytes) {
        return tooLarge(path, sizeText(size), maxBytes);
    }

    // The size is a hint only: the file may grow meanwhile, and pipes and /proc have none.
    std::string bytes;
    bytes.reserve(ignored ? 0 : static_cast<std::size_t>(size));
    std::array<char, 65536> chunk{};
    while (std::feof(file.get()) == 0 && std::ferror(file.get()) == 0) {
        const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), file.get());
        if (got > maxBytes - bytes.size()) {
            return tooLarge(path, "larger than " + limitText(maxBytes), maxBytes);
        }
        bytes.append(chunk.data(), got);
    }
    if (std::ferror(file.get()) != 0) {
        return Failure(fileError(FileAction::Read, path, lastError()));
    }
    return bytes;
}

namespace
{

struct Temporary {
    OutputFile file;
    fs::path path;
};

// Beside its goal, as a rename cannot cross file systems. What a crash left behind is passed by.
Result<Temporary> createBeside(const fs::path &target, FileAccess access)
{
    constexpr int mostLeftBehind = 100;
    for (int number = 0;; ++number) {
        fs::path path = target;
        path += ".tmp" + std::to_string(number);
        Result<OutputFile> file = OutputFile::createNew(path, access);
        if (file) {
            return Temporary{std::move(*file), std::move(path)};
        }
        if (file.error().code != ErrorCode::AlreadyExists || number >= mostLeftBehind) {
            return Failure(std::move(file.error()));
        }
    }
}

Result<void> fillAndMove(Temporary &temporary, const fs::path &target, std::string_view bytes)
{
    if (auto written = temporary.file.write(bytes); !written) {
        return written;
    }
    // Without it a power cut can leave the new name on an empty file.
    if (auto synced = temporary.file.sync(); !synced) {
        return synced;
    }
    if (auto ended = temporary.file.close(); !ended) {
        return ended;
    }
    std::error_code error;
    fs::rename(temporary.path, target, error);
    if (error) {
        return Failure(fileError(FileAction::Write, target, error));
    }
    return {};
}

void syncFolder([[maybe_unused]] const fs::path &folder)
{
#if !defined(_WIN32)
    // Not every file system can; the content itself is safe already.
    const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) {
        static_cast<void>(::fsync(descriptor));
        static_cast<void>(::close(descriptor));
    }
#endif
}

Result<void> replace(const fs::path &target, std::string_view bytes, FileAccess access)
{
    Result<Temporary> temporary = createBeside(target, access);
    if (!temporary) {
        Error error = std::move(temporary.error());
        return Failure(std::move(error));
    }
    auto moved = fillAndMove(*temporary, target, bytes);
    if (!moved) {
        static_cast<void>(temporary->file.close());
        std::error_code ignored;
        fs::remove(temporary->path, ignored);
    }
    return moved;
}

// A copy and not a rename: at no moment may the file itself be missing.
Result<void> backUp(const fs::path &target, FileAccess access)
{
    auto old = readFile(target, std::uint64_t{1} << 40U);
    if (!old) {
        return old.error().code == ErrorCode::NotFound ? Result<void>{}
                                                       : Failure(std::move(old.error()));
    }
    fs::path backup = target;
    backup += ".bak";
    return replace(backup, *old, access);
}

} // namespace

Result<void> makePrivateFolder(const fs::path &folder)
{
    std::error_code error;
    if (folder.empty() || fs::is_directory(folder, error)) {
        return {};
    }
    const fs::path parent = folder.parent_path();
    if (parent != folder) {
        if (auto made = makePrivateFolder(parent); !made) {
            return made;
        }
    }
#if defined(_WIN32)
    fs::create_directory(folder, error);
#else
    // With its rights from the first moment, which the standard library cannot do.
    error = ::mkdir(folder.c_str(), S_IRWXU) == 0 ? std::error_code() : lastError();
#endif
    std::error_code ignored;
    // Somebody else may have made it meanwhile.
    if (error && !fs::is_directory(folder, ignored)) {
        return Failure(fileError(FileAction::Write, folder, error));
    }
    return {};
}

Result<void> writeFileAtomically(const fs::path &path, std::string_view bytes, WriteOptions options)
{
    std::error_code error;
    fs::path target = path;
    if (fs::is_symlink(path, error)) {
        target = fs::weakly_canonical(path, error);
        if (error) {
            return Failure(fileError(FileAction::Write, path, error));
        }
    }
    if (options.keepBackup) {
        if (auto kept = backUp(target, options.access); !kept) {
            return kept;
        }
    }
    auto replaced = replace(target, bytes, options.access);
    if (replaced) {
        syncFolder(target.parent_path());
    }
    return replaced;
}

} // namespace penstock
