#include "service/powersource.h"

#include <fstream>
#include <string>
#include <string_view>

namespace penstock::service
{

namespace
{

namespace fs = std::filesystem;

std::string firstLine(const fs::path &file)
{
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

} // namespace

bool isOnBattery()
{
    // Only Linux has it as files. The others would have to be asked through interfaces of their
    // own; there it is taken to be plugged in.
    return showsBatteryUse("/sys/class/power_supply");
}

bool showsBatteryUse(const fs::path &supplies)
{
    bool isUnplugged = false;
    bool hasBattery = false;
    std::error_code error; // no such folder: nothing is known, and nothing is listed
    for (const fs::directory_entry &supply : fs::directory_iterator(supplies, error)) {
        const std::string type = firstLine(supply.path() / "type");
        if (type == "Battery") {
            // The scope "Device" is that of mice and headphones.
            if (firstLine(supply.path() / "scope") != "Device") {
                hasBattery = true;
                isUnplugged = isUnplugged || firstLine(supply.path() / "status") == "Discharging";
            }
        } else if (type == "Mains" || type.starts_with("USB")) {
            if (firstLine(supply.path() / "online") == "1") {
                return false;
            }
            isUnplugged = isUnplugged || type == "Mains";
        }
    }
    return hasBattery && isUnplugged;
}

} // namespace penstock::service
