#pragma once

#include "app/recordedstate.h"
#include "base/result.h"
#include "theme/scheme.h"

#include <QSize>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace penstock::app
{

/// The same for both programs of Penstock.
enum class ExitCode {
    Ok = 0,
    Negative = 1, ///< the self-test has found something
    Usage = 2,
    Environment = 3, ///< a file, folder, port or display is not as needed
};

/// What the command line asks of the console.
struct ConsoleOptions {
    std::filesystem::path profile; ///< empty: the usual one
    bool isDemo = false;
    std::uint64_t seed = 1;
    std::string page; ///< empty: the first one
    std::optional<theme::SchemeChoice> theme; ///< absent: as the person has set it
    std::optional<QSize> size; ///< in logical pixels
    std::optional<RecordedState> state;
    std::filesystem::path screenshot; ///< empty: a window is shown
    bool startsGateway = false;
    bool isSelfTest = false;
    bool wantsHelp = false;
    bool wantsVersion = false;

    /// A RecordedGateway takes the place of a real one.
    [[nodiscard]] bool usesRecording() const { return state || !screenshot.empty(); }
};

/// Reads the words behind the program's name. `pages` are the names of those that exist. An error
/// is a whole sentence and means ExitCode::Usage. Where help or the version is asked for, nothing
/// else counts.
[[nodiscard]] Result<ConsoleOptions> parseConsoleOptions(std::span<const std::string> words,
                                                         std::span<const std::string_view> pages);

[[nodiscard]] std::string consoleHelp(std::span<const std::string_view> pages);

} // namespace penstock::app
