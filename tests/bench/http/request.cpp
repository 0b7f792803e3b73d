#include "request.h"

namespace penstock::bench
{

namespace
{

std::string commonFields(std::uint16_t port)
{
    return "Host: 127.0.0.1:" + std::to_string(port)
        + "\r\nAccept: application/json\r\nUser-Agent: bench\r\n"
          "Authorization: Bearer sk-0123456789abcdef0123456789abcdef\r\n";
}

} // namespace

std::string getRequest(std::uint16_t port, const std::string &target)
{
    return "GET " + target + " HTTP/1.1\r\n" + commonFields(port) + "\r\n";
}

std::string postRequest(std::uint16_t port, const std::string &target, std::size_t bodySize)
{
    const std::string start = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"";
    const std::string end = "\"}]}";
    const std::string body = start + std::string(bodySize - start.size() - end.size(), 'x') + end;
    return "POST " + target + " HTTP/1.1\r\n" + commonFields(port)
        + "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size())
        + "\r\n\r\n" + body;
}

} // namespace penstock::bench
