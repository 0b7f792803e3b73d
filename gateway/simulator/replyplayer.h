#pragma once

#include "http/httpexchange.h"
#include "simulator/reply.h"
#include "simulator/simulatedinstance.h"

#include <QObject>
#include <QTimer>

#include <cstddef>
#include <memory>

namespace penstock::simulator
{

/// Sends one reply as it is planned, in its own time. Deletes itself when it is over.
class ReplyPlayer final : public QObject
{
    Q_OBJECT

public:
    ReplyPlayer(std::shared_ptr<SimulatedInstance> instance, Reply reply,
                std::unique_ptr<http::HttpExchange> exchange, QObject *parent);
    ~ReplyPlayer() override;

    void start();

private:
    void go();
    /// True when it is to be waited for.
    [[nodiscard]] bool takesTime(Duration pause);
    void sendPart(const ReplyPart &part);
    void sendEnd();
    void account(CallEnd end);

    std::shared_ptr<SimulatedInstance> m_instance;
    Reply m_reply;
    std::unique_ptr<http::HttpExchange> m_exchange;
    QTimer m_timer;
    Duration m_owed{}; ///< pauses too short for a timer
    std::size_t m_next = 0; ///< 0 is the head, then come the parts
    bool m_hasWaited = false; ///< for what is next
    bool m_isAccounted = false;
    std::int64_t m_tokensSent = 0;
};

} // namespace penstock::simulator
