#pragma once

#include <QTimer>

#include <deque>

namespace penstock::http
{

class HttpConnection;

/// The answers of one worker that are ready. The first of a turn of the event loop leaves at once,
/// and those that follow wait for the end of the turn: to wake a client costs the sender more than
/// most answers, and one that is getting others is awake.
class SendBatch final
{
public:
    SendBatch();

    /// False for the first of a turn. True: `connection` keeps its bytes until its sendHeld() is
    /// called.
    [[nodiscard]] bool hold(HttpConnection &connection);
    void remove(HttpConnection &connection);

private:
    void send();

    QTimer m_endOfTurn;
    std::deque<HttpConnection *> m_waiting;
};

} // namespace penstock::http
