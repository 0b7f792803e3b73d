#pragma once

#include "resilience/account.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace penstock::resilience
{

/// An account of the ledger. Numbers are given in turn and never used again.
using AccountIndex = std::uint32_t;

class AccountBook;

/// What a request would take from one account.
struct Charge {
    AccountIndex account = 0;
    std::int64_t tokens = 0;
    AccountLimits limits;
};

/// Room that was taken in up to four accounts in one step, until it is settled. Move only in
/// spirit: settle it once.
struct Reservation {
    static constexpr std::size_t mostCharges = 4;

    struct Part {
        AccountIndex account = 0;
        std::int64_t tokens = 0;
        DeploymentKind kind = DeploymentKind::Standard;
    };

    std::array<Part, mostCharges> parts{};
    std::size_t count = 0; ///< zero: nothing is reserved
    SteadyTime at;

    [[nodiscard]] bool isEmpty() const { return count == 0; }
};

/// The books of all deployments, instances, quota groups and clients. Knows no names and takes no
/// time of its own; not thread safe. Readings of the clock may come a little out of order: an
/// earlier one counts as the latest that something was booked at.
///
/// A request has at most Reservation::mostCharges charges. Those on the same account add up to one
/// request, with the limits of the first of them.
class Ledger final
{
public:
    Ledger();
    ~Ledger();
    Ledger(Ledger &&) noexcept;
    Ledger &operator=(Ledger &&) noexcept;

    [[nodiscard]] AccountIndex open();
    [[nodiscard]] std::size_t size() const;

    /// Whether all charges fit together. Of several full accounts the one that is full longest
    /// tells until when; one that can never fit speaks first.
    [[nodiscard]] Fit fit(SteadyTime now, std::span<const Charge> charges) const;
    /// Takes the room, whether there is any or not: who asks for it in `advise` mode knows.
    [[nodiscard]] Reservation reserve(SteadyTime now, std::span<const Charge> charges);
    /// Ends a reservation and empties it; nothing when it is empty. `usedTokens` are what it has
    /// really used; nothing for Ending::Throttled and Ending::NotSent.
    void settle(SteadyTime now, Reservation &reservation, Ending ending, std::int64_t usedTokens);

    /// Somebody else uses the same quota: so many tokens less are left than our own book says.
    /// Replaces what was said before; fades when its window has passed.
    void noteForeign(SteadyTime now, AccountIndex account, std::int64_t tokens);

    struct View {
        std::int64_t admitted = 0; ///< what the other side holds against it, in this window
        std::int64_t reserved = 0; ///< part of it that runs just now
        std::int64_t used = 0; ///< really used, in the last 60 s
        std::int64_t requests = 0; ///< admitted in the last 60 s
        int inFlight = 0;
    };
    [[nodiscard]] View view(SteadyTime now, AccountIndex account) const;
    [[nodiscard]] int inFlight(AccountIndex account) const;
    /// What is admitted now, foreign use included; cheap.
    [[nodiscard]] std::int64_t admitted(SteadyTime now, AccountIndex account) const;
    [[nodiscard]] std::int64_t used(SteadyTime now, AccountIndex account) const;
    /// The foreign part of what is admitted.
    [[nodiscard]] std::int64_t foreign(SteadyTime now, AccountIndex account) const;
    /// When the account next lets tokens of ours go by itself: the window of a reserve passes.
    /// `now` while a bucket drains, SteadyTime::max() when it holds none.
    [[nodiscard]] SteadyTime nextRelease(SteadyTime now, AccountIndex account) const;

private:
    [[nodiscard]] SteadyTime inOrder(SteadyTime now) const;

    std::vector<AccountBook> m_accounts;
    SteadyTime m_latest = SteadyTime::min();
};

} // namespace penstock::resilience
