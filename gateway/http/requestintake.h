#pragma once

#include "http/answerhead.h"
#include "http/connectioncontext.h"
#include "http/httphandler.h"
#include "http/requestassembler.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::http
{

/// An answer that no handler has to think about.
struct EarlyAnswer {
    AnswerHead head;
    std::string body;
};

[[nodiscard]] EarlyAnswer earlyAnswer(const HttpProblem &problem);
[[nodiscard]] std::string toText(const EarlyAnswer &answer, const wire::HeaderFields &more,
                                 const AnswerContext &context);

/// Makes requests of one connection's bytes: asks who may send one, how large it may be and where
/// its body goes. Knows no socket.
class RequestIntake final
{
public:
    enum class Progress {
        NeedsMore = 1,
        Advanced, ///< on to the next part
        WantsContinue, ///< the client waits for "100 Continue" before it sends the body
        Request, ///< takeRequest() has it
        EarlyAnswer, ///< takeAnswer() has it; the connection can go on
        Refusal, ///< takeAnswer() has it; nothing more can be read
    };

    struct Step {
        Progress progress = Progress::NeedsMore;
        std::size_t consumed = 0;
    };

    RequestIntake(ConnectionContext &context, std::shared_ptr<const HttpPolicy> policy);

    [[nodiscard]] Step next(std::string_view input, const Peer &peer);

    /// Whether a request has begun and is not complete, and how far it has come.
    [[nodiscard]] bool isInside() const { return m_assembler.isInside(); }
    [[nodiscard]] bool isInBody() const { return m_isInBody; }

    /// Bytes of an unfinished head.
    [[nodiscard]] std::size_t heldBytes() const { return m_assembler.heldBytes(); }

    [[nodiscard]] HttpRequest takeRequest();
    [[nodiscard]] EarlyAnswer takeAnswer();
    /// Of the request in flight; its place among them ends with it.
    [[nodiscard]] Counted takePlace() { return std::move(m_inFlight); }
    [[nodiscard]] const AnswerContext &answerContext() const { return m_answerContext; }
    /// What every answer to the request carries, whoever gives it.
    [[nodiscard]] const wire::HeaderFields &answerFields() const { return m_answerFields; }

    /// Gives the request its name, where it has not got one: refusals may come early.
    void nameRequest();
    /// The connection has gone or been given up: what was collected is let go.
    void drop();

private:
    [[nodiscard]] Step headTaken(std::size_t consumed, const Peer &peer);
    [[nodiscard]] std::optional<HttpProblem> examine(const wire::RequestHead &head,
                                                     const Peer &peer);
    [[nodiscard]] std::optional<HttpProblem> judgeSender(const wire::RequestHead &head,
                                                         const Peer &peer);
    [[nodiscard]] std::optional<HttpProblem> planBody(const wire::RequestHead &head,
                                                      const Peer &peer);
    [[nodiscard]] std::optional<HttpProblem> findPlace(const InboundLimits &limits) const;
    [[nodiscard]] Step complete(std::size_t consumed);
    [[nodiscard]] std::optional<HttpProblem> storeBody(std::string_view bytes);
    void tellOfRefusal(const HttpProblem &problem, const wire::RequestHead *head) const;
    [[nodiscard]] Step refuse(const HttpProblem &problem, const wire::RequestHead *head);

    ConnectionContext &m_context;
    std::shared_ptr<const HttpPolicy> m_policy;
    RequestAssembler m_assembler;
    bool m_isInBody = false;
    std::optional<HttpRequest> m_request;
    std::shared_ptr<wire::StoredBody> m_body;
    BodyPlan m_plan;
    std::optional<EarlyAnswer> m_answer;
    AnswerContext m_answerContext;
    wire::HeaderFields m_answerFields;
    Counted m_inFlight;
};

} // namespace penstock::http
