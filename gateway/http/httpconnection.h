#pragma once

#include "http/connectioncontext.h"
#include "http/httpexchange.h"
#include "http/requestintake.h"
#include "http/stallwatch.h"

#include <QObject>
#include <QTcpSocket>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::http
{

class GuardSocket;

/// Keeps the place of a responder of Qt's server for as long as an answer takes.
using ResponderToken = std::shared_ptr<void>;

/// One client's connection: the real socket, what it may do and until when, and the way that its
/// bytes take to a request and an answer back. Lives inside the GuardSocket that Qt's server sees.
class HttpConnection final : public QObject
{
    Q_OBJECT

public:
    HttpConnection(std::unique_ptr<QTcpSocket> socket, Transport transport, Counted counted,
                   ConnectionContext &context, GuardSocket &guard);
    ~HttpConnection() override;

    /// Qt's server has passed the request on that the guard has offered to it.
    void enter(ResponderToken token);

    /// Enforces the deadlines; to be called now and then.
    void sweep(SteadyTime now);
    /// No further request after the one under way.
    void drain();
    /// Tells the client that there is no room, without listening to it.
    void turnAway();
    void abort();

    /// Since when it waits for a request; nothing when it does something.
    [[nodiscard]] std::optional<SteadyTime> idleSince() const;

    // For the exchange.
    [[nodiscard]] bool closesAfterAnswer() const { return m_closesAfterAnswer; }
    [[nodiscard]] std::int64_t bufferedBytes() const;
    /// Whether more waits to be sent than should; if so, the exchange hears when it is less.
    [[nodiscard]] bool watchIfFull();
    void send(std::string_view bytes);
    /// The end of an answer, which may leave together with others.
    void sendLast(std::string_view bytes);
    void exchangeFinished(std::string_view lastBytes, ConnectionFate fate);
    void exchangeAborted();
    /// From now on an end is a reset.
    void resetOnAbort();

    // For the batch, which has let go of the connection.
    void sendHeld();

    // For the registry.
    [[nodiscard]] std::size_t place() const { return m_place; }
    void setPlace(std::size_t place) { m_place = place; }

private:
    enum class Phase {
        Handshake, ///< TLS
        Idle, ///< between requests
        Head,
        Body,
        Serving, ///< a handler has the request
        Closing, ///< what was written still has to leave
        Lingering, ///< so that our last words are not lost to a reset over unread input
        Closed,
    };

    void watchSocket();
    void encrypted();
    void enterPhase(Phase phase, Duration most);

    [[nodiscard]] bool takesInput() const;
    void readInput();
    void stashInput();
    void discardInput();
    void payForInput();
    [[nodiscard]] std::size_t feed(std::string_view input);
    void followIntake();
    void serve();
    void becomeIdle();
    void readLater();

    void sendEarly(const EarlyAnswer &answer, const AnswerContext &context);
    void answerEarly(const EarlyAnswer &answer);
    void refuse(const EarlyAnswer &answer);
    void close();
    void linger();
    void stopWriting();

    void flushHeld();
    void dropHeld();
    void bytesLeft();
    void notifyDrained();
    void socketLost();
    void lost();

    ConnectionContext &m_context;
    GuardSocket &m_guard;
    std::unique_ptr<QTcpSocket> m_socket;
    Counted m_counted;
    std::shared_ptr<const HttpPolicy> m_policy; ///< as it was when the connection came
    RequestIntake m_intake;
    Peer m_peer;
    std::size_t m_place = 0;

    Phase m_phase = Phase::Idle;
    SteadyTime m_phaseBegun;
    Duration m_patience{};
    SteadyTime m_deadline;
    bool m_closesAfterAnswer = false;
    bool m_hasStoppedWriting = false;
    std::size_t m_lingeredBytes = 0;

    std::string m_stash; ///< input that nobody could take yet
    BudgetShare m_inputShare; ///< for the stash and for an unfinished head
    bool m_isReading = false;

    HttpExchange *m_exchange = nullptr;
    ResponderToken m_token;
    Counted m_inFlight;

    std::string m_held; ///< the end of an answer that leaves with the batch
    bool m_isSending = false;
    bool m_waitsForDrain = false;
    bool m_hasGone = false; ///< found out while sending, and not yet told to anybody
    StallWatch m_stallWatch;
};

} // namespace penstock::http
