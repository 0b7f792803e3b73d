#include "base/rotatingfilesink.h"

#include "base/fileerror.h"

#include <string>
#include <utility>

namespace penstock
{

namespace fs = std::filesystem;

RotatingFileSink::RotatingFileSink(fs::path path, RotationLimits limits, LogFormat format,
                                   TellFailure tellFailure)
    : m_path(std::move(path))
    , m_limits(limits)
    , m_format(format)
    , m_tellFailure(std::move(tellFailure))
{
}

void RotatingFileSink::write(const LogRecord &record)
{
    const auto written = writeLine(formatRecord(record, m_format));
    if (!written) {
        // Opened anew the next time: a disk may be mounted again under the same name.
        m_file.reset();
        ++m_lostRecords;
        tell(written.error());
    }
}

void RotatingFileSink::tell(const Error &error)
{
    if (!std::exchange(m_isTold, true) && m_tellFailure) {
        m_tellFailure(error);
    }
}

Result<void> RotatingFileSink::writeLine(std::string_view line)
{
    if (!m_file) {
        if (auto opened = open(); !opened) {
            return opened;
        }
    }
    bool isHealthy = true;
    if (m_size > 0 && m_size + line.size() > m_limits.maxBytes) {
        if (const auto rotated = rotate(); !rotated) {
            // A file that is too large is better than none.
            isHealthy = false;
            tell(rotated.error());
        }
        if (auto opened = open(); !opened) {
            return opened;
        }
    }
    if (m_isCut) {
        if (auto ended = m_file->write("\n"); !ended) {
            return ended;
        }
        m_isCut = false;
        ++m_size;
    }
    m_isCut = true;
    auto written = m_file->write(line);
    if (written) {
        m_isCut = false;
        m_size += line.size();
        m_isTold = m_isTold && !isHealthy;
    }
    return written;
}

Result<void> RotatingFileSink::open()
{
    std::error_code error;
    if (m_path.has_parent_path()) {
        fs::create_directories(m_path.parent_path(), error);
        if (error) {
            return Failure(fileError(FileAction::Write, m_path, error));
        }
    }
    auto file = OutputFile::append(m_path, FileAccess::Owner);
    if (!file) {
        return Failure(std::move(file.error()));
    }
    m_file = std::make_unique<OutputFile>(std::move(*file));
    const std::uintmax_t size = fs::file_size(m_path, error);
    m_size = error ? 0 : size;
    return {};
}

Result<void> RotatingFileSink::rotate()
{
    // Closed first: some systems do not rename what is open.
    m_file.reset();
    std::error_code error;
    if (m_limits.keptFiles <= 0) {
        fs::remove(m_path, error);
    }
    for (int number = m_limits.keptFiles; number > 0 && !error; --number) {
        const fs::path from = number == 1 ? m_path : numbered(number - 1);
        if (fs::exists(from, error)) {
            fs::rename(from, numbered(number), error);
        }
    }
    if (error) {
        return Failure(fileError(FileAction::Write, m_path, error));
    }
    m_isCut = false;
    return {};
}

fs::path RotatingFileSink::numbered(int number) const
{
    fs::path path = m_path;
    path += "." + std::to_string(number);
    return path;
}

} // namespace penstock
