#pragma once

#include <map>
#include <span>
#include <string>

namespace penstock::config
{

/// The ids of the instances of a file, which itself knows names only. The name is the id until a
/// rename parts the two; ledgers, breakers and pins hang on the id. Lasts as long as the program
/// runs.
class InstanceIds final
{
public:
    [[nodiscard]] std::string idOf(const std::string &name) const;

    void rename(const std::string &name, const std::string &newName);
    /// For an instance that comes back after it was removed.
    void putBack(const std::string &name, const std::string &id);

    /// Takes what a file holds now: forgets what is gone, and gives what is new an id that nobody
    /// else has, also where its name is still the id of a renamed one.
    void settle(std::span<const std::string> names);

    /// Name to id, as DecodeContext and ListEdits want it.
    [[nodiscard]] const std::map<std::string, std::string> &byName() const { return m_ids; }

private:
    std::map<std::string, std::string> m_ids;
};

} // namespace penstock::config
