#pragma once

#include <QProcess>
#include <QStringList>

#include <filesystem>
#include <string>

namespace penstock::test
{

/// `penstock-gateway` as a process of its own. What it says and what it complains of goes to files,
/// so that it never has to wait for a reader.
class Program final
{
public:
    /// `name` is that of its files in `folder`, which is its working directory too.
    Program(const std::string &name, const QStringList &arguments,
            const std::filesystem::path &folder);
    ~Program();
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;

    /// False when it does not come to it.
    [[nodiscard]] bool waitUntilItSays(const std::string &text) const;
    [[nodiscard]] std::string said() const;
    [[nodiscard]] std::string log() const;
    [[nodiscard]] qint64 id() const { return m_process.processId(); }
    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }
    /// Asks it to end, as a service manager does. Its exit code; -1 when it crashes or stays.
    [[nodiscard]] int terminate();

private:
    std::filesystem::path m_said;
    std::filesystem::path m_log;
    QProcess m_process;
};

/// The first report of a sanitizer in what a program complained of; empty when there is none.
[[nodiscard]] std::string sanitizerReport(const std::string &log);

} // namespace penstock::test
