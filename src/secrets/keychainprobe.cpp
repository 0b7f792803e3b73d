#include "secrets/keychainprobe.h"

#include "secrets/keychaintexts.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace penstock
{

namespace
{

// No account of ours has a blank in it.
constexpr std::string_view probeAccount = "penstock probe";
constexpr std::string_view probeText = "written, read and removed again";

std::optional<KeychainStatus> statusOf(const KeychainFacts &facts)
{
    switch (facts.access) {
    case KeychainFacts::Access::Locked:
        return keychaintexts::locked(facts.name, facts.detail);
    case KeychainFacts::Access::NoKeyring:
        return keychaintexts::noKeyring(facts.name, facts.detail);
    case KeychainFacts::Access::NoService:
        return keychaintexts::noService(facts.name, facts.detail);
    case KeychainFacts::Access::Silent:
        return keychaintexts::silent(facts.name);
    case KeychainFacts::Access::Unknown:
    case KeychainFacts::Access::Open:
        break;
    }
    return std::nullopt;
}

KeychainStatus statusOf(const KeychainAnswer &answer, const std::string &name)
{
    switch (answer.outcome) {
    case KeychainOutcome::Done:
        return keychaintexts::ready(name);
    case KeychainOutcome::Denied:
        return keychaintexts::locked(name, answer.detail);
    case KeychainOutcome::NoService:
        return keychaintexts::noService(name, answer.detail);
    case KeychainOutcome::NotFound:
    case KeychainOutcome::Failed:
        break;
    }
    return keychaintexts::failing(name, answer.detail);
}

/// Lives in the callbacks that it hands out.
class Probe final : public std::enable_shared_from_this<Probe>
{
public:
    Probe(KeychainBackend &backend, std::function<void(KeychainStatus)> done)
        : m_backend(backend)
        , m_done(std::move(done))
    {
    }

    void begin()
    {
        m_backend.inspect([self = shared_from_this()](const KeychainFacts &facts) {
            self->m_name = facts.name;
            if (auto known = statusOf(facts)) {
                self->m_done(std::move(*known));
            } else {
                self->write();
            }
        });
    }

private:
    void write()
    {
        m_backend.write(m_account, SecretString::copyOf(probeText),
                        [self = shared_from_this()](const KeychainAnswer &answer) {
                            if (answer.outcome == KeychainOutcome::Done) {
                                self->read();
                            } else {
                                self->m_done(statusOf(answer, self->m_name));
                            }
                        });
    }

    void read()
    {
        m_backend.read(m_account, [self = shared_from_this()](KeychainAnswer answer) {
            if (answer.outcome == KeychainOutcome::Done && !answer.secret.matches(probeText)) {
                answer.outcome = KeychainOutcome::Failed;
                answer.detail = "An entry reads differently from how it was written.";
            }
            self->remove(statusOf(answer, self->m_name));
        });
    }

    void remove(KeychainStatus status)
    {
        m_backend.remove(
            m_account,
            [self = shared_from_this(), status = std::move(status)](const KeychainAnswer &answer) {
                const bool isWorse = status.state == KeychainState::Ready
                    && answer.outcome != KeychainOutcome::Done;
                self->m_done(isWorse ? statusOf(answer, self->m_name) : status);
            });
    }

    KeychainBackend &m_backend;
    std::function<void(KeychainStatus)> m_done;
    std::string m_account{probeAccount};
    std::string m_name;
};

} // namespace

void probeKeychain(KeychainBackend &backend, std::function<void(KeychainStatus)> done)
{
    std::make_shared<Probe>(backend, std::move(done))->begin();
}

} // namespace penstock
