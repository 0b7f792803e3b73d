#include "config/path.h"

#include <algorithm>

namespace penstock::config
{

namespace
{

bool isPlainKey(std::string_view key)
{
    return !key.empty() && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '_' || c == '-';
    });
}

/// A name of digits alone would look like a place in the list.
bool isPlainName(std::string_view name)
{
    return name.find_first_not_of("0123456789") != std::string_view::npos
        && std::ranges::all_of(name, [](char c) { return c == '.' || isPlainKey({&c, 1}); });
}

std::string quoted(std::string_view text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
        }
        result += c;
    }
    return result + '"';
}

struct Printer {
    std::string &text;

    void operator()(const std::string &key) const
    {
        if (!isPlainKey(key)) {
            text += '[' + quoted(key) + ']';
            return;
        }
        if (!text.empty()) {
            text += '.';
        }
        text += key;
    }

    void operator()(std::size_t place) const { text += '[' + std::to_string(place) + ']'; }
    void operator()(const Named &element) const
    {
        text += '[' + (isPlainName(element.name) ? element.name : quoted(element.name)) + ']';
    }
};

} // namespace

Path Path::key(std::string_view name) const
{
    Path extended = *this;
    extended.m_steps.emplace_back(std::string(name));
    return extended;
}

Path Path::index(std::size_t place) const
{
    Path extended = *this;
    extended.m_steps.emplace_back(place);
    return extended;
}

Path Path::named(std::string_view name) const
{
    Path extended = *this;
    extended.m_steps.emplace_back(Named{std::string(name)});
    return extended;
}

Path Path::parent() const
{
    Path shortened = *this;
    if (!shortened.m_steps.empty()) {
        shortened.m_steps.pop_back();
    }
    return shortened;
}

bool Path::startsWith(const Path &other) const
{
    return m_steps.size() >= other.m_steps.size()
        && std::equal(other.m_steps.begin(), other.m_steps.end(), m_steps.begin());
}

std::string Path::toText() const
{
    std::string text;
    for (const Step &step : m_steps) {
        std::visit(Printer{text}, step);
    }
    return text;
}

} // namespace penstock::config
