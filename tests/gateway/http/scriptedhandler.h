#pragma once

#include "gateway/http/handlerlog.h"
#include "http/httpexchange.h"
#include "http/httphandler.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::test
{

/// Does what the path of a request says:
///   /echo                 method, target, fields and body come back as text
///   /size/N               a body of N bytes with its length, at once
///   /after/MS             "after MS" when so many milliseconds have passed
///   /stream/N/BYTES       N pieces of BYTES each, waiting while the client does not take them
///   /trickle/N/MS         N short pieces, one every MS milliseconds
///   /status/CODE          "body" with this status
///   /never                no answer
///   /drop                 the exchange is dropped without an answer
///   /short                promises 100 bytes and writes 10
///   /long                 promises 10 bytes and writes 100
///   /late                 waits for closed() and uses the exchange after it
/// Any other path gets "ok".
class ScriptedHandler final : public http::HttpHandler
{
public:
    explicit ScriptedHandler(std::shared_ptr<HandlerLog> log);
    ~ScriptedHandler() override;

    void handle(http::HttpRequest request, std::unique_ptr<http::HttpExchange> exchange) override;

private:
    std::shared_ptr<HandlerLog> m_log;
    QObject m_running; ///< parent of the answers that take time
};

/// The parts of a path, without the empty one before the first slash.
[[nodiscard]] std::vector<std::string> pathParts(std::string_view target);

/// The bytes that stand at `offset` of every stream; never twice the same in a row of 251.
[[nodiscard]] std::string streamBytes(std::uint64_t offset, std::size_t size);

} // namespace penstock::test
