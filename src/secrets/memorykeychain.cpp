#include "secrets/memorykeychain.h"

#include <memory>
#include <utility>

namespace penstock
{

namespace
{

KeychainAnswer plain(KeychainOutcome outcome)
{
    return {.outcome = outcome, .secret = {}, .detail = {}};
}

} // namespace

void MemoryKeychain::setMood(Mood mood)
{
    m_mood = mood;
    if (mood != Mood::Silent && m_held) {
        later(std::exchange(m_held, nullptr));
    }
}

void MemoryKeychain::read(const std::string &account, Answered answered)
{
    later([this, account, answered = std::move(answered)] { answered(readNow(account)); });
}

void MemoryKeychain::write(const std::string &account, SecretString secret, Answered answered)
{
    later([this, account, answered = std::move(answered),
           shared = std::make_shared<SecretString>(std::move(secret))] {
        answered(writeNow(account, *shared));
    });
}

void MemoryKeychain::remove(const std::string &account, Answered answered)
{
    later([this, account, answered = std::move(answered)] { answered(removeNow(account)); });
}

void MemoryKeychain::inspect(Inspected inspected)
{
    later([this, inspected = std::move(inspected)] { inspected(factsNow()); });
}

std::size_t MemoryKeychain::mostBytes() const
{
    // As the strictest of the platforms, so that a demonstration promises nothing.
    return 2560;
}

KeychainAnswer MemoryKeychain::readNow(const std::string &account) const
{
    switch (m_mood) {
    case Mood::NoService:
        return plain(KeychainOutcome::NoService);
    case Mood::Failing:
        return {.outcome = KeychainOutcome::Failed, .secret = {}, .detail = "made to fail"};
    case Mood::Locked:
    case Mood::NoKeyring:
        return plain(KeychainOutcome::NotFound);
    case Mood::Open:
    case Mood::Silent:
        break;
    }
    const auto found = m_entries.find(account);
    if (found == m_entries.end()) {
        return plain(KeychainOutcome::NotFound);
    }
    return {.outcome = KeychainOutcome::Done, .secret = found->second.clone(), .detail = {}};
}

KeychainAnswer MemoryKeychain::writeNow(const std::string &account, const SecretString &secret)
{
    switch (m_mood) {
    case Mood::NoService:
        return plain(KeychainOutcome::NoService);
    case Mood::Failing:
    case Mood::NoKeyring:
        return {.outcome = KeychainOutcome::Failed, .secret = {}, .detail = "made to fail"};
    case Mood::Locked:
        return plain(KeychainOutcome::Denied);
    case Mood::Open:
    case Mood::Silent:
        break;
    }
    m_entries.insert_or_assign(account, secret.clone());
    return plain(KeychainOutcome::Done);
}

KeychainAnswer MemoryKeychain::removeNow(const std::string &account)
{
    if (m_mood == Mood::Locked || m_mood == Mood::NoKeyring) {
        return plain(KeychainOutcome::Done);
    }
    const KeychainAnswer answer = readNow(account);
    if (answer.outcome == KeychainOutcome::Done) {
        m_entries.erase(account);
    }
    return plain(answer.outcome);
}

KeychainFacts MemoryKeychain::factsNow() const
{
    using Access = KeychainFacts::Access;
    KeychainFacts facts{
        .name = "the memory of this program", .access = Access::Unknown, .detail = {}};
    if (m_manner == Manner::Reserved) {
        return facts;
    }
    switch (m_mood) {
    case Mood::Locked:
        facts.access = Access::Locked;
        break;
    case Mood::NoKeyring:
        facts.access = Access::NoKeyring;
        break;
    case Mood::NoService:
        facts.access = Access::NoService;
        break;
    case Mood::Open:
    case Mood::Failing:
    case Mood::Silent:
        facts.access = Access::Open;
        break;
    }
    return facts;
}

void MemoryKeychain::later(std::function<void()> act)
{
    QMetaObject::invokeMethod(
        &m_context,
        [this, act = std::move(act)] {
            if (m_mood == Mood::Silent) {
                m_held = act;
            } else {
                act();
            }
        },
        Qt::QueuedConnection);
}

} // namespace penstock
