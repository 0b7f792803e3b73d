#include "service/configdesk.h"

#include "secrets/keychainaccount.h"
#include "secrets/resolvesecrets.h"

#include <QPointer>

#include <algorithm>
#include <set>
#include <utility>

namespace penstock::service
{

namespace
{

constexpr std::size_t mostSteps = 50;
constexpr std::string_view keyProfile = "penstock";
constexpr std::string_view keyFolder = "penstock/";

Error errorOf(const config::SaveFailure &failure)
{
    Error error = failure.error;
    for (const config::Finding &finding : failure.findings) {
        if (finding.severity == config::Severity::Error) {
            error.detail += (error.detail.empty() ? "" : "\n") + finding.toText();
        }
    }
    return error;
}

/// Every entry of the keychain that a document names.
void collectReferences(const config::Node &node, std::set<SecretReference> &found)
{
    if (node.isText()) {
        if (const auto reference = SecretReference::parse(node.asText());
            reference && reference->place == SecretPlace::Keychain) {
            found.insert(*reference);
        }
    } else if (node.isList()) {
        for (const config::Node &item : node.items()) {
            collectReferences(item, found);
        }
    } else if (node.isMap()) {
        for (const config::Entry &entry : node.entries()) {
            collectReferences(entry.value, found);
        }
    }
}

} // namespace

ConfigDesk::ConfigDesk(Setup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_file(m_setup.folder, m_setup.variables)
{
    connect(m_setup.gateway, &Gateway::statusChanged, this, &ConfigDesk::followGateway);
    connect(m_setup.gateway, &Gateway::changeRefused, this,
            [this](std::uint64_t, const Error &error) { Q_EMIT refused(error); });
    connect(m_setup.keychain, &Keychain::statusChanged, this, &ConfigDesk::keychainChanged);
}

ConfigDesk::~ConfigDesk() = default;

void ConfigDesk::open()
{
    m_steps.clear();
    m_setup.keychain->probe(this, [](const KeychainStatus &) { }); // told by its signal
    reload();
}

void ConfigDesk::reload()
{
    m_loaded = std::make_shared<const config::LoadedConfig>(m_file.load());
    const bool wasBroken = isBroken();
    m_problems.clear();
    if (m_loaded->hasErrors()) {
        m_problems = m_loaded->findings;
        m_document = config::Node::map();
        m_config = std::make_shared<const GatewayConfig>();
    } else {
        m_document = config::ProfileFile::documentOf(*m_loaded);
        m_config = m_loaded->config;
    }
    if (wasBroken || isBroken()) {
        Q_EMIT problemsChanged();
    }
    Q_EMIT configChanged();
    resolve();
}

std::vector<ResolvedSecrets::Missing> ConfigDesk::missingSecrets() const
{
    return m_secrets ? m_secrets->missing() : std::vector<ResolvedSecrets::Missing>();
}

void ConfigDesk::resolve()
{
    const std::uint64_t number = ++m_resolving;
    LocalSecrets local(m_setup.variables, [loaded = m_loaded](const SecretReference &reference) {
        return loaded->secrets.find(reference);
    });
    resolveSecrets(*m_config, std::move(local), *m_setup.keychain, this,
                   [this, number](std::shared_ptr<const ResolvedSecrets> secrets) {
                       if (number != m_resolving) {
                           return; // there is a newer configuration
                       }
                       m_secrets = std::move(secrets);
                       m_resolved = number;
                       Q_EMIT secretsResolved();
                       run();
                   });
}

void ConfigDesk::readSecretsAgain()
{
    m_setup.keychain->probe(this, [](const KeychainStatus &) { }); // told by its signal
    resolve();
}

void ConfigDesk::startGateway()
{
    m_shallRun = true;
    if (hasSecrets()) {
        run();
    }
}

void ConfigDesk::stopGateway(std::chrono::milliseconds most)
{
    m_shallRun = false;
    m_setup.gateway->stop(most);
}

void ConfigDesk::run()
{
    RunOrder order{m_config, m_secrets};
    if (m_shallRun && !m_isStarted) {
        m_isStarted = true;
        m_setup.gateway->start(std::move(order));
    } else {
        (void)m_setup.gateway->apply(std::move(order));
    }
}

void ConfigDesk::followGateway()
{
    const GatewayStatus &status = m_setup.gateway->status();
    if (status.phase != GatewayPhase::Stopped) {
        return;
    }
    m_isStarted = false;
    if (status.error) {
        m_shallRun = false; // somebody has to do something first
    } else if (m_shallRun && hasSecrets()) {
        run(); // it was asked for while the old one was still ending
    }
}

Result<void> ConfigDesk::save(const config::Node &document)
{
    if (isBroken()) {
        return fail(ErrorCode::InvalidInput,
                    "The configuration file has errors. Mend it and read it again; until then "
                    "nothing is written over it.",
                    m_problems.front().toText());
    }
    if (auto saved = m_file.save(document); !saved) {
        return Failure(errorOf(saved.error()));
    }
    return {};
}

Result<void> ConfigDesk::change(const std::string &title, const Edit &edit,
                                const std::optional<Rename> &rename)
{
    auto next = edit(m_document);
    if (!next) {
        return Failure(std::move(next.error()));
    }
    Step step{title, m_document, m_file.ids()};
    if (auto saved = save(*next); !saved) {
        return saved;
    }
    if (rename) {
        m_file.ids().rename(rename->from, rename->to);
    }
    m_steps.push_back(std::move(step));
    if (m_steps.size() > mostSteps) {
        m_steps.erase(m_steps.begin());
    }
    ++m_revision;
    reload();
    Q_EMIT changed(title);
    return {};
}

void ConfigDesk::changeWithKey(const std::string &title, SecretString key, EditWithKey edit,
                               std::optional<Rename> rename, QObject *receiver, Done done)
{
    const SecretReference reference = newKeychainReference(keyProfile, *m_setup.random);
    const auto written = [this, title, reference, edit = std::move(edit),
                          rename = std::move(rename), receiver = QPointer<QObject>(receiver),
                          done = std::move(done)](const Result<void> &stored) {
        Result<void> result = stored;
        if (stored) {
            m_written.push_back(reference);
            result = change(
                title, [&](const config::Node &document) { return edit(document, reference); },
                rename);
        }
        if (receiver) {
            done(result);
        }
    };
    m_setup.keychain->write(reference, std::move(key), this, written);
}

std::optional<std::string> ConfigDesk::undoTitle() const
{
    return m_steps.empty() ? std::nullopt : std::optional(m_steps.back().title);
}

Result<void> ConfigDesk::undo()
{
    if (m_steps.empty()) {
        return fail(ErrorCode::NotFound, "There is nothing to take back.");
    }
    const Step &step = m_steps.back();
    if (auto saved = save(step.before); !saved) {
        return saved;
    }
    m_file.ids() = step.ids;
    const std::string title = step.title;
    m_steps.pop_back();
    ++m_revision;
    reload();
    Q_EMIT undone(title);
    return {};
}

void ConfigDesk::forgetUnusedKeys(QObject *receiver, std::function<void()> done)
{
    std::set<SecretReference> unused(m_written.begin(), m_written.end());
    for (const Step &step : m_steps) {
        collectReferences(step.before, unused);
    }
    std::set<SecretReference> used;
    collectReferences(m_document, used);
    std::erase_if(unused, [&](const SecretReference &reference) {
        return used.contains(reference) || !reference.location.starts_with(keyFolder);
    });
    if (isBroken() || unused.empty()) {
        done();
        return;
    }
    // A key that cannot be removed now is no reason to keep the person waiting.
    auto left = std::make_shared<std::size_t>(unused.size());
    for (const SecretReference &reference : unused) {
        m_setup.keychain->remove(reference, receiver, [left, done](const Result<void> &) {
            if (--*left == 0) {
                done();
            }
        });
    }
}

} // namespace penstock::service
