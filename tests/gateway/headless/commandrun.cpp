#include "commandrun.h"

#include "base/files.h"

#include <sstream>

namespace penstock::headless::test
{

namespace
{

std::string replaced(std::string text, const std::string &from, const std::string &to)
{
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
    return text;
}

} // namespace

CommandFolder &CommandFolder::write(std::string_view name, std::string_view text)
{
    m_dir.write(name, text);
    return *this;
}

CommandFolder &CommandFolder::set(std::string_view variable, std::string_view value)
{
    m_environment.insert_or_assign(std::string(variable), std::string(value));
    return *this;
}

CommandRun CommandFolder::run(const std::vector<std::string> &words) const
{
    const std::string folder = toUtf8(m_dir.path());
    std::vector<std::string> full;
    full.reserve(words.size());
    for (const std::string &word : words) {
        full.push_back(replaced(word, "@", folder));
    }
    std::ostringstream out;
    std::ostringstream err;
    Console console{.out = out, .err = err, .environment = m_environment};
    const ExitCode code = runCommandLine(full, "1.2.3", console);
    return {.code = code,
            .out = replaced(out.str(), folder, "@"),
            .err = replaced(err.str(), folder, "@")};
}

std::filesystem::path CommandFolder::file(std::string_view name) const
{
    return m_dir.file(name);
}

std::string CommandFolder::content(std::string_view name) const
{
    constexpr std::uint64_t most = 1'048'576;
    return readFile(file(name), most).value_or("(unreadable)");
}

bool CommandFolder::has(std::string_view name) const
{
    return std::filesystem::exists(file(name));
}

InsideFolder::InsideFolder(const std::filesystem::path &path)
    : m_before(std::filesystem::current_path())
{
    std::filesystem::current_path(path);
}

InsideFolder::~InsideFolder()
{
    std::error_code ignored;
    std::filesystem::current_path(m_before, ignored);
}

QString shown(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace penstock::headless::test
