#include "options.h"

#include "fatal.h"
#include "textfields.h"

#include <limits>

namespace penstock::bench
{

Options::Options(int argc, char **argv, int first)
{
    for (int i = first; i < argc; i += 2) {
        const std::string name = argv[i];
        if (!name.starts_with("--") || i + 1 == argc) {
            fail("'" + name + "' is no option with a value.");
        }
        m_values[name.substr(2)] = argv[i + 1];
    }
}

std::string Options::text(const std::string &name)
{
    auto node = m_values.extract(name);
    if (node.empty()) {
        fail("Option --" + name + " is missing.");
    }
    return node.mapped();
}

std::string Options::text(const std::string &name, const std::string &otherwise)
{
    return m_values.contains(name) ? text(name) : otherwise;
}

std::uint64_t Options::number(const std::string &name)
{
    const std::string value = text(name);
    const auto number = numberAtStart(value, Base::Decimal);
    if (!number || std::to_string(*number) != value) {
        fail("Option --" + name + " wants a number, not '" + value + "'.");
    }
    return *number;
}

std::uint64_t Options::number(const std::string &name, std::uint64_t otherwise)
{
    return m_values.contains(name) ? number(name) : otherwise;
}

std::uint16_t Options::port()
{
    const std::uint64_t value = number("port");
    if (value == 0 || value > std::numeric_limits<std::uint16_t>::max()) {
        fail("Option --port wants a number from 1 to 65535.");
    }
    return static_cast<std::uint16_t>(value);
}

Nanoseconds Options::milliseconds(const std::string &name, std::uint64_t otherwise)
{
    return std::chrono::milliseconds(number(name, otherwise));
}

void Options::refuseTheRest() const
{
    if (!m_values.empty()) {
        fail("There is no option --" + m_values.begin()->first + " here.");
    }
}

} // namespace penstock::bench
