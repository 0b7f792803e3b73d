#pragma once

#include "routingbench.h"

#include <map>
#include <string>
#include <vector>

namespace penstock::test
{

/// One control and everything that happens to it by chance, with books of its own beside it.
class ControlWorld final
{
public:
    explicit ControlWorld(SeededRandom &random);

    void step();
    /// All that runs comes to its end, and all that waits.
    void finish();

private:
    /// What was let in at one level: a deployment, an instance, a group or a client.
    struct Account {
        struct Entry {
            SteadyTime at;
            std::int64_t tokens = 0;
            std::uint64_t request = 0;
        };

        std::int64_t tpm = 0;
        std::int64_t rpm = 0;
        std::vector<Entry> entries;
    };
    struct Running {
        routing::Admission admission;
        routing::RequestFacts facts;
        std::uint64_t request = 0;
    };
    struct Waiting {
        routing::WaitId id = 0;
        routing::RequestFacts facts;
    };

    void advance();
    void ask(const routing::RequestFacts &facts, routing::Trail trail);
    void answerOne();
    void leaveOne();
    void orderSomething();

    [[nodiscard]] routing::RequestFacts someFacts();
    void started(const routing::Admission &admission, const routing::RequestFacts &facts);
    void settled(std::uint64_t request, resilience::Ending ending);
    void takeGrants();
    void checkLimits(const std::string &name, Account &account) const;
    void checkWaiting();
    /// Breakers move along the drawn edges only.
    void checkEdges(bool isOrder);
    [[nodiscard]] std::vector<Account *> accountsOf(const routing::Admission &admission,
                                                    const routing::RequestFacts &facts);

    SeededRandom &m_random;
    ControlBench m_bench;
    std::map<std::string, Account> m_accounts;
    std::vector<Running> m_running;
    std::vector<Waiting> m_waiting;
    std::size_t m_grantsSeen = 0;
    std::uint64_t m_requests = 0;
    std::map<std::string, InstanceState> m_states; ///< of targets, as last seen
};

} // namespace penstock::test
