#pragma once

#include <curl/curl.h>

#include <cstdint>
#include <unordered_map>

namespace penstock::upstream
{

class Transfer;

/// Which transfer uses which socket, as far as libcurl says. From that comes what it does not say:
/// - Whether a piece of an answer came before a connection broke. libcurl counts whole lines of a
///   head only; Linux knows the bytes of a socket. With TLS they tell nothing, and other systems
///   are not asked: there a piece of a first line counts as nothing. So does one that came together
///   with the end, before libcurl had wanted to watch the socket at all.
/// - Which connections are idle.
class SocketUse final
{
public:
    void begins(curl_socket_t socket, Transfer &transfer);
    void ends(Transfer &transfer);
    /// Tells the transfer at work there, if more came than the calls before it had read.
    void closes(curl_socket_t socket);
    /// libcurl sees that they are dead when it looks for one to use again.
    void shutDownIdle();

private:
    struct Use {
        Transfer *transfer = nullptr; ///< the last one
        std::uint64_t bytesBefore = 0;
        bool isIdle = false;
    };

    std::unordered_map<curl_socket_t, Use> m_sockets;
};

} // namespace penstock::upstream
