#pragma once

#include "http/httpexchange.h"
#include "proxy/snapshot.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::proxy
{

// What the gateway answers by itself.

void answerModels(http::HttpExchange &exchange, const Snapshot &snapshot);
void answerModel(http::HttpExchange &exchange, const Snapshot &snapshot, const std::string &name);
/// The process is up.
void answerHealth(http::HttpExchange &exchange, std::string_view version);
/// At least one model can be served; the body lists what cannot be used.
void answerReadiness(http::HttpExchange &exchange, const Snapshot &snapshot);
/// For a person who has opened the address in a browser.
void answerStatusPage(http::HttpExchange &exchange, const Snapshot &snapshot,
                      std::string_view version, std::uint16_t port);

} // namespace penstock::proxy
