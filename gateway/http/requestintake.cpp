#include "http/requestintake.h"

#include "base/text.h"

#include <utility>

namespace penstock::http
{

namespace
{

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

wire::HeadLimits headLimits(const InboundLimits &limits)
{
    return {.maxBytes = static_cast<std::size_t>(limits.maxHeaderKib) * 1024,
            .maxFields = static_cast<std::size_t>(limits.maxHeaderFields)};
}

bool isMultipart(const wire::RequestHead &head)
{
    const auto type = head.find("content-type");
    return type && startsWithIgnoreCase(*type, "multipart/");
}

HttpProblem tooLarge(std::uint64_t mostBytes)
{
    const std::string most = mostBytes < mebibyte ? std::to_string(mostBytes) + " bytes"
                                                  : std::to_string(mostBytes / mebibyte) + " MiB";
    return {413,
            "body_too_large",
            "The body is larger than the " + most + " that the gateway takes here.",
            {}};
}

} // namespace

EarlyAnswer earlyAnswer(const HttpProblem &problem)
{
    EarlyAnswer answer{.head = {.status = problem.status, .fields = problem.fields},
                       .body = errorBody(problem)};
    answer.head.fields.push_back({"Content-Type", "application/json"});
    return answer;
}

std::string toText(const EarlyAnswer &answer, const wire::HeaderFields &more,
                   const AnswerContext &context)
{
    AnswerHead head = answer.head;
    head.contentLength = answer.body.size();
    std::string text = toText(head, more, context);
    if (framingOf(head, context) == AnswerFraming::Length) {
        text += answer.body;
    }
    return text;
}

RequestIntake::RequestIntake(ConnectionContext &context, std::shared_ptr<const HttpPolicy> policy)
    : m_context(context)
    , m_policy(std::move(policy))
    , m_assembler(headLimits(m_policy->limits))
{
}

RequestIntake::Step RequestIntake::next(std::string_view input, const Peer &peer)
{
    if (!m_assembler.isInside()) {
        m_answerFields.clear();
        m_answerContext = {};
    }
    const RequestAssembler::Step step = m_assembler.next(input);
    switch (step.progress) {
    case RequestAssembler::Progress::NeedsMore:
        break;
    case RequestAssembler::Progress::Head:
        return headTaken(step.consumed, peer);
    case RequestAssembler::Progress::Body:
        if (auto problem = storeBody(step.data)) {
            return refuse(*problem, &m_request->head);
        }
        return {Progress::Advanced, step.consumed};
    case RequestAssembler::Progress::Complete:
        return complete(step.consumed);
    case RequestAssembler::Progress::Broken:
        return refuse(fromWire(m_assembler.problem()), m_request ? &m_request->head : nullptr);
    }
    return {Progress::NeedsMore, step.consumed};
}

void RequestIntake::nameRequest()
{
    if (m_answerFields.empty()) {
        m_answerFields.push_back({m_policy->requestIdField, m_context.ids.next()});
    }
}

RequestIntake::Step RequestIntake::headTaken(std::size_t consumed, const Peer &peer)
{
    nameRequest();
    wire::RequestHead head = m_assembler.takeHead();
    m_answerContext
        = {.version = head.version(),
           .isHead = head.method() == "HEAD",
           .fate = head.keepsAlive() ? ConnectionFate::StaysOpen : ConnectionFate::Closes};
    const bool hasBody = head.framing() != wire::BodyFraming::None;
    if (const auto problem = examine(head, peer)) {
        if (hasBody) {
            return refuse(*problem, &head);
        }
        tellOfRefusal(*problem, &head);
        m_answer = earlyAnswer(*problem);
        return {Progress::Advanced, consumed};
    }
    const bool wantsContinue = hasBody && head.expectsContinue();
    if (!m_answer) {
        m_request.emplace(std::move(head), nullptr, std::move(m_plan.observer), peer,
                          m_answerFields.front().value, m_context.clock->steadyNow());
    }
    m_isInBody = hasBody;
    return {wantsContinue ? Progress::WantsContinue : Progress::Advanced, consumed};
}

std::optional<HttpProblem> RequestIntake::examine(const wire::RequestHead &head, const Peer &peer)
{
    if (auto problem = judgeSender(head, peer)) {
        return problem;
    }
    if (const auto coding = head.find("content-encoding");
        coding && !equalsIgnoreCase(*coding, "identity")) {
        return HttpProblem{415,
                           "content_encoding_not_supported",
                           "The gateway has to read what it passes on: send the body without "
                           "Content-Encoding.",
                           {}};
    }
    return m_answer ? std::nullopt : planBody(head, peer);
}

std::optional<HttpProblem> RequestIntake::judgeSender(const wire::RequestHead &head,
                                                      const Peer &peer)
{
    // By the rules of now, not of when the connection came: a page that is shut out stays out.
    TrustVerdict verdict = judge(head, peer.local, m_context.policy->trust);
    if (verdict.refusal) {
        return std::move(verdict.refusal);
    }
    for (wire::HeaderField &field : verdict.corsFields) {
        m_answerFields.push_back(std::move(field));
    }
    // A browser's question has no body; with one it is a request like any other.
    if (verdict.isPreflight && head.framing() == wire::BodyFraming::None) {
        m_answer = EarlyAnswer{.head = {.status = 204}, .body = {}};
    }
    return std::nullopt;
}

std::optional<HttpProblem> RequestIntake::planBody(const wire::RequestHead &head, const Peer &peer)
{
    const InboundLimits &limits = m_policy->limits;
    if (auto problem = findPlace(limits)) {
        return problem; // rather now than after the body
    }
    const int mostMib = isMultipart(head) ? limits.maxMultipartMib : limits.maxJsonMib;
    auto plan = m_context.handler->admit(
        head, peer, {.mostBytes = static_cast<std::uint64_t>(mostMib) * mebibyte, .observer = {}});
    if (!plan) {
        return std::move(plan.error());
    }
    m_plan = std::move(*plan);
    if (head.contentLength() > m_plan.mostBytes) {
        return tooLarge(m_plan.mostBytes);
    }
    if (head.framing() != wire::BodyFraming::None) {
        m_body = std::make_shared<wire::StoredBody>(wire::BodyStorage{
            .spoolAbove = static_cast<std::size_t>(limits.spoolAboveMib) * mebibyte,
            .folder = m_policy->spoolFolder,
            .budget = &m_context.load->bodies});
    }
    return std::nullopt;
}

std::optional<HttpProblem> RequestIntake::findPlace(const InboundLimits &limits) const
{
    if (m_context.load->exchanges.load(std::memory_order_relaxed) < limits.maxInFlight) {
        return std::nullopt;
    }
    return HttpProblem{503,
                       "too_many_requests_in_flight",
                       "The gateway is busy with " + std::to_string(limits.maxInFlight)
                           + " requests, as many as it takes at a time. Try again in a second.",
                       {{"Retry-After", "1"}}};
}

// Requests count from here: unfinished ones would keep others out at no cost to their sender.
RequestIntake::Step RequestIntake::complete(std::size_t consumed)
{
    m_isInBody = false;
    if (!m_answer) {
        if (const auto problem = findPlace(m_policy->limits)) {
            tellOfRefusal(*problem, &m_request->head);
            m_request.reset();
            m_body.reset();
            m_answer = earlyAnswer(*problem);
        } else {
            m_inFlight = Counted(m_context.load->exchanges);
        }
    }
    return {m_answer ? Progress::EarlyAnswer : Progress::Request, consumed};
}

std::optional<HttpProblem> RequestIntake::storeBody(std::string_view bytes)
{
    if (!m_body) {
        return std::nullopt; // of a preflight
    }
    if (m_body->size() + bytes.size() > m_plan.mostBytes) {
        return tooLarge(m_plan.mostBytes);
    }
    if (const auto stored = m_body->append(bytes); !stored) {
        return HttpProblem{507, "body_not_stored", stored.error().message, {}};
    }
    if (m_request->observer) {
        m_request->observer->bodyPart(bytes);
    }
    return std::nullopt;
}

void RequestIntake::tellOfRefusal(const HttpProblem &problem, const wire::RequestHead *head) const
{
    m_context.handler->refused({m_answerFields.front().value, head, problem});
}

RequestIntake::Step RequestIntake::refuse(const HttpProblem &problem, const wire::RequestHead *head)
{
    nameRequest();
    tellOfRefusal(problem, head);
    drop();
    m_answer = earlyAnswer(problem);
    m_answerContext.fate = ConnectionFate::Closes;
    return {Progress::Refusal, 0};
}

HttpRequest RequestIntake::takeRequest()
{
    HttpRequest request = std::move(*std::exchange(m_request, std::nullopt));
    request.body = std::exchange(m_body, nullptr);
    return request;
}

EarlyAnswer RequestIntake::takeAnswer()
{
    return std::move(*std::exchange(m_answer, std::nullopt));
}

void RequestIntake::drop()
{
    m_assembler.drop();
    m_isInBody = false;
    m_request.reset();
    m_body.reset();
    m_plan = {};
    m_answer.reset();
    m_inFlight.release();
}

} // namespace penstock::http
