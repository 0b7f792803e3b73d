#pragma once

#include "monotonic.h"

#include <cstdint>
#include <map>
#include <string>

namespace penstock::bench
{

/// `--name value` pairs of a command line. A name that nobody asked for, or a value that is no
/// number where one is needed, ends the program with a sentence.
class Options final
{
public:
    Options(int argc, char **argv, int first);

    [[nodiscard]] std::string text(const std::string &name);
    [[nodiscard]] std::string text(const std::string &name, const std::string &otherwise);
    [[nodiscard]] std::uint64_t number(const std::string &name);
    [[nodiscard]] std::uint64_t number(const std::string &name, std::uint64_t otherwise);
    [[nodiscard]] std::uint16_t port();
    [[nodiscard]] Nanoseconds milliseconds(const std::string &name, std::uint64_t otherwise);

    /// After the last question.
    void refuseTheRest() const;

private:
    std::map<std::string, std::string> m_values;
};

} // namespace penstock::bench
