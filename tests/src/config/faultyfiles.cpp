#include "faultyfiles.h"

#include <cerrno>
#include <cstdarg>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace penstock::test::faultyfiles
{

namespace
{

struct State {
    bool isArmed = false;
    int count = 0;
    int killAt = -1;
    int failAt = -1;
    int error = 0;
    std::vector<std::string> calls;
};

State &state()
{
    static State only;
    return only;
}

void arm(State armed)
{
    armed.isArmed = true;
    state() = std::move(armed);
}

std::string lastPart(std::string_view path)
{
    return std::string(path.substr(path.rfind('/') + 1));
}

/// Whether the call may happen; if not, errno says why.
bool mayHappen(const std::string &call)
{
    State &now = state();
    if (!now.isArmed) {
        return true;
    }
    const int number = now.count++;
    if (number == now.killAt) {
        ::_exit(killedStatus);
    }
    now.calls.push_back(call);
    if (number == now.failAt) {
        errno = now.error;
        return false;
    }
    return true;
}

} // namespace

void record()
{
    arm({});
}

std::vector<std::string> recorded()
{
    return state().calls;
}

void killAt(int call)
{
    arm({.killAt = call});
}

void failAt(int call, int error)
{
    arm({.failAt = call, .error = error});
}

void disarm()
{
    state() = {};
}

} // namespace penstock::test::faultyfiles

// The program's own definitions come before those of the C library, for its shared libraries as
// well.
extern "C" {

using penstock::test::faultyfiles::lastPart;
using penstock::test::faultyfiles::mayHappen;

int open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    if ((flags & O_CREAT) != 0) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        va_end(arguments);
        if (!mayHappen("create " + lastPart(path))) {
            return -1;
        }
    }
    return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

ssize_t write(int file, const void *bytes, size_t size)
{
    return mayHappen("write") ? ::syscall(SYS_write, file, bytes, size) : -1;
}

int fsync(int file)
{
    struct stat about = {};
    const bool isFolder = ::fstat(file, &about) == 0 && S_ISDIR(about.st_mode);
    return mayHappen(isFolder ? "sync folder" : "sync")
        ? static_cast<int>(::syscall(SYS_fsync, file))
        : -1;
}

int rename(const char *from, const char *to)
{
    return mayHappen("rename " + lastPart(from) + " " + lastPart(to))
        ? static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0))
        : -1;
}

int mkdir(const char *path, mode_t mode)
{
    return mayHappen("mkdir " + lastPart(path))
        ? static_cast<int>(::syscall(SYS_mkdirat, AT_FDCWD, path, mode))
        : -1;
}
}
