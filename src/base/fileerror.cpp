#include "base/fileerror.h"

#include "base/files.h"

namespace penstock
{

namespace
{

std::string verb(FileAction action)
{
    return action == FileAction::Read ? "read" : "written";
}

} // namespace

Error fileError(FileAction action, const std::filesystem::path &path, const std::error_code &code)
{
    const std::string name = "'" + toUtf8(path) + "'";
    const std::string detail = code.message() + " (" + std::to_string(code.value()) + ")";
    if (code == std::errc::no_such_file_or_directory || code == std::errc::not_a_directory) {
        return action == FileAction::Read
            ? Error{ErrorCode::NotFound, "There is no file " + name + ".", detail}
            : Error{ErrorCode::NotFound, "There is no folder for the file " + name + ".", detail};
    }
    if (code == std::errc::is_a_directory) {
        return {ErrorCode::InvalidInput, name + " is a folder, not a file.", detail};
    }
    if (code == std::errc::file_exists) {
        return {ErrorCode::AlreadyExists, "The file " + name + " already exists.", detail};
    }
    if (code == std::errc::permission_denied || code == std::errc::operation_not_permitted) {
        return {ErrorCode::PermissionDenied,
                name + " cannot be " + verb(action)
                    + ": this user has no permission for the file or its folder.",
                detail};
    }
    if (code == std::errc::read_only_file_system) {
        return {ErrorCode::PermissionDenied,
                name + " cannot be written: its disk is mounted for reading only.", detail};
    }
    if (code == std::errc::no_space_on_device) {
        return {ErrorCode::Io, name + " cannot be written: its disk is full.", detail};
    }
    return {ErrorCode::Io, name + " cannot be " + verb(action) + ": " + code.message() + ".",
            detail};
}

} // namespace penstock
