#pragma once

#include "base/secretstring.h"

#include <cstddef>
#include <functional>
#include <string>

namespace penstock
{

/// What became of one operation, in words that every keychain shares.
enum class KeychainOutcome {
    Done = 1,
    NotFound, ///< or locked: some keychains cannot say which
    Denied, ///< locked, or a person said no
    NoService,
    Failed,
};

struct KeychainAnswer {
    KeychainOutcome outcome = KeychainOutcome::Failed;
    SecretString secret; ///< of a read
    std::string detail; ///< what the keychain itself said
};

/// What can be seen from outside, without a prompt.
struct KeychainFacts {
    enum class Access {
        Unknown = 1, ///< only trying tells
        Open,
        Locked,
        NoKeyring, ///< the service is there, but has nothing to keep entries in
        NoService,
        Silent, ///< it is there and does not answer
    };

    std::string name; ///< for people
    Access access = Access::Unknown;
    std::string detail;
};

/// One keychain of a platform. Asynchronous: it answers later, from the event loop of its thread,
/// or never; not once it is gone. Asked for one thing at a time.
class KeychainBackend
{
public:
    using Answered = std::function<void(KeychainAnswer)>;
    using Inspected = std::function<void(KeychainFacts)>;

    virtual ~KeychainBackend() = default;
    KeychainBackend(const KeychainBackend &) = delete;
    KeychainBackend &operator=(const KeychainBackend &) = delete;

    virtual void read(const std::string &account, Answered answered) = 0;
    virtual void write(const std::string &account, SecretString secret, Answered answered) = 0;
    virtual void remove(const std::string &account, Answered answered) = 0;
    virtual void inspect(Inspected inspected) = 0;

    /// The largest secret that it takes.
    [[nodiscard]] virtual std::size_t mostBytes() const = 0;

protected:
    KeychainBackend() = default;
};

} // namespace penstock
