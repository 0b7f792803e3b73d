#include "upstream/transfer.h"

#include <cerrno>

#if defined(_WIN32)
#include <winsock2.h>
#else
#include <fcntl.h>
#include <sys/socket.h>
#endif

// What libcurl calls, always from inside one of its own functions: nothing here may touch the
// multi handle. A transfer that nobody listens to any more is taken out as soon as libcurl returns;
// to end it by an error would end all others too that share its HTTP/2 connection (7.88).
namespace penstock::upstream
{

namespace
{

constexpr curl_socket_t noSocket = CURL_SOCKET_BAD;

curl_socket_t newSocket(const curl_sockaddr &address)
{
    // Not for the children: a command that is started meanwhile would keep the connection open.
#if defined(_WIN32)
    return WSASocketW(address.family, address.socktype, address.protocol, nullptr, 0,
                      WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
#elif defined(SOCK_CLOEXEC)
    return ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
#else
    const int descriptor = ::socket(address.family, address.socktype, address.protocol);
    if (descriptor >= 0) {
        static_cast<void>(::fcntl(descriptor, F_SETFD, FD_CLOEXEC));
    }
    return descriptor;
#endif
}

} // namespace

void Transfer::setCallbacks()
{
    set(CURLOPT_PREREQFUNCTION, &Transfer::beforeRequest);
    set(CURLOPT_PREREQDATA, this);
    set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::openSocket);
    set(CURLOPT_OPENSOCKETDATA, this);
    set(CURLOPT_HEADERFUNCTION, &Transfer::takeHeader);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Transfer::takeBody);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_ERRORBUFFER, m_curlMessage.data());
    set(CURLOPT_PRIVATE, this);
}

int Transfer::beforeRequest(void *self, char * /*remote*/, char * /*local*/, int /*remotePort*/,
                            int /*localPort*/)
{
    auto *transfer = static_cast<Transfer *>(self);
    // The second time it is libcurl's own retry, which nobody would see and somebody would pay for.
    if (++transfer->m_requests > 1 || transfer->m_receiver == nullptr) {
        return CURL_PREREQFUNC_ABORT;
    }
    long connections = 0;
    curl_easy_getinfo(transfer->m_easy.get(), CURLINFO_NUM_CONNECTS, &connections);
    transfer->m_isReused = connections == 0;
    long sent = 0;
    curl_easy_getinfo(transfer->m_easy.get(), CURLINFO_REQUEST_SIZE, &sent);
    transfer->m_headBytesBefore = sent;
    transfer->enter(Stage::Sent);
    return CURL_PREREQFUNC_OK;
}

curl_socket_t Transfer::openSocket(void *self, curlsocktype /*purpose*/, curl_sockaddr *address)
{
    auto *transfer = static_cast<Transfer *>(self);
    if (transfer->m_requests > 0) {
        // The same retry, stopped before it has made a connection.
        return noSocket;
    }
    const curl_socket_t opened = newSocket(*address);
    if (opened == noSocket) {
        transfer->m_openProblem = errno;
    }
    return opened;
}

std::size_t Transfer::readBody(char *into, std::size_t /*one*/, std::size_t size, void *self)
{
    auto *transfer = static_cast<Transfer *>(self);
    if (transfer->m_receiver == nullptr || !transfer->m_reader) {
        return CURL_READFUNC_ABORT;
    }
    const Result<std::size_t> got = transfer->m_reader->read({into, size});
    if (!got) {
        transfer->m_bodyProblem = got.error();
        return CURL_READFUNC_ABORT;
    }
    transfer->progressed();
    return *got;
}

int Transfer::seekBody(void *self, curl_off_t offset, int origin)
{
    auto *transfer = static_cast<Transfer *>(self);
    if (offset != 0 || origin != SEEK_SET || !transfer->m_reader) {
        return CURL_SEEKFUNC_CANTSEEK;
    }
    transfer->m_reader->rewind();
    return CURL_SEEKFUNC_OK;
}

std::size_t Transfer::takeHeader(char *line, std::size_t /*one*/, std::size_t size, void *self)
{
    auto *transfer = static_cast<Transfer *>(self);
    if (transfer->m_receiver == nullptr) {
        return size;
    }
    transfer->m_hasReceived = true;
    if (transfer->m_headProgress == AnswerHead::Progress::Complete) {
        return size; // a trailer
    }
    transfer->m_headProgress = transfer->m_head.takeLine({line, size});
    if (transfer->m_headProgress == AnswerHead::Progress::More) {
        return size;
    }
    if (transfer->m_headProgress != AnswerHead::Progress::Complete) {
        return 0;
    }
    transfer->enter(Stage::Answering);
    transfer->m_receiver->upstreamAnswered(transfer->m_head.takeHead());
    return size;
}

std::size_t Transfer::takeBody(char *bytes, std::size_t /*one*/, std::size_t size, void *self)
{
    auto *transfer = static_cast<Transfer *>(self);
    if (transfer->m_receiver == nullptr) {
        return size;
    }
    if (transfer->m_isPaused) {
        transfer->m_isHeldBack = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    transfer->m_receivedBytes += size;
    transfer->progressed();
    transfer->m_receiver->upstreamSent({bytes, size});
    return size;
}

} // namespace penstock::upstream
