#pragma once

#include "http/answerhead.h"
#include "http/httpproblem.h"

#include <QObject>

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::http
{

class HttpConnection;

/// The answer to one request, in the thread of its worker. Whoever holds it writes; what the client
/// does in the meantime arrives as signals, never from inside a call to this object.
///
/// When the client has gone nothing of this does anything any more: whoever is late need not know.
class HttpExchange final : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle = 1, HeadersSent, Streaming, Finished, Closed };

    /// Made by the listener only.
    HttpExchange(HttpConnection &connection, AnswerContext context, wire::HeaderFields fields);
    /// Cuts the connection when the answer has not ended.
    ~HttpExchange() override;

    [[nodiscard]] State state() const { return m_state; }

    /// The head leaves with the first bytes, or with flush().
    void begin(AnswerHead head);
    void flush();
    void write(std::string_view bytes);
    /// The end of the answer. Cuts the connection where fewer bytes came than were promised.
    void finish();
    /// begin, write and finish at once.
    void reply(AnswerHead head, std::string_view body);
    void refuse(const HttpProblem &problem);
    /// Cuts the connection, so that the client knows that the answer is not whole.
    void abort();

    // For the simulated Azure, which has to break what a server can break.
    /// Past the framing of the answer, as it stands.
    void writeUnframed(std::string_view bytes);
    /// As abort(), but the client sees a reset and not an end.
    void reset();

    /// What waits for the client to read. When isFull(), drained() tells that it is time to go on.
    [[nodiscard]] std::int64_t bufferedBytes() const;
    [[nodiscard]] bool isFull();

Q_SIGNALS:
    /// The client has gone, or its connection was cut from our side.
    void closed();
    void drained();

private:
    friend class HttpConnection;

    void connectionDrained();
    void connectionLost();

    void startText(std::string &text);
    void addBody(std::string &text, std::string_view bytes);
    void end(std::string text);

    HttpConnection *m_connection; ///< null from the end of the answer on
    AnswerContext m_context;
    wire::HeaderFields m_fields; ///< that every answer to this request carries
    State m_state = State::Idle;
    AnswerFraming m_framing = AnswerFraming::NoBody;
    std::string m_headText; ///< what has not left yet
    std::uint64_t m_left = 0; ///< of the promised length
};

} // namespace penstock::http
