#include "http/httpconnection.h"

#include "base/text.h"
#include "http/clientsocket.h"
#include "http/guardproblems.h"
#include "http/guardsocket.h"
#include "http/socketcalls.h"

#include <QSslSocket>

#include <algorithm>
#include <array>
#include <utility>

namespace penstock::http
{

namespace
{

constexpr std::size_t mostStashedBytes = std::size_t{64} << 10;
constexpr qint64 mostBufferedInput = qint64{64} << 10;
// Enough for a body that is somewhat too large to be swallowed, so that its sender reads why.
constexpr std::size_t mostLingeredBytes = std::size_t{32} << 20;
constexpr std::chrono::seconds lingering(1);

// One buffer for all connections of a thread: nothing is kept in it from one event to the next.
std::array<char, 65536> &inputBuffer()
{
    static thread_local std::array<char, 65536> buffer;
    return buffer;
}

} // namespace

HttpConnection::HttpConnection(std::unique_ptr<QTcpSocket> socket, Transport transport,
                               Counted counted, ConnectionContext &context, GuardSocket &guard)
    : m_context(context)
    , m_guard(guard)
    , m_socket(std::move(socket))
    , m_counted(std::move(counted))
    , m_policy(context.policy)
    , m_intake(context, m_policy)
    , m_peer(peerOf(*m_socket, transport))
    , m_inputShare(context.load->input)
    , m_stallWatch(context.clock->steadyNow())
{
    m_context.registry.add(*this);
    enterPhase(transport == Transport::Tls ? Phase::Handshake : Phase::Idle,
               transport == Transport::Tls ? m_policy->limits.head : m_policy->limits.keepAlive);
    watchSocket();
}

HttpConnection::~HttpConnection()
{
    m_socket->disconnect(this);
    dropHeld();
    m_phase = Phase::Closed;
    m_context.registry.remove(*this);
    if (m_exchange != nullptr) {
        std::exchange(m_exchange, nullptr)->connectionLost();
    }
}

void HttpConnection::watchSocket()
{
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->setReadBufferSize(mostBufferedInput);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &HttpConnection::readInput);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, [this](qint64 bytes) {
        m_stallWatch.bytesSent(static_cast<std::uint64_t>(bytes));
        bytesLeft();
    });
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &HttpConnection::socketLost);
    if (auto *const secure = qobject_cast<QSslSocket *>(m_socket.get())) {
        connect(secure, &QSslSocket::encrypted, this, &HttpConnection::encrypted);
        connect(secure, &QSslSocket::encryptedBytesWritten, this, [this](qint64 bytes) {
            m_stallWatch.bytesSent(static_cast<std::uint64_t>(bytes));
            bytesLeft();
        });
    }
}

void HttpConnection::encrypted()
{
    if (m_phase != Phase::Handshake) {
        return;
    }
    if (m_closesAfterAnswer) {
        close();
    } else {
        becomeIdle();
    }
}

void HttpConnection::enterPhase(Phase phase, Duration most)
{
    m_phase = phase;
    m_phaseBegun = m_context.clock->steadyNow();
    m_patience = most;
    m_deadline = m_phaseBegun + most;
}

bool HttpConnection::takesInput() const
{
    if (m_phase == Phase::Idle) {
        // Who does not read answers may not ask for more of them.
        return !m_hasGone && bufferedBytes() < m_context.highWater();
    }
    return m_phase == Phase::Head || m_phase == Phase::Body;
}

void HttpConnection::readInput()
{
    if (m_isReading) {
        return;
    }
    m_isReading = true;
    bool advances = true;
    while (advances && takesInput()) {
        auto &buffer = inputBuffer();
        const qint64 size = m_socket->read(buffer.data(), static_cast<qint64>(buffer.size()));
        const std::string_view fresh(buffer.data(),
                                     static_cast<std::size_t>(std::max<qint64>(size, 0)));
        if (m_stash.empty()) {
            m_stash = fresh.substr(feed(fresh));
            advances = !fresh.empty();
        } else {
            const std::string input = std::exchange(m_stash, {}).append(fresh);
            const std::size_t consumed = feed(input);
            m_stash = input.substr(consumed);
            advances = !fresh.empty() || consumed > 0;
        }
    }
    m_isReading = false;
    if (m_phase == Phase::Serving) {
        stashInput();
    } else if (m_phase == Phase::Closing || m_phase == Phase::Lingering) {
        discardInput();
    } else if (m_phase == Phase::Closed) {
        letGo(m_stash);
    }
    payForInput();
}

void HttpConnection::payForInput()
{
    if (m_inputShare.resize(m_stash.size() + m_intake.heldBytes())) {
        return;
    }
    if (m_phase == Phase::Head) {
        refuse(earlyAnswer(tooMuchInput()));
    } else {
        abort();
    }
}

// Reading goes on while an answer is made, because it is how a hang-up is noticed. Who sends that
// much ahead does not read our answers.
void HttpConnection::stashInput()
{
    while (m_socket->bytesAvailable() > 0) {
        if (m_stash.size() >= mostStashedBytes) {
            abort();
            return;
        }
        auto &buffer = inputBuffer();
        const qint64 size
            = m_socket->read(buffer.data(), static_cast<qint64>(mostStashedBytes - m_stash.size()));
        if (size <= 0) {
            return;
        }
        m_stash.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

void HttpConnection::discardInput()
{
    letGo(m_stash);
    auto &buffer = inputBuffer();
    for (qint64 size = 1; size > 0;) {
        size = m_socket->read(buffer.data(), static_cast<qint64>(buffer.size()));
        m_lingeredBytes += static_cast<std::size_t>(std::max<qint64>(size, 0));
    }
    if (m_lingeredBytes > mostLingeredBytes) {
        abort();
    }
}

std::size_t HttpConnection::feed(std::string_view input)
{
    std::size_t consumed = 0;
    while (takesInput()) {
        const RequestIntake::Step step = m_intake.next(input.substr(consumed), m_peer);
        consumed += step.consumed;
        switch (step.progress) {
        case RequestIntake::Progress::NeedsMore:
            followIntake();
            return consumed;
        case RequestIntake::Progress::Advanced:
            followIntake();
            break;
        case RequestIntake::Progress::WantsContinue:
            followIntake();
            // A client that has begun to send needs no invitation.
            if (consumed == input.size()) {
                send("HTTP/1.1 100 Continue\r\n\r\n");
            }
            break;
        case RequestIntake::Progress::Request:
            serve();
            break;
        case RequestIntake::Progress::EarlyAnswer:
            answerEarly(m_intake.takeAnswer());
            break;
        case RequestIntake::Progress::Refusal:
            refuse(m_intake.takeAnswer());
            break;
        }
    }
    return consumed;
}

// Which deadline runs is a matter of how far the request has come.
void HttpConnection::followIntake()
{
    if (m_intake.isInBody()) {
        enterPhase(Phase::Body, m_policy->limits.bodyIdle);
    } else if (m_phase == Phase::Idle && m_intake.isInside()) {
        enterPhase(Phase::Head, m_policy->limits.head);
    }
}

void HttpConnection::serve()
{
    enterPhase(Phase::Serving, {});
    m_inFlight = m_intake.takePlace();
    m_guard.offerRequest();
    if (m_token == nullptr && m_exchange == nullptr && m_phase == Phase::Serving) {
        refuse(earlyAnswer(lostRequest()));
    }
}

void HttpConnection::enter(ResponderToken token)
{
    m_token = std::move(token);
    AnswerContext context = m_intake.answerContext();
    if (m_closesAfterAnswer) {
        context.fate = ConnectionFate::Closes;
    }
    auto exchange = std::make_unique<HttpExchange>(*this, context, m_intake.answerFields());
    m_exchange = exchange.get();
    m_context.handler->handle(m_intake.takeRequest(), std::move(exchange));
}

void HttpConnection::exchangeFinished(std::string_view lastBytes, ConnectionFate fate)
{
    m_exchange = nullptr;
    m_waitsForDrain = false;
    if (!lastBytes.empty()) {
        send(lastBytes);
    }
    m_token.reset();
    m_inFlight.release();
    if (m_phase != Phase::Serving) {
        return; // lost while it sent, or cut
    }
    if (fate == ConnectionFate::Closes || m_closesAfterAnswer) {
        close();
    } else {
        becomeIdle();
    }
}

void HttpConnection::resetOnAbort()
{
    resetOnClose(m_socket->socketDescriptor());
}

void HttpConnection::exchangeAborted()
{
    m_exchange = nullptr;
    abort();
}

void HttpConnection::becomeIdle()
{
    enterPhase(Phase::Idle, m_policy->limits.keepAlive);
    readLater();
}

void HttpConnection::readLater()
{
    // What came in the meantime gets its turn from the event loop, after whoever is on the stack.
    if (!m_isReading && (!m_stash.empty() || m_socket->bytesAvailable() > 0)) {
        QMetaObject::invokeMethod(this, &HttpConnection::readInput, Qt::QueuedConnection);
    }
}

void HttpConnection::sendEarly(const EarlyAnswer &answer, const AnswerContext &context)
{
    send(toText(answer, m_intake.answerFields(), context));
}

void HttpConnection::answerEarly(const EarlyAnswer &answer)
{
    AnswerContext context = m_intake.answerContext();
    if (m_closesAfterAnswer) {
        context.fate = ConnectionFate::Closes;
    }
    sendEarly(answer, context);
    if (context.fate == ConnectionFate::Closes) {
        close();
    } else {
        becomeIdle();
    }
}

void HttpConnection::refuse(const EarlyAnswer &answer)
{
    m_intake.nameRequest();
    m_intake.drop();
    AnswerContext context = m_intake.answerContext();
    context.fate = ConnectionFate::Closes;
    sendEarly(answer, context);
    linger();
}

void HttpConnection::close()
{
    flushHeld();
    // Closing over unread input resets the connection, and with it the answer on its way.
    if (!m_stash.empty() || m_socket->bytesAvailable() > 0) {
        linger();
        return;
    }
    // Waits for the bytes to leave. A client that does not take them is given up in time.
    enterPhase(Phase::Closing, m_policy->limits.stalledClient);
    m_socket->disconnectFromHost();
}

void HttpConnection::linger()
{
    flushHeld();
    letGo(m_stash);
    enterPhase(Phase::Lingering, lingering);
    stopWriting();
}

void HttpConnection::stopWriting()
{
    if (m_phase == Phase::Lingering && !m_hasStoppedWriting && bufferedBytes() == 0) {
        m_hasStoppedWriting = true;
        shutdownWriting(m_socket->socketDescriptor());
    }
}

void HttpConnection::turnAway()
{
    refuse(earlyAnswer(tooManyConnections()));
}

void HttpConnection::drain()
{
    m_closesAfterAnswer = true;
    if (m_phase == Phase::Idle && m_stash.empty()) {
        close();
    }
}

void HttpConnection::abort()
{
    m_socket->abort();
    // Qt says nothing about a socket that was not connected any more.
    lost();
}

std::optional<SteadyTime> HttpConnection::idleSince() const
{
    return m_phase == Phase::Idle && bufferedBytes() == 0 ? std::optional(m_phaseBegun)
                                                          : std::nullopt;
}

void HttpConnection::socketLost()
{
    // Whoever is writing must not hear of it from inside the call.
    if (m_isSending) {
        m_hasGone = true;
        QMetaObject::invokeMethod(this, &HttpConnection::lost, Qt::QueuedConnection);
    } else {
        lost();
    }
}

void HttpConnection::lost()
{
    if (m_phase == Phase::Closed) {
        return;
    }
    m_phase = Phase::Closed;
    dropHeld();
    m_intake.drop();
    letGo(m_stash);
    (void)m_inputShare.resize(0);
    m_inFlight.release();
    m_token.reset();
    if (m_exchange != nullptr) {
        std::exchange(m_exchange, nullptr)->connectionLost();
    }
    m_guard.connectionLost();
}

void HttpConnection::sweep(SteadyTime now)
{
    if (m_phase == Phase::Closed) {
        return;
    }
    const std::int64_t unsent = bufferedBytes();
    if (m_stallWatch.isStalled(now, unsent, m_policy->limits.stalledClient)) {
        abort();
        return;
    }
    // An answer that the client is still reading has not ended for it.
    if (unsent > 0
        && (m_phase == Phase::Idle || m_phase == Phase::Closing || m_phase == Phase::Lingering)) {
        m_deadline = now + m_patience;
    }
    if (m_phase == Phase::Serving || now < m_deadline) {
        return;
    }
    switch (m_phase) {
    case Phase::Head:
        refuse(earlyAnswer(timedOut("the head")));
        break;
    case Phase::Body:
        refuse(earlyAnswer(timedOut("more of the body")));
        break;
    default:
        abort();
        break;
    }
}

} // namespace penstock::http
