#include "support/rawclient.h"

#include "base/text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace penstock::test
{

namespace
{

constexpr std::string_view lineEnd = "\r\n";

bool parseNumber(std::string_view text, std::size_t &number, int base)
{
    const auto [end, problem]
        = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return problem == std::errc() && end == text.data() + text.size() && !text.empty();
}

} // namespace

int RawAnswer::count(std::string_view name) const
{
    return static_cast<int>(std::ranges::count_if(
        fields, [name](const auto &field) { return equalsIgnoreCase(field.first, name); }));
}

std::string RawAnswer::field(std::string_view name) const
{
    const auto found = std::ranges::find_if(
        fields, [name](const auto &field) { return equalsIgnoreCase(field.first, name); });
    return found == fields.end() ? std::string() : found->second;
}

RawClient::RawClient() : m_descriptor(::socket(AF_INET, SOCK_STREAM, 0))
{
    const int yes = 1;
    ::setsockopt(m_descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::fcntl(m_descriptor, F_SETFL, O_NONBLOCK);
}

RawClient::RawClient(std::uint16_t port, int receiveBuffer) : RawClient()
{
    if (receiveBuffer > 0) {
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    }
    (void)connectTo(port);
}

bool RawClient::connectTo(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto *const generic = static_cast<const sockaddr *>(static_cast<const void *>(&address));
    m_isConnected = ::connect(m_descriptor, generic, sizeof address) == 0;
    if (!m_isConnected && errno == EINPROGRESS && waitFor(POLLOUT, patience)) {
        int problem = 0;
        socklen_t size = sizeof problem;
        ::getsockopt(m_descriptor, SOL_SOCKET, SO_ERROR, &problem, &size);
        m_isConnected = problem == 0;
    }
    return m_isConnected;
}

RawClient::~RawClient()
{
    close();
}

bool RawClient::waitFor(short events, std::chrono::milliseconds most) const
{
    pollfd entry{.fd = m_descriptor, .events = events, .revents = 0};
    return ::poll(&entry, 1, static_cast<int>(most.count())) > 0;
}

bool RawClient::send(std::string_view bytes)
{
    while (!bytes.empty() && m_descriptor >= 0) {
        const ssize_t sent = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
            continue;
        }
        if (errno != EAGAIN) {
            return false;
        }
        if (!waitFor(m_hasEnded ? POLLOUT : POLLOUT | POLLIN, patience)) {
            return false;
        }
        if (!m_hasEnded && waitFor(POLLIN, std::chrono::milliseconds(0))) {
            readMore();
        }
    }
    return bytes.empty();
}

bool RawClient::sendSome(std::string_view bytes, std::chrono::milliseconds most)
{
    while (!bytes.empty() && waitFor(POLLOUT, most)) {
        const ssize_t sent = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return bytes.empty();
}

bool RawClient::sendInPieces(std::string_view bytes, std::size_t size)
{
    while (!bytes.empty()) {
        if (!send(bytes.substr(0, size))) {
            return false;
        }
        bytes.remove_prefix(std::min(size, bytes.size()));
    }
    return true;
}

std::uint64_t RawClient::sendRepeated(std::string_view piece, std::uint64_t total)
{
    std::uint64_t sent = 0;
    while (sent < total && send(piece)) {
        sent += piece.size();
    }
    return sent;
}

bool RawClient::readMore(std::chrono::milliseconds most)
{
    if (m_hasEnded || m_descriptor < 0 || !waitFor(POLLIN, most)) {
        return false;
    }
    std::array<char, 65536> buffer{};
    const ssize_t size = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
    if (size <= 0) {
        m_hasEnded = size == 0 || errno != EAGAIN;
        return !m_hasEnded;
    }
    m_input.append(buffer.data(), static_cast<std::size_t>(size));
    return true;
}

bool RawClient::hasInput()
{
    return !m_input.empty() || waitFor(POLLIN, std::chrono::milliseconds(0));
}

std::string RawClient::receive(std::size_t size)
{
    while (m_input.size() < size && readMore()) { }
    std::string text = m_input.substr(0, size);
    m_input.erase(0, text.size());
    return text;
}

std::uint64_t RawClient::swallow(std::uint64_t size)
{
    std::uint64_t swallowed = 0;
    while (swallowed < size && (!m_input.empty() || readMore())) {
        const std::size_t part = std::min<std::uint64_t>(m_input.size(), size - swallowed);
        m_input.erase(0, part);
        swallowed += part;
    }
    return swallowed;
}

std::string RawClient::receiveAll()
{
    while (readMore()) { }
    return std::exchange(m_input, {});
}

bool RawClient::seesEnd(std::chrono::milliseconds within)
{
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!m_hasEnded) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0 || (!readMore(left) && !m_hasEnded)) {
            return false;
        }
        m_input.clear();
    }
    return true;
}

bool RawClient::readUntil(std::string_view end, std::string &text)
{
    std::size_t at = 0;
    while ((at = m_input.find(end)) == std::string::npos) {
        if (!readMore()) {
            return false;
        }
    }
    text = m_input.substr(0, at);
    m_input.erase(0, at + end.size());
    return true;
}

bool RawClient::readBytes(std::size_t size, std::string &text)
{
    const std::string bytes = receive(size);
    text += bytes;
    return bytes.size() == size;
}

RawAnswer RawClient::ask(std::string_view request, AnswerTo method)
{
    if (!send(request)) {
        RawAnswer gone;
        gone.problem = "the request could not be sent";
        return gone;
    }
    return answer(method);
}

RawAnswer RawClient::answer(AnswerTo method)
{
    RawAnswer answer;
    readFields(answer);
    const bool hasBody = method != AnswerTo::Head && answer.status >= 200 && answer.status != 204
        && answer.status != 304;
    if (answer.isWhole() && hasBody) {
        readBody(answer);
    }
    return answer;
}

void RawClient::readFields(RawAnswer &answer)
{
    std::string line;
    std::size_t status = 0;
    if (!readUntil(lineEnd, line)) {
        answer.problem = m_hasEnded ? "the connection ended before an answer" : "no answer in time";
        return;
    }
    if (!line.starts_with("HTTP/1.1 ") || line.size() < 14 || line[12] != ' '
        || !parseNumber(std::string_view(line).substr(9, 3), status, 10)) {
        answer.problem = "bad status line: " + line;
        return;
    }
    answer.status = static_cast<int>(status);
    while (true) {
        if (!readUntil(lineEnd, line)) {
            answer.problem = "the head is cut";
            return;
        }
        if (line.empty()) {
            return;
        }
        const std::size_t colon = line.find(": ");
        if (colon == 0 || colon == std::string::npos
            || line.find_first_of("\r\n\0") != std::string::npos) {
            answer.problem = "bad field: " + line;
            return;
        }
        answer.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
}

void RawClient::readBody(RawAnswer &answer)
{
    const int lengths = answer.count("content-length");
    const int codings = answer.count("transfer-encoding");
    if (lengths + codings > 1) {
        answer.problem = "more than one framing";
    } else if (codings == 1) {
        readChunks(answer);
    } else if (lengths == 1) {
        std::size_t length = 0;
        if (!parseNumber(answer.field("content-length"), length, 10)) {
            answer.problem = "bad Content-Length";
        } else if (!readBytes(length, answer.body)) {
            answer.problem = "the body is cut";
        }
    } else if (answer.field("connection") != "close") {
        answer.problem = "an answer without framing on a connection that stays";
    } else {
        answer.body = receiveAll();
        answer.problem = m_hasEnded ? "" : "the connection does not end";
    }
}

void RawClient::readChunks(RawAnswer &answer)
{
    while (true) {
        std::string line;
        std::string end;
        std::size_t size = 0;
        if (!readUntil(lineEnd, line) || !parseNumber(line, size, 16)) {
            answer.problem = "bad or missing chunk size: " + line;
            return;
        }
        if (!readBytes(size, answer.body) || !readBytes(lineEnd.size(), end) || end != lineEnd) {
            answer.problem = "a chunk is cut or too long";
            return;
        }
        if (size == 0) {
            return;
        }
    }
}

void RawClient::halfClose()
{
    ::shutdown(m_descriptor, SHUT_WR);
}

void RawClient::close()
{
    if (m_descriptor >= 0) {
        ::close(std::exchange(m_descriptor, -1));
    }
}

void RawClient::reset()
{
    const linger none{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    close();
}

} // namespace penstock::test
