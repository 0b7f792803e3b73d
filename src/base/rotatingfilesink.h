#pragma once

#include "base/logsink.h"
#include "base/outputfile.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

namespace penstock
{

struct RotationLimits {
    std::uint64_t maxBytes = 5'242'880; ///< a file grows beyond it only by a single larger record
    int keptFiles = 3; ///< NAME.1, the youngest, to NAME.N; 0 keeps nothing
};

/// Writes to a file of mode 0600 and makes the folders on the way to it. While the disk fails,
/// records are lost and counted, each further one tries again, and the failure is told once.
class RotatingFileSink final : public LogSink
{
public:
    /// Called from write(), once per outage: it may not log, at least not to this logger.
    using TellFailure = std::function<void(const Error &)>;

    RotatingFileSink(std::filesystem::path path, RotationLimits limits, LogFormat format,
                     TellFailure tellFailure);

    void write(const LogRecord &record) override;
    [[nodiscard]] std::uint64_t lostRecords() const { return m_lostRecords; }

private:
    [[nodiscard]] Result<void> writeLine(std::string_view line);
    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> rotate();
    [[nodiscard]] std::filesystem::path numbered(int number) const;
    void tell(const Error &error);

    std::filesystem::path m_path;
    RotationLimits m_limits;
    LogFormat m_format;
    TellFailure m_tellFailure;
    std::unique_ptr<OutputFile> m_file;
    std::uint64_t m_size = 0;
    std::uint64_t m_lostRecords = 0;
    bool m_isCut = false; ///< the last line in the file has no end
    bool m_isTold = false;
};

} // namespace penstock
