#include "program.h"

#include "support/becomestrue.h"

#include <QProcessEnvironment>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace penstock::test
{

namespace
{

constexpr int patienceMs = 40'000; // the gateway has 20 s to let requests end

std::string contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

QProcessEnvironment smallEnvironment()
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("ASAN_OPTIONS"), QStringLiteral("detect_leaks=1"));
    for (const char *const name : {"PATH", "LC_ALL", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS"}) {
        if (qEnvironmentVariableIsSet(name)) {
            environment.insert(QString::fromLatin1(name), qEnvironmentVariable(name));
        }
    }
    return environment;
}

} // namespace

Program::Program(const std::string &name, const QStringList &arguments,
                 const std::filesystem::path &folder)
    : m_said(folder / (name + ".said"))
    , m_log(folder / (name + ".log"))
{
    m_process.setProcessEnvironment(smallEnvironment());
    m_process.setWorkingDirectory(QString::fromStdString(folder.string()));
    m_process.setStandardOutputFile(QString::fromStdString(m_said.string()));
    m_process.setStandardErrorFile(QString::fromStdString(m_log.string()));
    m_process.start(QStringLiteral(PENSTOCK_GATEWAY), arguments);
    m_process.waitForStarted(patienceMs);
}

Program::~Program()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(patienceMs);
    }
}

bool Program::waitUntilItSays(const std::string &text) const
{
    return becomesTrue([&] { return said().find(text) != std::string::npos; });
}

std::string Program::said() const
{
    return contentOf(m_said);
}

std::string Program::log() const
{
    return contentOf(m_log);
}

int Program::terminate()
{
    m_process.terminate();
    const bool hasEnded = m_process.waitForFinished(patienceMs);
    return hasEnded && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

std::string sanitizerReport(const std::string &log)
{
    static constexpr std::array<std::string_view, 4> marks
        = {"ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "LeakSanitizer has encountered",
           ": runtime error:"};
    std::size_t first = log.size();
    for (const std::string_view mark : marks) {
        first = std::min(first, log.find(mark));
    }
    constexpr std::size_t enough = 6000;
    return log.substr(first, enough);
}

} // namespace penstock::test
