#include "simulator/replyplayer.h"

#include <utility>

namespace penstock::simulator
{

ReplyPlayer::ReplyPlayer(std::shared_ptr<SimulatedInstance> instance, Reply reply,
                         std::unique_ptr<http::HttpExchange> exchange, QObject *parent)
    : QObject(parent)
    , m_instance(std::move(instance))
    , m_reply(std::move(reply))
    , m_exchange(std::move(exchange))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &ReplyPlayer::go);
    connect(m_exchange.get(), &http::HttpExchange::drained, this, &ReplyPlayer::go);
    connect(m_exchange.get(), &http::HttpExchange::closed, this, [this] {
        m_timer.stop();
        account(CallEnd::Cancelled);
        deleteLater();
    });
}

ReplyPlayer::~ReplyPlayer()
{
    account(CallEnd::Cancelled);
}

void ReplyPlayer::start()
{
    go();
}

bool ReplyPlayer::takesTime(Duration pause)
{
    if (std::exchange(m_hasWaited, true)) {
        return false;
    }
    m_owed += pause;
    const auto whole = std::chrono::floor<std::chrono::milliseconds>(m_owed);
    if (whole.count() < 1) {
        return false;
    }
    m_owed -= whole;
    m_timer.start(whole);
    return true;
}

void ReplyPlayer::go()
{
    if (m_timer.isActive() || m_isAccounted) {
        return; // drained, while the time for more has not come
    }
    if (m_next == 0) {
        if (takesTime(m_reply.pause)) {
            return;
        }
        m_hasWaited = false;
        ++m_next;
        if (m_reply.hasHead) {
            m_exchange->begin({.status = m_reply.status,
                               .fields = std::move(m_reply.fields),
                               .contentLength = m_reply.contentLength});
        }
    }
    while (m_next <= m_reply.parts.size()) {
        const ReplyPart &part = m_reply.parts[m_next - 1];
        if (m_exchange->isFull()) {
            return;
        }
        if (takesTime(part.pause)) {
            m_exchange->flush();
            return;
        }
        m_hasWaited = false;
        ++m_next;
        sendPart(part);
    }
    sendEnd();
}

void ReplyPlayer::sendPart(const ReplyPart &part)
{
    if (part.framing == PartFraming::Raw) {
        m_exchange->writeUnframed(part.bytes);
    } else {
        m_exchange->write(part.bytes);
    }
    m_tokensSent += part.tokens;
}

void ReplyPlayer::sendEnd()
{
    if (m_reply.hasHead) {
        m_exchange->flush();
    }
    switch (m_reply.end) {
    case ReplyEnd::Silent:
        return; // until the client has had enough
    case ReplyEnd::Finished:
        account(CallEnd::Answered);
        m_exchange->finish();
        break;
    case ReplyEnd::Cut:
        account(CallEnd::Answered);
        m_exchange->abort();
        break;
    case ReplyEnd::Reset:
        account(CallEnd::Answered);
        m_exchange->reset();
        break;
    }
    deleteLater();
}

void ReplyPlayer::account(CallEnd end)
{
    if (!std::exchange(m_isAccounted, true)) {
        m_instance->ended(m_reply, end, m_tokensSent);
    }
}

} // namespace penstock::simulator
