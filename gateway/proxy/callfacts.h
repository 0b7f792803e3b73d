#pragma once

#include "base/secretstring.h"
#include "http/httphandler.h"
#include "proxy/bodyfacts.h"
#include "proxy/route.h"
#include "proxy/snapshot.h"
#include "routing/requestfacts.h"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace penstock::proxy
{

/// What a request binds it to others by.
enum class AffinitySource { None = 1, Cookie, Header, ClientKey, Body, Conversation };

/// All that is known of a call before it is decided upon.
struct CallFacts {
    routing::RequestFacts routing;
    std::string model; ///< as the client wrote it
    AffinitySource affinity = AffinitySource::None;
    bool isAlias = false; ///< the name stands for another
    bool isStrict = false; ///< the client takes a status for an answer only
    bool isNormalised = true; ///< the client wants what other clients of OpenAI want
};

/// Finds out where a request may go and what it will cost. `adminKey` lets an operator choose the
/// target; empty: nobody can.
[[nodiscard]] tl::expected<CallFacts, http::HttpProblem>
callFacts(const Snapshot &snapshot, const Route &route, const http::HttpRequest &request,
          const BodyFacts &body, const SecretString &adminKey);

/// "cookie", for the header that explains it.
[[nodiscard]] std::string_view nameOfSource(AffinitySource source);

} // namespace penstock::proxy
