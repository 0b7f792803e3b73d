#include "app/consoleoptions.h"

#include "base/files.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace penstock::app
{

namespace
{

constexpr std::string_view dashes = "--";
constexpr QSize smallest(960, 600); // of the window
constexpr int largestSide = 8192;

struct OptionSpec {
    std::string_view name;
    std::string_view value; ///< what the value is called in the help; empty: the option has none
    std::string_view help;
};

constexpr std::array<OptionSpec, 12> known = {{
    {"profile", "DIR", "keep settings and data in this folder, not in the usual one"},
    {"start-gateway", "", "start the gateway at once"},
    {"demo", "", "try everything on a simulated Azure, with a profile that is thrown away"},
    {"seed", "N", "another course of chance for --demo and recordings (1)"},
    {"page", "NAME", "open this page first"},
    {"theme", "NAME", "light, dark or system, for this time"},
    {"size", "WxH", "size of the window, such as 1280x820"},
    {"state", "NAME", "show a recording: data, empty or error"},
    {"screenshot", "FILE", "draw the window from a recording into a PNG file, and end"},
    {"self-test", "", "check that everything this program needs is there, and end"},
    {"version", "", "tell the version, and end"},
    {"help", "", "this text"},
}};

Failure refusal(std::string sentence)
{
    return fail(ErrorCode::InvalidInput, std::move(sentence));
}

template<class Names>
std::string listed(const Names &names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) {
            text += i + 1 == names.size() ? " or " : ", ";
        }
        text += names[i];
    }
    return text;
}

Failure wrongValue(std::string_view name, std::string_view value, const std::string &allowed)
{
    return refusal("--" + std::string(name) + " cannot be '" + std::string(value) + "'. It takes "
                   + allowed + '.');
}

Failure unknownOption(std::string_view name)
{
    std::vector<std::string_view> names;
    for (const OptionSpec &option : known) {
        names.push_back(option.name);
    }
    const auto near = nearest(std::span<const std::string_view>(names), name);
    return refusal("There is no option --" + std::string(name) + '.'
                   + (near ? " Did you mean --" + *near + '?' : std::string()));
}

template<class Number>
std::optional<Number> numberIn(std::string_view text)
{
    Number number{};
    const char *const end = text.data() + text.size();
    const auto [at, problem] = std::from_chars(text.data(), end, number);
    return problem == std::errc() && at == end ? std::optional(number) : std::nullopt;
}

std::optional<QSize> sizeIn(std::string_view text)
{
    const std::size_t cross = text.find('x');
    if (cross == std::string_view::npos) {
        return std::nullopt;
    }
    const auto width = numberIn<int>(text.substr(0, cross));
    const auto height = numberIn<int>(text.substr(cross + 1));
    if (!width || !height || *width < smallest.width() || *height < smallest.height()
        || *width > largestSide || *height > largestSide) {
        return std::nullopt;
    }
    return QSize(*width, *height);
}

template<class Value>
struct Choice {
    std::string_view name;
    Value value;
};

template<class Value, std::size_t N>
Result<Value> chosen(std::string_view name, std::string_view text,
                     const std::array<Choice<Value>, N> &choices)
{
    std::vector<std::string_view> names;
    for (const Choice<Value> &choice : choices) {
        if (choice.name == text) {
            return choice.value;
        }
        names.push_back(choice.name);
    }
    return wrongValue(name, text, listed(names));
}

constexpr std::array<Choice<theme::SchemeChoice>, 3> themes = {{
    {"light", theme::SchemeChoice::Light},
    {"dark", theme::SchemeChoice::Dark},
    {"system", theme::SchemeChoice::System},
}};

constexpr std::array<Choice<RecordedState>, 3> states = {{
    {"data", RecordedState::Data},
    {"empty", RecordedState::Empty},
    {"error", RecordedState::Error},
}};

/// Sets one field after the other.
class Reader final
{
public:
    explicit Reader(std::span<const std::string_view> pages) : m_pages(pages) { }

    [[nodiscard]] Result<void> take(std::string_view name, std::string_view value);
    [[nodiscard]] Result<ConsoleOptions> finish() const;

private:
    [[nodiscard]] Result<void> takeChoice(std::string_view name, std::string_view value);
    void takeSwitch(std::string_view name);

    std::span<const std::string_view> m_pages;
    ConsoleOptions m_options;
};

Result<void> Reader::take(std::string_view name, std::string_view value)
{
    if (name == "profile" || name == "screenshot") {
        if (value.empty()) {
            return refusal("--" + std::string(name) + " needs a name that is not empty.");
        }
        (name == "profile" ? m_options.profile : m_options.screenshot) = pathFromUtf8(value);
        return {};
    }
    if (name == "seed") {
        const auto seed = numberIn<std::uint64_t>(value);
        if (!seed) {
            return wrongValue(name, value, "a whole number from 0 to 18446744073709551615");
        }
        m_options.seed = *seed;
        return {};
    }
    if (name == "size") {
        m_options.size = sizeIn(value);
        if (!m_options.size) {
            const std::string most = std::to_string(largestSide);
            return wrongValue(name, value,
                              "width and height with an x between them, from "
                                  + std::to_string(smallest.width()) + 'x'
                                  + std::to_string(smallest.height()) + " to " + most + 'x' + most);
        }
        return {};
    }
    return takeChoice(name, value);
}

Result<void> Reader::takeChoice(std::string_view name, std::string_view value)
{
    if (name == "page") {
        if (std::ranges::find(m_pages, value) == m_pages.end()) {
            return wrongValue(name, value, listed(m_pages));
        }
        m_options.page = value;
    } else if (name == "theme") {
        const auto theme = chosen(name, value, themes);
        if (!theme) {
            return Failure(theme.error());
        }
        m_options.theme = *theme;
    } else if (name == "state") {
        const auto state = chosen(name, value, states);
        if (!state) {
            return Failure(state.error());
        }
        m_options.state = *state;
    } else {
        takeSwitch(name);
    }
    return {};
}

void Reader::takeSwitch(std::string_view name)
{
    m_options.isDemo = m_options.isDemo || name == "demo";
    m_options.startsGateway = m_options.startsGateway || name == "start-gateway";
    m_options.isSelfTest = m_options.isSelfTest || name == "self-test";
}

Result<ConsoleOptions> Reader::finish() const
{
    if (m_options.isDemo && !m_options.profile.empty()) {
        return refusal("--demo brings a profile of its own, so that nothing of yours is touched. "
                       "Leave --profile out.");
    }
    if (m_options.isDemo && m_options.state && m_options.screenshot.empty()) {
        return refusal("--demo runs, and --state shows a recording. Leave one of them out.");
    }
    return m_options;
}

ConsoleOptions wishFor(std::string_view word)
{
    ConsoleOptions options;
    options.wantsVersion = word == "--version";
    options.wantsHelp = !options.wantsVersion;
    return options;
}

} // namespace

Result<ConsoleOptions> parseConsoleOptions(std::span<const std::string> words,
                                           std::span<const std::string_view> pages)
{
    const auto wish = std::ranges::find_if(words, [](const std::string &word) {
        return word == "--help" || word == "-h" || word == "--version";
    });
    if (wish != words.end()) {
        return wishFor(*wish);
    }
    Reader reader(pages);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (!word.starts_with(dashes)) {
            return refusal("'" + words[i] + "' is no option, and there is nothing else to give.");
        }
        const std::size_t equals = std::min(word.find('='), word.size());
        const std::string_view name = word.substr(dashes.size(), equals - dashes.size());
        const auto *const spec = std::ranges::find(known, name, &OptionSpec::name);
        if (spec == known.end()) {
            return unknownOption(name);
        }
        const bool hasValue = equals < word.size();
        if (spec->value.empty() && hasValue) {
            return refusal("--" + std::string(name) + " takes no value.");
        }
        std::string_view value = hasValue ? word.substr(equals + 1) : std::string_view();
        if (!spec->value.empty() && !hasValue) {
            if (i + 1 == words.size()) {
                return refusal("--" + std::string(name) + " needs a value: --" + std::string(name)
                               + ' ' + std::string(spec->value) + '.');
            }
            value = words[++i];
        }
        if (auto taken = reader.take(name, value); !taken) {
            return Failure(std::move(taken.error()));
        }
    }
    return reader.finish();
}

std::string consoleHelp(std::span<const std::string_view> pages)
{
    constexpr std::size_t column = 22;
    std::string text = "Usage: penstock [OPTIONS]\n\n"
                       "The console of Penstock: runs a local gateway for Azure OpenAI, and shows "
                       "what it does.\n\nOptions:\n";
    for (const OptionSpec &option : known) {
        std::string line = "  --" + std::string(option.name);
        if (!option.value.empty()) {
            line += ' ' + std::string(option.value);
        }
        line.resize(std::max(line.size() + 2, column), ' ');
        text += line + std::string(option.help) + '\n';
    }
    text += "\nPages: " + listed(pages) + ".\n";
    text += "\nExamples:\n"
            "  penstock --demo\n"
            "      The quickest way to see what this is: three simulated instances, one of which\n"
            "      is in trouble now and then, and a team at work. No account, no costs. Another\n"
            "      tool can join in at the address that is printed.\n"
            "  penstock --profile ~/penstock/customer --start-gateway\n"
            "      Another set of instances and keys, for example for a customer.\n"
            "  penstock --screenshot dashboard.png --theme dark --size 1280x820\n"
            "      The same picture every time; --state empty and --state error show what an\n"
            "      empty installation and a port in use look like.\n"
            "\nExit codes: 0 ok, 1 the self-test has found something, 2 wrong usage, 3 a file, "
            "port,\n"
            "display or profile is not as needed. Without windows there is penstock-gateway.\n";
    return text;
}

} // namespace penstock::app
