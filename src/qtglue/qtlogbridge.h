#pragma once

#include "base/log.h"

#include <QtMessageHandler>

namespace penstock
{

/// While it lives, what Qt and its plugins have to say goes to `logger` under the category "qt". A
/// second one takes over until it goes; they go in the reverse order of their coming.
class QtLogBridge final
{
public:
    explicit QtLogBridge(Logger &logger);
    /// Returns when no other thread is inside the logger on Qt's behalf any more.
    ~QtLogBridge();
    QtLogBridge(const QtLogBridge &) = delete;
    QtLogBridge &operator=(const QtLogBridge &) = delete;

private:
    Logger *m_previousLogger = nullptr;
    QtMessageHandler m_previousHandler = nullptr;
};

} // namespace penstock
