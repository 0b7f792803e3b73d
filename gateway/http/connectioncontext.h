#pragma once

#include "base/clock.h"
#include "http/httphandler.h"
#include "http/httpload.h"
#include "http/httppolicy.h"
#include "http/requestids.h"
#include "http/sendbatch.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace penstock::http
{

class HttpConnection;

/// The connections of one worker. They come and go by themselves.
class ConnectionRegistry final
{
public:
    void add(HttpConnection &connection);
    void remove(HttpConnection &connection);
    [[nodiscard]] const std::vector<HttpConnection *> &all() const { return m_connections; }

private:
    std::vector<HttpConnection *> m_connections;
};

/// What the connections of one worker share. Belongs to the worker's thread but for the load.
struct ConnectionContext {
    std::shared_ptr<const HttpPolicy> policy;
    std::shared_ptr<HttpLoad> load;
    const Clock *clock = nullptr;
    HttpHandler *handler = nullptr;
    RequestIds ids;
    ConnectionRegistry registry;
    SendBatch batch;
    bool isDraining = false;

    /// Unsent bytes of one connection above which its sender has to wait.
    [[nodiscard]] std::int64_t highWater() const;
};

} // namespace penstock::http
