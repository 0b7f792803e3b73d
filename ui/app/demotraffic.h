#pragma once

#include "app/demosimulation.h"
#include "base/mailbox.h"
#include "qtglue/eventthread.h"

#include <QObject>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace penstock::service
{
class Gateway;
}

namespace penstock::app
{

class DemoCaller;
struct DemoOrder;

/// Readable from any thread.
struct DemoCounts {
    std::atomic<std::uint64_t> sent{0};
    std::atomic<std::uint64_t> answered{0}; ///< with 200, to the end
    std::atomic<std::uint64_t> failed{0}; ///< what was broken off by us is neither
    std::atomic<std::uint64_t> heldBack{0}; ///< too many were under way
    std::atomic<int> inFlight{0};
};

/// The team of the demonstration at work, through the gateway like anybody else, in a thread of its
/// own.
class DemoTraffic final : public QObject
{
    Q_OBJECT

public:
    static constexpr int mostInFlight = 12;

    explicit DemoTraffic(const DemoSetup &setup, QObject *parent = nullptr);
    ~DemoTraffic() override;

    /// Works while the gateway runs. One at a time; `gateway` may go first.
    void follow(service::Gateway &gateway);

    /// "http://127.0.0.1:3010/v1"; goes on there when it works elsewhere already.
    void workAt(std::string baseUrl);
    /// Nothing new; what is under way may end.
    void pause();
    /// Breaks off what is under way, too.
    void stop();

    [[nodiscard]] const DemoCounts &counts() const { return *m_counts; }

private:
    std::shared_ptr<DemoCounts> m_counts;
    EventThread m_thread;
    std::unique_ptr<DemoCaller> m_caller; ///< lives in the thread
    std::shared_ptr<Mailbox<DemoOrder>> m_orders;
};

} // namespace penstock::app
