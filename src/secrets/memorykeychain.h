#pragma once

#include "secrets/keychainbackend.h"

#include <QObject>

#include <map>
#include <string>

namespace penstock
{

/// A keychain that forgets everything at the end of the program: for demonstrations, for sessions
/// that have no other, and for tests, which can lock it, take it away or have it fall silent.
class MemoryKeychain final : public KeychainBackend
{
public:
    enum class Mood {
        Open = 1,
        Locked, ///< as a real one: entries seem to be missing, and nothing can be written
        NoKeyring,
        NoService,
        Failing,
        Silent, ///< answers nothing until the mood changes
    };

    void setMood(Mood mood);
    /// Whether a look from outside tells about a lock; where not, only trying does.
    enum class Manner { Open = 1, Reserved };
    void setManner(Manner manner) { m_manner = manner; }

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }

    void read(const std::string &account, Answered answered) override;
    void write(const std::string &account, SecretString secret, Answered answered) override;
    void remove(const std::string &account, Answered answered) override;
    void inspect(Inspected inspected) override;
    [[nodiscard]] std::size_t mostBytes() const override;

private:
    [[nodiscard]] KeychainAnswer readNow(const std::string &account) const;
    [[nodiscard]] KeychainAnswer writeNow(const std::string &account, const SecretString &secret);
    [[nodiscard]] KeychainAnswer removeNow(const std::string &account);
    [[nodiscard]] KeychainFacts factsNow() const;
    void later(std::function<void()> act);

    std::map<std::string, SecretString> m_entries;
    Mood m_mood = Mood::Open;
    Manner m_manner = Manner::Open;
    std::function<void()> m_held; ///< what it owes while it is silent
    QObject m_context; ///< with it go the answers that are on their way
};

} // namespace penstock
