#pragma once

#include "base/random.h"
#include "base/result.h"
#include "config/finding.h"
#include "config/loader.h"
#include "config/node.h"
#include "config/profilefile.h"
#include "domain/gatewayconfig.h"
#include "secrets/keychain.h"
#include "secrets/resolvedsecrets.h"
#include "service/gateway.h"

#include <QObject>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock::service
{

/// The configuration of a console: reads the profile's file, changes it, keeps it, takes changes
/// back, and has the gateway run it. Lives in the GUI thread; files are small and local, everything
/// that may take long is told by signals.
class ConfigDesk final : public QObject
{
    Q_OBJECT

public:
    struct Setup {
        std::filesystem::path folder; ///< of the profile
        config::Environment variables;
        Keychain *keychain = nullptr; ///< these outlive the desk
        Gateway *gateway = nullptr;
        RandomSource *random = nullptr;
    };
    /// Makes a new document of an old one, or says why it cannot.
    using Edit = std::function<Result<config::Node>(const config::Node &)>;
    /// An instance that the edit gives another name; what was learned of it stays with it.
    struct Rename {
        std::string from;
        std::string to;
    };
    using Done = std::function<void(Result<void>)>;

    explicit ConfigDesk(Setup setup, QObject *parent = nullptr);
    ~ConfigDesk() override;

    /// Reads the file. Without one the configuration is empty; with a broken one too, and
    /// problems() says what is wrong with it: nothing is written before that is mended.
    void open();
    [[nodiscard]] bool isBroken() const { return !m_problems.empty(); }
    [[nodiscard]] const std::vector<config::Finding> &problems() const { return m_problems; }
    [[nodiscard]] const std::filesystem::path &file() const { return m_file.path(); }

    [[nodiscard]] const GatewayConfig &config() const { return *m_config; }
    /// What the file says, without defaults.
    [[nodiscard]] const config::Node &document() const { return m_document; }
    /// What the keychain would not give.
    [[nodiscard]] std::vector<ResolvedSecrets::Missing> missingSecrets() const;

    /// How the keychain does, as far as it has been looked at.
    [[nodiscard]] const KeychainStatus &keychainStatus() const
    {
        return m_setup.keychain->status();
    }

    /// Starts the gateway, as soon as the keys are there.
    void startGateway();
    void stopGateway(std::chrono::milliseconds most);
    /// Asks the keychain once more, after somebody unlocked it.
    void readSecretsAgain();

    /// Checks, writes and applies. `title` says what was done: "Remove eu-2".
    [[nodiscard]] Result<void> change(const std::string &title, const Edit &edit,
                                      const std::optional<Rename> &rename = {});
    /// The same, after the key is in the keychain. `edit` gets the reference under which it is.
    using EditWithKey
        = std::function<Result<config::Node>(const config::Node &, const SecretReference &)>;
    void changeWithKey(const std::string &title, SecretString key, EditWithKey edit,
                       std::optional<Rename> rename, QObject *receiver, Done done);

    [[nodiscard]] std::optional<std::string> undoTitle() const;
    [[nodiscard]] Result<void> undo();
    /// Grows with each change, so that an undo bar knows whether its change is still the last.
    [[nodiscard]] std::uint64_t revision() const { return m_revision; }

    /// Takes keys out of the keychain that nothing refers to any more. For the end of the program:
    /// until then a change can be taken back.
    void forgetUnusedKeys(QObject *receiver, std::function<void()> done);

Q_SIGNALS:
    /// The configuration is another one.
    void configChanged();
    void problemsChanged();
    void changed(const std::string &title);
    void undone(const std::string &title);
    /// The gateway did not take a change over; what it ran before goes on.
    void refused(const penstock::Error &error);
    void secretsResolved();
    void keychainChanged();

private:
    struct Step {
        std::string title;
        config::Node before;
        config::InstanceIds ids;
    };

    [[nodiscard]] Result<void> save(const config::Node &document);
    void reload();
    void resolve();
    /// Those of the configuration as it is now.
    [[nodiscard]] bool hasSecrets() const { return m_secrets && m_resolved == m_resolving; }
    void run();
    void followGateway();

    Setup m_setup;
    config::ProfileFile m_file;
    std::shared_ptr<const config::LoadedConfig> m_loaded;
    config::Node m_document = config::Node::map();
    std::shared_ptr<const GatewayConfig> m_config = std::make_shared<GatewayConfig>();
    std::vector<config::Finding> m_problems;
    std::shared_ptr<const ResolvedSecrets> m_secrets;
    std::uint64_t m_resolving = 0; ///< which answer of the keychain is waited for
    std::uint64_t m_resolved = 0; ///< and which one m_secrets is
    bool m_shallRun = false;
    bool m_isStarted = false; ///< as far as the gateway has been told
    std::vector<Step> m_steps;
    std::uint64_t m_revision = 0;
    std::vector<SecretReference> m_written; ///< by this desk
};

} // namespace penstock::service
