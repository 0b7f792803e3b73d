#include "config/instanceids.h"

#include <set>
#include <utility>

namespace penstock::config
{

std::string InstanceIds::idOf(const std::string &name) const
{
    const auto found = m_ids.find(name);
    return found != m_ids.end() ? found->second : name;
}

void InstanceIds::rename(const std::string &name, const std::string &newName)
{
    std::string id = idOf(name);
    m_ids.erase(name);
    m_ids.insert_or_assign(newName, std::move(id));
}

void InstanceIds::putBack(const std::string &name, const std::string &id)
{
    m_ids.insert_or_assign(name, id);
}

void InstanceIds::settle(std::span<const std::string> names)
{
    std::map<std::string, std::string> settled;
    std::set<std::string> taken;
    for (const std::string &name : names) {
        const auto known = m_ids.find(name);
        if (known != m_ids.end() && taken.insert(known->second).second) {
            settled.insert(*known);
        }
    }
    for (const std::string &name : names) {
        if (settled.contains(name)) {
            continue;
        }
        std::string id = name;
        // No name has a tilde in it.
        for (int number = 2; !taken.insert(id).second; ++number) {
            id = name + '~' + std::to_string(number);
        }
        settled.emplace(name, std::move(id));
    }
    m_ids = std::move(settled);
}

} // namespace penstock::config
