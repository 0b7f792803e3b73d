#pragma once

#include "headless/commandline.h"
#include "support/tempdir.h"

#include <QString>

#include <string>
#include <string_view>
#include <vector>

namespace penstock::headless::test
{

/// What a command left behind.
struct CommandRun {
    ExitCode code = ExitCode::Ok;
    std::string out;
    std::string err;
};

/// Files in a folder of their own, and commands run over them. `@` in a word stands for the folder,
/// in what came out it stands there again.
class CommandFolder final
{
public:
    CommandFolder &write(std::string_view name, std::string_view text);
    CommandFolder &set(std::string_view variable, std::string_view value);
    [[nodiscard]] CommandRun run(const std::vector<std::string> &words) const;

    [[nodiscard]] std::filesystem::path file(std::string_view name) const;
    [[nodiscard]] std::string content(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;

private:
    penstock::test::TempDir m_dir;
    config::Environment m_environment;
};

/// Stands in the folder while it lives, as a shell would.
class InsideFolder final
{
public:
    explicit InsideFolder(const std::filesystem::path &path);
    ~InsideFolder();
    InsideFolder(const InsideFolder &) = delete;
    InsideFolder &operator=(const InsideFolder &) = delete;

private:
    std::filesystem::path m_before;
};

[[nodiscard]] QString shown(std::string_view text);

/// One instance that lacks nothing.
inline constexpr std::string_view goodConfig
    = "port: 4010\n"
      "instances:\n"
      "  - name: one\n"
      "    api_base: https://one.example.com\n"
      "    api_key: ${KEY_ONE}\n"
      "    model_deployments: {gpt-4o: dep-4o, o3: dep-o3}\n";

} // namespace penstock::headless::test
