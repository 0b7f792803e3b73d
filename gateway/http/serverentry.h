#pragma once

#include <QObject>

#include <memory>

namespace penstock::http
{

class GuardSocket;

/// Qt's HTTP server as the place where requests enter: each guard that it is given offers its
/// requests to it, and its one handler passes them on. The only file pair that knows Qt's versions.
class ServerEntry final
{
public:
    ServerEntry();
    ServerEntry(const ServerEntry &) = delete;
    ServerEntry &operator=(const ServerEntry &) = delete;
    ~ServerEntry();

    /// False when not even one descriptor was left.
    [[nodiscard]] bool isReady() const;
    /// What guards are to have as their parent.
    [[nodiscard]] QObject *guardParent();
    /// From now on Qt's server owns the guard and deletes it after its connection is lost.
    void adopt(GuardSocket *guard);

private:
    class DeafServer;
    class Private;
    std::unique_ptr<Private> m_private;
};

} // namespace penstock::http
