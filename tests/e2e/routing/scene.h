#pragma once

#include "program.h"
#include "support/rawclient.h"
#include "support/tempdir.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::test
{

/// An instance of the scene, with one deployment "chat" of gpt-4o.
struct SceneInstance {
    std::string name;
    std::string models = "gpt-4o: chat"; ///< how the gateway knows it, as YAML
    std::string deployment = "{}"; ///< further keys of the simulator's deployment, as JSON
    std::string settings; ///< further lines of the gateway's instance, as YAML: "max_tpm: 100"
};

struct SceneSetup {
    std::vector<SceneInstance> instances;
    std::string gateway; ///< further lines of the gateway's configuration
    std::string environment; ///< of the gateway, as a .env file
    double speed = 0; ///< of the simulator
};

/// A simulator and a gateway in front of it, each a process of its own.
class Scene final
{
public:
    explicit Scene(SceneSetup setup);

    /// Why it does not run; empty when it does.
    [[nodiscard]] std::string problem() const;
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::string log() const { return m_gateway->log(); }

    /// POST /v1/chat/completions.
    [[nodiscard]] RawAnswer chat(std::string_view body, std::string_view lines = {}) const;
    /// In place of the faults that stood there.
    [[nodiscard]] bool setFault(const std::string &instance, const std::string &fault) const;
    [[nodiscard]] bool clearFaults(const std::string &instance) const;
    /// The simulator's own books of the deployment.
    [[nodiscard]] nlohmann::json books(const std::string &instance) const;
    /// How often somebody asked there.
    [[nodiscard]] int requests(const std::string &instance) const;

private:
    void startGateway(const SceneSetup &setup);

    TempDir m_folder;
    std::unique_ptr<Program> m_simulator;
    std::unique_ptr<Program> m_gateway;
    std::uint16_t m_controlPort = 0;
    std::map<std::string, std::uint16_t> m_ports;
    std::uint16_t m_port = 0;
};

/// "POST /v1/chat/completions" with all that belongs to it.
[[nodiscard]] std::string chatRequest(std::string_view body, std::string_view lines = {});
/// A body with one word of the user, and further keys: "\"max_tokens\":10".
[[nodiscard]] std::string chatBody(std::string_view further = {},
                                   std::string_view model = "gpt-4o");
/// `error.code` of an answer; empty when it has none.
[[nodiscard]] std::string codeOf(const RawAnswer &answer);
/// For a failed comparison.
[[nodiscard]] std::string textOf(const RawAnswer &answer);

} // namespace penstock::test
