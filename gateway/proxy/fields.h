#pragma once

#include "proxy/snapshot.h"
#include "wire/headerfield.h"
#include "wire/requesthead.h"

namespace penstock::proxy
{

/// What of a client's fields goes upstream: all but credentials, those of this connection, and what
/// tells of the client's surroundings; plus the credential of the instance, and names by which a
/// gateway behind this one can tell requests apart.
[[nodiscard]] wire::HeaderFields upstreamFields(const wire::RequestHead &head,
                                                const Snapshot::Instance &instance,
                                                std::string_view requestId);

/// Of a call that no client has asked for.
[[nodiscard]] wire::HeaderFields ownFields(const Snapshot::Instance &instance);

/// What of an upstream's answer reaches the client: all but what belongs to the upstream's own
/// address.
[[nodiscard]] wire::HeaderFields clientFields(wire::HeaderFields fields);

/// Says that the body is JSON of our own, whatever the upstream's was.
void nameAsJson(wire::HeaderFields &fields);

} // namespace penstock::proxy
