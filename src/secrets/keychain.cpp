#include "secrets/keychain.h"

#include "secrets/keychainaccount.h"
#include "secrets/keychainprobe.h"
#include "secrets/keychaintexts.h"

#include <QPointer>
#include <QTimer>

#include <string>
#include <utility>

namespace penstock
{

struct Keychain::Outcome {
    Result<SecretString> result;
    KeychainStatus status;
};

struct Keychain::Operation {
    enum class Kind { Read = 1, Write, Remove, Probe };

    Kind kind = Kind::Probe;
    SecretReference reference;
    SecretString secret; ///< of a write
    QPointer<QObject> receiver;
    std::function<void(Outcome)> done;
    bool isOver = false; ///< its receiver has been told
};

namespace
{

constexpr const char *unknownName = "the keychain";

Result<void> withoutSecret(const Result<SecretString> &result)
{
    return result ? Result<void>{} : Failure(result.error());
}

} // namespace

Keychain::Keychain(std::unique_ptr<KeychainBackend> backend, KeychainDeadlines deadlines,
                   QObject *parent)
    : QObject(parent)
    , m_backend(std::move(backend))
    , m_deadlines(deadlines)
{
    m_status.name = unknownName;
    m_status.message = "Nobody has looked for a keychain yet.";
}

Keychain::~Keychain() = default;

void Keychain::read(const SecretReference &reference, QObject *receiver, ReadDone done)
{
    auto operation = std::make_shared<Operation>();
    operation->kind = Operation::Kind::Read;
    operation->reference = reference;
    operation->receiver = receiver;
    operation->done
        = [done = std::move(done)](Outcome outcome) { done(std::move(outcome.result)); };
    enqueue(operation);
}

void Keychain::write(const SecretReference &reference, SecretString secret, QObject *receiver,
                     Done done)
{
    auto operation = std::make_shared<Operation>();
    operation->kind = Operation::Kind::Write;
    operation->reference = reference;
    operation->secret = std::move(secret);
    operation->receiver = receiver;
    operation->done
        = [done = std::move(done)](const Outcome &outcome) { done(withoutSecret(outcome.result)); };
    enqueue(operation);
}

void Keychain::remove(const SecretReference &reference, QObject *receiver, Done done)
{
    auto operation = std::make_shared<Operation>();
    operation->kind = Operation::Kind::Remove;
    operation->reference = reference;
    operation->receiver = receiver;
    operation->done
        = [done = std::move(done)](const Outcome &outcome) { done(withoutSecret(outcome.result)); };
    enqueue(operation);
}

void Keychain::probe(QObject *receiver, ProbeDone done)
{
    auto operation = std::make_shared<Operation>();
    operation->receiver = receiver;
    operation->done = [done = std::move(done)](const Outcome &outcome) { done(outcome.status); };
    enqueue(operation);
}

void Keychain::enqueue(const Shared &operation)
{
    const bool isProbe = operation->kind == Operation::Kind::Probe;
    // Weak: a key does not stay in memory for as long as its deadline would have been.
    const std::weak_ptr<Operation> weak = operation;
    QTimer::singleShot(isProbe ? m_deadlines.probe : m_deadlines.operation, this, [this, weak] {
        if (const Shared late = weak.lock()) {
            expire(late);
        }
    });
    m_waiting.push_back(operation);
    QMetaObject::invokeMethod(this, &Keychain::startNext, Qt::QueuedConnection);
}

void Keychain::startNext()
{
    while (m_running == nullptr && !m_waiting.empty()) {
        const Shared next = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (!next->isOver && next->receiver != nullptr) {
            start(next);
        }
    }
}

std::string Keychain::objectionTo(const SecretString &secret) const
{
    if (secret.isEmpty()) {
        return "An empty secret cannot be kept; enter one, or remove it.";
    }
    if (secret.reveal().size() > m_backend->mostBytes()) {
        return "The secret is too large for " + m_status.name + ", which keeps at most "
            + std::to_string(m_backend->mostBytes()) + " bytes; keep it in a file instead.";
    }
    return {};
}

void Keychain::start(const Shared &operation)
{
    m_running = operation;
    const SecretReference &reference = operation->reference;
    const bool isProbe = operation->kind == Operation::Kind::Probe;
    if (!isProbe
        && (reference.place != SecretPlace::Keychain || !isKeychainAccount(reference.location))) {
        conclude(operation, {Failure(keychaintexts::badReference(reference)), m_status});
        return;
    }
    const std::weak_ptr<Operation> weak = operation;
    QTimer::singleShot(m_deadlines.notice, this, [this, weak] {
        if (const Shared slow = weak.lock(); slow && slow == m_running && !slow->isOver) {
            Q_EMIT waitsForPerson();
        }
    });
    const auto answered
        = [this, operation](KeychainAnswer answer) { take(operation, std::move(answer)); };
    switch (operation->kind) {
    case Operation::Kind::Read:
        m_backend->read(reference.location, answered);
        break;
    case Operation::Kind::Write:
        if (std::string objection = objectionTo(operation->secret); !objection.empty()) {
            conclude(operation, {fail(ErrorCode::InvalidInput, std::move(objection)), m_status});
            return;
        }
        m_backend->write(reference.location, std::move(operation->secret), answered);
        break;
    case Operation::Kind::Remove:
        m_backend->remove(reference.location, answered);
        break;
    case Operation::Kind::Probe:
        explain(operation, {.outcome = KeychainOutcome::Done, .secret = {}, .detail = {}});
        break;
    }
}

void Keychain::take(const Shared &operation, KeychainAnswer answer)
{
    // A locked keyring says of every entry that it is gone, whether asked to read or to remove it.
    if (answer.outcome != KeychainOutcome::Done || operation->kind == Operation::Kind::Remove) {
        explain(operation, answer);
        return;
    }
    setStatus(keychaintexts::ready(m_status.name));
    conclude(operation, {std::move(answer.secret), m_status});
}

void Keychain::explain(const Shared &operation, const KeychainAnswer &answer)
{
    const bool isGone = answer.outcome == KeychainOutcome::Done
        || (answer.outcome == KeychainOutcome::NotFound
            && operation->kind == Operation::Kind::Remove);
    const bool isMissing = answer.outcome == KeychainOutcome::NotFound;
    probeKeychain(
        *m_backend,
        [this, operation, isGone, isMissing, detail = answer.detail](const KeychainStatus &status) {
            setStatus(status);
            Result<SecretString> result;
            if (status.state != KeychainState::Ready) {
                result = Failure(keychaintexts::notReady(status));
            } else if (!isGone) {
                result = Failure(isMissing ? keychaintexts::missing(operation->reference)
                                           : keychaintexts::failed(status, detail));
            }
            conclude(operation, {std::move(result), status});
        });
}

void Keychain::expire(const Shared &operation)
{
    if (operation->isOver) {
        return;
    }
    operation->secret = {};
    if (operation->kind != Operation::Kind::Probe) {
        deliver(operation,
                {Failure(keychaintexts::noAnswer(m_status.name, m_deadlines.operation)), m_status});
        return;
    }
    // That it is locked says more than that it is silent.
    if (m_status.state != KeychainState::Locked) {
        setStatus(keychaintexts::silent(m_status.name));
    }
    deliver(operation, {Failure(keychaintexts::notReady(m_status)), m_status});
}

void Keychain::conclude(const Shared &operation, Outcome outcome)
{
    m_running.reset();
    deliver(operation, std::move(outcome));
    QMetaObject::invokeMethod(this, &Keychain::startNext, Qt::QueuedConnection);
}

void Keychain::deliver(const Shared &operation, Outcome outcome)
{
    if (operation->isOver) {
        return;
    }
    operation->isOver = true;
    if (operation->receiver == nullptr) {
        return;
    }
    // Queued, so that whoever hears it may do anything, up to deleting this keychain.
    QMetaObject::invokeMethod(
        operation->receiver,
        [done = std::move(operation->done),
         shared = std::make_shared<Outcome>(std::move(outcome))] { done(std::move(*shared)); },
        Qt::QueuedConnection);
}

void Keychain::setStatus(KeychainStatus status)
{
    if (status != m_status) {
        m_status = std::move(status);
        Q_EMIT statusChanged();
    }
}

} // namespace penstock
