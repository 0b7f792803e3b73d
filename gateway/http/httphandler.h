#pragma once

#include "base/clock.h"
#include "http/httpproblem.h"
#include "http/trustrules.h"
#include "wire/requesthead.h"
#include "wire/storedbody.h"

#include <tl/expected.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace penstock::http
{

class HttpExchange;

struct Peer {
    std::string address;
    std::uint16_t port = 0;
    LocalEnd local;
};

/// Sees a body while it arrives, so that nobody has to read it a second time.
class BodyObserver
{
public:
    virtual ~BodyObserver() = default;
    virtual void bodyPart(std::string_view bytes) = 0;

protected:
    BodyObserver() = default;
    BodyObserver(const BodyObserver &) = default;
    BodyObserver &operator=(const BodyObserver &) = default;
};

/// What is to be done with a body that has been announced.
struct BodyPlan {
    std::uint64_t mostBytes = 0;
    std::unique_ptr<BodyObserver> observer; ///< may be absent
};

struct HttpRequest {
    wire::RequestHead head;
    std::shared_ptr<const wire::StoredBody> body; ///< absent when the request has none
    std::unique_ptr<BodyObserver> observer; ///< of the plan, after all of the body
    Peer peer;
    std::string id;
    SteadyTime begunAt; ///< when the head was complete
};

/// A request that the listener has answered itself, or that admit() did not want.
struct RefusedRequest {
    std::string_view id;
    const wire::RequestHead *head = nullptr; ///< absent when it could not be read
    const HttpProblem &problem;
};

/// What is behind the listener: one a worker, made, used and destroyed in the worker's thread.
class HttpHandler
{
public:
    virtual ~HttpHandler() = default;

    /// Before the body is taken. `suggested` is what the limits of the listener say.
    [[nodiscard]] virtual tl::expected<BodyPlan, HttpProblem>
    admit(const wire::RequestHead &head, const Peer &peer, BodyPlan suggested);
    /// A complete request. The exchange is the handler's until the answer has ended; to drop it
    /// before cuts the connection.
    virtual void handle(HttpRequest request, std::unique_ptr<HttpExchange> exchange) = 0;
    /// All connections are about to be cut from our side: what is under way can say so.
    virtual void giveUp() { }
    /// The machine has slept or its network has changed: what is connected may be dead.
    virtual void networkChanged() { }
    /// For the records; there is nothing to be done any more.
    virtual void refused(const RefusedRequest & /*request*/) { }

protected:
    HttpHandler() = default;
    HttpHandler(const HttpHandler &) = default;
    HttpHandler &operator=(const HttpHandler &) = default;
};

} // namespace penstock::http
