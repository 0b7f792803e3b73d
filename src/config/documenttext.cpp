#include "config/documenttext.h"

#include "base/utf8.h"
#include "config/treebuilder.h"

#include <algorithm>

namespace penstock::config
{

namespace
{

constexpr std::string_view utf8Mark = "\xEF\xBB\xBF";

std::string inMib(std::size_t bytes)
{
    const std::size_t tenths = bytes * 10 / (1024U * 1024U);
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " MiB";
}

} // namespace

std::optional<Finding> findTextProblem(std::string_view text, const std::string &source)
{
    const auto problem = [&](std::string code, std::string message, Position position) {
        return Finding{.severity = Severity::Error,
                       .code = std::move(code),
                       .path = {},
                       .message = std::move(message),
                       .source = source,
                       .position = position};
    };
    if (text.size() > mostDocumentBytes) {
        return problem("too_large", "is " + inMib(text.size()) + " large; at most 8 MiB are read.",
                       {});
    }
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        return problem("not_utf8", "is encoded in UTF-16; save it as UTF-8.", {1, 1});
    }
    if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
        return problem("not_text", "is not a text file: it holds a zero byte here.",
                       positionAt(text, nul));
    }
    if (const auto bad = firstInvalidUtf8(text)) {
        return problem(
            "not_utf8",
            "is not UTF-8 text: the byte here belongs to no character. Save it as UTF-8.",
            positionAt(text, *bad));
    }
    return std::nullopt;
}

std::string_view withoutByteOrderMark(std::string_view text)
{
    return text.starts_with(utf8Mark) ? text.substr(utf8Mark.size()) : text;
}

Position positionAt(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t lineStart
        = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return {static_cast<std::uint32_t>(line),
            static_cast<std::uint32_t>(before.size() - lineStart + 1)};
}

} // namespace penstock::config
