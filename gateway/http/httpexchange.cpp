#include "http/httpexchange.h"

#include "http/httpconnection.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace penstock::http
{

namespace
{

void addChunk(std::string &text, std::string_view bytes)
{
    std::array<char, 16> size{};
    const auto [end, problem]
        = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16);
    text.append(size.data(), end);
    text += "\r\n";
    text += bytes;
    text += "\r\n";
}

} // namespace

HttpExchange::HttpExchange(HttpConnection &connection, AnswerContext context,
                           wire::HeaderFields fields)
    : m_connection(&connection)
    , m_context(context)
    , m_fields(std::move(fields))
{
}

HttpExchange::~HttpExchange()
{
    abort();
}

void HttpExchange::begin(AnswerHead head)
{
    Q_ASSERT(m_state == State::Idle || m_state == State::Closed);
    if (m_connection == nullptr) {
        return;
    }
    m_framing = framingOf(head, m_context);
    if (m_framing == AnswerFraming::UntilClose || m_connection->closesAfterAnswer()) {
        m_context.fate = ConnectionFate::Closes;
    }
    m_left = head.contentLength.value_or(0);
    m_headText = toText(head, m_fields, m_context);
    m_state = State::HeadersSent;
}

void HttpExchange::flush()
{
    if (m_state == State::HeadersSent && !m_headText.empty()) {
        m_connection->send(std::exchange(m_headText, {}));
    }
}

void HttpExchange::write(std::string_view bytes)
{
    Q_ASSERT(m_state != State::Idle && m_state != State::Finished);
    if (m_connection == nullptr || bytes.empty()) {
        return;
    }
    std::string text;
    startText(text);
    addBody(text, bytes);
    m_state = State::Streaming;
    if (text.empty()) {
        return; // more than was promised
    }
    if (m_framing == AnswerFraming::Length && m_left == 0) {
        m_connection->sendLast(text);
    } else {
        m_connection->send(text);
    }
}

void HttpExchange::finish()
{
    Q_ASSERT(m_state != State::Idle && m_state != State::Finished);
    if (m_connection == nullptr) {
        return;
    }
    std::string text;
    startText(text);
    end(std::move(text));
}

void HttpExchange::reply(AnswerHead head, std::string_view body)
{
    head.contentLength = body.size();
    begin(std::move(head));
    if (m_connection == nullptr) {
        return;
    }
    std::string text;
    startText(text);
    addBody(text, body);
    end(std::move(text));
}

void HttpExchange::refuse(const HttpProblem &problem)
{
    AnswerHead head{.status = problem.status, .fields = problem.fields};
    head.fields.push_back({"Content-Type", "application/json"});
    reply(std::move(head), errorBody(problem));
}

void HttpExchange::abort()
{
    if (m_connection == nullptr) {
        return;
    }
    m_state = State::Closed;
    std::exchange(m_connection, nullptr)->exchangeAborted();
}

void HttpExchange::writeUnframed(std::string_view bytes)
{
    Q_ASSERT(m_state != State::Idle && m_state != State::Finished);
    if (m_connection == nullptr) {
        return;
    }
    std::string text;
    startText(text);
    text += bytes;
    m_state = State::Streaming;
    m_connection->send(text);
}

void HttpExchange::reset()
{
    if (m_connection != nullptr) {
        m_connection->resetOnAbort();
        abort();
    }
}

std::int64_t HttpExchange::bufferedBytes() const
{
    return m_connection == nullptr ? 0 : m_connection->bufferedBytes();
}

bool HttpExchange::isFull()
{
    return m_connection != nullptr && m_connection->watchIfFull();
}

void HttpExchange::connectionDrained()
{
    Q_EMIT drained();
}

void HttpExchange::connectionLost()
{
    m_connection = nullptr;
    m_state = State::Closed;
    // Last, as whoever hears of it may well drop this object.
    Q_EMIT closed();
}

void HttpExchange::startText(std::string &text)
{
    text = std::exchange(m_headText, {});
}

void HttpExchange::addBody(std::string &text, std::string_view bytes)
{
    switch (m_framing) {
    case AnswerFraming::NoBody:
        break;
    case AnswerFraming::Length: {
        // More than was promised would be taken for the next answer.
        const std::size_t size = std::min<std::uint64_t>(bytes.size(), m_left);
        m_left -= size;
        text += bytes.substr(0, size);
        break;
    }
    case AnswerFraming::Chunked:
        if (!bytes.empty()) {
            addChunk(text, bytes);
        }
        break;
    case AnswerFraming::UntilClose:
        text += bytes;
        break;
    }
}

void HttpExchange::end(std::string text)
{
    if (m_framing == AnswerFraming::Length && m_left > 0) {
        if (!text.empty()) {
            m_connection->send(text);
        }
        abort();
        return;
    }
    if (m_framing == AnswerFraming::Chunked) {
        text += "0\r\n\r\n";
    }
    m_state = State::Finished;
    HttpConnection *const connection = std::exchange(m_connection, nullptr);
    connection->exchangeFinished(text, m_context.fate);
}

} // namespace penstock::http
