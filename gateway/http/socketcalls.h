#pragma once

#include <QtGlobal>

#include <cstddef>
#include <string_view>

namespace penstock::http
{

// The few things that Qt's sockets cannot do.

/// Sends as much as the system takes at once, which may be nothing. Errors are left for the socket
/// itself to run into.
[[nodiscard]] std::size_t sendNow(qintptr descriptor, std::string_view bytes);

/// Ends our direction of a connection and leaves the other open.
void shutdownWriting(qintptr descriptor);

/// Has the closing of a socket throw away what is on its way and tell the other end so.
void resetOnClose(qintptr descriptor);

enum class AcceptOutcome {
    Accepted = 1,
    NothingWaits,
    OutOfDescriptors, ///< or of memory: goes away when other things are closed
    Failed, ///< this one only, such as a client that has gone already
};

struct AcceptResult {
    AcceptOutcome outcome = AcceptOutcome::NothingWaits;
    qintptr descriptor = -1;
};

/// Takes one connection from a listening socket that does not block.
[[nodiscard]] AcceptResult acceptConnection(qintptr listening);

void closeSocket(qintptr descriptor);

/// A socket that listens to nothing, for who insists on having one; -1 when there is none to have.
[[nodiscard]] qintptr deafSocket();

/// Lets the process have as many descriptors as the system allows it.
void raiseDescriptorLimit();

} // namespace penstock::http
