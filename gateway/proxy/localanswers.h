#pragma once

#include "http/httpexchange.h"
#include "proxy/route.h"
#include "proxy/snapshot.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::proxy
{

// What the gateway answers by itself. All return the status.

int answerModels(http::HttpExchange &exchange, const Snapshot &snapshot);
int answerModel(http::HttpExchange &exchange, const Snapshot &snapshot, const std::string &name);
/// The process is up.
int answerHealth(http::HttpExchange &exchange, std::string_view version);
/// The body lists what cannot be used.
int answerReadiness(http::HttpExchange &exchange, const Snapshot &snapshot, Readiness wanted);
/// For a person who has opened the address in a browser.
int answerStatusPage(http::HttpExchange &exchange, const Snapshot &snapshot,
                     std::string_view version, std::uint16_t port);

} // namespace penstock::proxy
