#include "resilience/ledger.h"

#include "resilience/accountbook.h"

#include <algorithm>
#include <cassert>

namespace penstock::resilience
{

namespace
{

/// More than any model reads. A client may ask for anything, and sums of it must not overflow.
constexpr std::int64_t mostTokens = 1'000'000'000'000;

std::int64_t sane(std::int64_t tokens)
{
    return std::clamp<std::int64_t>(tokens, 0, mostTokens);
}

/// What all charges together take from the account of `charges[index]`; nothing when an earlier one
/// has the same account, which then speaks for this one too.
std::optional<std::int64_t> tokensTogether(std::span<const Charge> charges, std::size_t index)
{
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < charges.size(); ++i) {
        if (charges[i].account == charges[index].account) {
            if (i < index) {
                return std::nullopt;
            }
            sum += sane(charges[i].tokens);
        }
    }
    return sum;
}

} // namespace

Ledger::Ledger() = default;
Ledger::~Ledger() = default;
Ledger::Ledger(Ledger &&) noexcept = default;
Ledger &Ledger::operator=(Ledger &&) noexcept = default;

AccountIndex Ledger::open()
{
    m_accounts.emplace_back();
    return static_cast<AccountIndex>(m_accounts.size() - 1);
}

std::size_t Ledger::size() const
{
    return m_accounts.size();
}

Fit Ledger::fit(SteadyTime now, std::span<const Charge> charges) const
{
    assert(charges.size() <= Reservation::mostCharges);
    const SteadyTime moment = inOrder(now);
    Fit result;
    for (std::size_t i = 0; i < charges.size(); ++i) {
        if (const auto tokens = tokensTogether(charges, i)) {
            const AccountBook &book = m_accounts[charges[i].account];
            result = decisive(result, book.fit(moment, *tokens, charges[i].limits));
        }
    }
    return result;
}

Reservation Ledger::reserve(SteadyTime now, std::span<const Charge> charges)
{
    assert(charges.size() <= Reservation::mostCharges);
    m_latest = inOrder(now);
    Reservation reservation;
    reservation.at = m_latest;
    for (std::size_t i = 0; i < std::min(charges.size(), Reservation::mostCharges); ++i) {
        if (const auto tokens = tokensTogether(charges, i)) {
            const AccountIndex account = charges[i].account;
            const DeploymentKind kind
                = m_accounts[account].reserve(m_latest, *tokens, charges[i].limits);
            reservation.parts[reservation.count++] = {account, *tokens, kind};
        }
    }
    return reservation;
}

void Ledger::settle(SteadyTime now, Reservation &reservation, Ending ending,
                    std::int64_t usedTokens)
{
    m_latest = inOrder(now);
    for (const Reservation::Part &part : std::span(reservation.parts).first(reservation.count)) {
        const AccountBook::Booked booked{reservation.at, part.tokens, part.kind};
        m_accounts[part.account].settle(m_latest, booked, ending, sane(usedTokens));
    }
    reservation = Reservation{};
}

void Ledger::noteForeign(SteadyTime now, AccountIndex account, std::int64_t tokens)
{
    m_accounts[account].noteForeign(inOrder(now), sane(tokens));
}

Ledger::View Ledger::view(SteadyTime now, AccountIndex account) const
{
    const SteadyTime moment = inOrder(now);
    const AccountBook &book = m_accounts[account];
    View view;
    view.admitted = book.admitted(moment);
    // Of an answer that takes longer than the window the other side has forgotten the start.
    view.reserved = std::min(view.admitted, book.inFlightTokens());
    view.used = book.used(moment);
    view.requests = book.requests(moment);
    view.inFlight = book.inFlight();
    return view;
}

int Ledger::inFlight(AccountIndex account) const
{
    return m_accounts[account].inFlight();
}

std::int64_t Ledger::admitted(SteadyTime now, AccountIndex account) const
{
    return m_accounts[account].admitted(inOrder(now));
}

std::int64_t Ledger::used(SteadyTime now, AccountIndex account) const
{
    return m_accounts[account].used(inOrder(now));
}

std::int64_t Ledger::foreign(SteadyTime now, AccountIndex account) const
{
    return m_accounts[account].foreign(inOrder(now));
}

SteadyTime Ledger::nextRelease(SteadyTime now, AccountIndex account) const
{
    return m_accounts[account].nextRelease(inOrder(now));
}

SteadyTime Ledger::inOrder(SteadyTime now) const
{
    return std::max(now, m_latest);
}

} // namespace penstock::resilience
