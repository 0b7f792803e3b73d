#include "headless/clientenvironment.h"

namespace penstock::headless
{

std::vector<std::pair<std::string, std::string>> clientVariables(std::uint16_t port)
{
    const std::string address = "http://127.0.0.1:" + std::to_string(port);
    // Clients insist on a key; on loopback any will do as long as there are no client keys.
    const std::string key = "penstock";
    return {{"OPENAI_BASE_URL", address + "/v1"},
            {"OPENAI_API_BASE", address + "/v1"},
            {"OPENAI_API_KEY", key},
            {"AZURE_OPENAI_ENDPOINT", address},
            {"AZURE_OPENAI_API_KEY", key},
            {"OPENAI_API_VERSION", "2024-10-21"}};
}

std::string exportLine(std::string_view shell, const std::string &name, const std::string &value)
{
    if (shell == "sh") {
        return "export " + name + "='" + value + "'";
    }
    if (shell == "fish") {
        return "set -gx " + name + " '" + value + "'";
    }
    if (shell == "powershell") {
        return "$env:" + name + " = '" + value + "'";
    }
    if (shell == "cmd") {
        return "set \"" + name + "=" + value + "\"";
    }
    return {};
}

} // namespace penstock::headless
