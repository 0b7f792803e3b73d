#pragma once

#include "app/demopeople.h"
#include "app/demosimulation.h"
#include "app/demotraffic.h"
#include "base/mailbox.h"
#include "qtglue/qtwaker.h"
#include "upstream/upstreamclient.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <string>
#include <vector>

namespace penstock::app
{

/// What DemoTraffic tells its thread.
struct DemoOrder {
    enum class Work { GoOn = 1, Pause, Stop };

    std::string baseUrl;
    Work work = Work::Stop;
};

/// DemoTraffic's side in its own thread: keeps the rhythm of everybody, and sends.
class DemoCaller final : public QObject
{
public:
    DemoCaller(const DemoSetup &setup, int mostInFlight, std::shared_ptr<DemoCounts> counts);
    ~DemoCaller() override;

    /// For any thread; stays valid after this object.
    [[nodiscard]] std::shared_ptr<Mailbox<DemoOrder>> orders() const { return m_orders; }

private:
    class Call;
    struct Worker {
        DemoPerson person;
        DemoRequest next;
        std::unique_ptr<QTimer> timer;
    };

    void takeOrders();
    void goOn();
    void rest();
    void await(Worker &worker);
    void act(Worker &worker);
    void forgetEnded();

    double m_pace;
    int m_mostInFlight;
    std::shared_ptr<DemoCounts> m_counts;
    std::shared_ptr<const upstream::ConnectionOptions> m_connection;
    std::string m_baseUrl; ///< empty: does nothing
    std::vector<std::unique_ptr<Worker>> m_team;
    upstream::UpstreamClient m_client;
    std::vector<std::unique_ptr<Call>> m_calls;
    QtWaker m_waker;
    std::shared_ptr<Mailbox<DemoOrder>> m_orders;
};

} // namespace penstock::app
