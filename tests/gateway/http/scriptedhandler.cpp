#include "gateway/http/scriptedhandler.h"

#include "base/text.h"
#include "gateway/http/slowanswers.h"

#include <algorithm>
#include <utility>

namespace penstock::test
{

namespace
{

std::string bodyText(const http::HttpRequest &request)
{
    std::string text;
    if (request.body) {
        text.resize(static_cast<std::size_t>(request.body->size()));
        const auto size = request.body->read(0, text);
        text.resize(size.value_or(0));
    }
    return text;
}

std::string echoText(const http::HttpRequest &request)
{
    std::string text
        = std::string(request.head.method()) + ' ' + std::string(request.head.target()) + '\n';
    for (std::size_t i = 0; i < request.head.fieldCount(); ++i) {
        const auto field = request.head.field(i);
        text += std::string(field.name) + ": " + std::string(field.value) + '\n';
    }
    return text + '\n' + bodyText(request);
}

} // namespace

std::vector<std::string> pathParts(std::string_view target)
{
    std::vector<std::string> parts;
    for (const std::string_view part : split(target.substr(0, target.find('?')), '/')) {
        if (!part.empty()) {
            parts.emplace_back(part);
        }
    }
    parts.resize(std::max<std::size_t>(parts.size(), 3));
    return parts;
}

std::string streamBytes(std::uint64_t offset, std::size_t size)
{
    constexpr std::size_t period = 251;
    static const std::string pattern = [] {
        std::string bytes(period * 300, '\0');
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<char>(i % period);
        }
        return bytes;
    }();
    std::string bytes;
    bytes.reserve(size);
    while (bytes.size() < size) {
        const std::size_t from = static_cast<std::size_t>((offset + bytes.size()) % period);
        bytes += std::string_view(pattern).substr(from, size - bytes.size());
    }
    return bytes;
}

ScriptedHandler::ScriptedHandler(std::shared_ptr<HandlerLog> log) : m_log(std::move(log)) { }

ScriptedHandler::~ScriptedHandler() = default;

void ScriptedHandler::handle(http::HttpRequest request,
                             std::unique_ptr<http::HttpExchange> exchange)
{
    const std::string target(request.head.target());
    m_log->add({.id = request.id,
                .method = std::string(request.head.method()),
                .target = target,
                .peerAddress = request.peer.address,
                .bodySize = request.body ? request.body->size() : 0,
                .isSpooled = request.body && request.body->isSpooled()});
    const std::vector<std::string> parts = pathParts(target);
    if (parts[0] == "drop") {
        return;
    }
    if (auto *const slow = makeSlowAnswer(parts, &m_running)) {
        slow->start(std::move(exchange), m_log);
        return;
    }
    if (parts[0] == "echo") {
        exchange->reply({.fields = {{"Content-Type", "text/plain"}}}, echoText(request));
    } else if (parts[0] == "size") {
        exchange->reply({}, streamBytes(0, std::stoul(parts[1])));
    } else if (parts[0] == "status") {
        exchange->reply({.status = std::stoi(parts[1])}, "body");
    } else if (parts[0] == "short") {
        exchange->begin({.contentLength = 100});
        exchange->write("0123456789");
        exchange->finish();
    } else if (parts[0] == "long") {
        exchange->begin({.contentLength = 10});
        exchange->write(std::string(100, 'x'));
        exchange->finish();
    } else {
        exchange->reply({}, "ok");
    }
    m_log->change([](HandlerLog::Counts &counts) { ++counts.answered; });
}

} // namespace penstock::test
