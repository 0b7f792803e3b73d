#pragma once

#include "base/result.h"
#include "base/secretstring.h"
#include "domain/secretreference.h"
#include "secrets/keychainbackend.h"
#include "secrets/keychainstatus.h"

#include <QObject>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>

namespace penstock
{

struct KeychainDeadlines {
    std::chrono::milliseconds probe{5000};
    std::chrono::milliseconds operation{30000}; ///< a person may have to unlock it meanwhile
    std::chrono::milliseconds notice{1500}; ///< after this somebody is told that it waits
};

/// The keychain of the person at the screen. Lives in the GUI thread and never blocks it.
///
/// Every call ends in exactly one call of `done`, later and from the event loop, for as long as
/// `receiver` lives; with its end nothing is heard any more, and what has not begun does not begin.
/// A keychain does one thing at a time, in the order of the calls.
class Keychain final : public QObject
{
    Q_OBJECT

public:
    using ReadDone = std::function<void(Result<SecretString>)>;
    using Done = std::function<void(Result<void>)>;
    using ProbeDone = std::function<void(const KeychainStatus &)>;

    explicit Keychain(std::unique_ptr<KeychainBackend> backend, KeychainDeadlines deadlines = {},
                      QObject *parent = nullptr);
    ~Keychain() override;

    /// NotFound only when the keychain is open and has no such entry.
    void read(const SecretReference &reference, QObject *receiver, ReadDone done);
    void write(const SecretReference &reference, SecretString secret, QObject *receiver, Done done);
    /// Succeeds when there is no such entry any more, and only then.
    void remove(const SecretReference &reference, QObject *receiver, Done done);
    void probe(QObject *receiver, ProbeDone done);

    /// What was last seen of it.
    [[nodiscard]] const KeychainStatus &status() const { return m_status; }

Q_SIGNALS:
    void statusChanged();
    /// Something takes long: most likely the keyring is waiting to be unlocked.
    void waitsForPerson();

private:
    struct Operation;
    struct Outcome;
    using Shared = std::shared_ptr<Operation>;

    void enqueue(const Shared &operation);
    void startNext();
    void start(const Shared &operation);
    void take(const Shared &operation, KeychainAnswer answer);
    void explain(const Shared &operation, const KeychainAnswer &answer);
    void expire(const Shared &operation);
    void conclude(const Shared &operation, Outcome outcome);
    void deliver(const Shared &operation, Outcome outcome);
    void setStatus(KeychainStatus status);
    [[nodiscard]] std::string objectionTo(const SecretString &secret) const;

    std::unique_ptr<KeychainBackend> m_backend;
    KeychainDeadlines m_deadlines;
    KeychainStatus m_status;
    std::deque<Shared> m_waiting;
    Shared m_running; ///< until the backend has answered, however late
};

} // namespace penstock
