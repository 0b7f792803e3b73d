#include "qtglue/qtlogbridge.h"

#include "qtglue/qttext.h"

#include <mutex>
#include <shared_mutex>
#include <utility>

namespace penstock
{

namespace
{

// Qt's handler is a plain function: there is no other place for these. Qt may call it from any
// thread at any time, also in the middle of taking it away.
std::shared_mutex targetMutex;
Logger *target = nullptr;
thread_local bool isForwarding = false;

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return LogLevel::Error;
}

void forward(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    constexpr LogCategory qtLog{"qt"};
    // A sink that uses Qt must not come back here: it would wait for itself.
    if (std::exchange(isForwarding, true)) {
        return;
    }
    {
        const std::shared_lock lock(targetMutex);
        if (target != nullptr && target->isEnabled(qtLog, levelOf(type))) {
            LogFields fields;
            if (context.category != nullptr) {
                fields.push_back({"source", context.category});
            }
            target->log(qtLog, levelOf(type), toStd(message), std::move(fields));
        }
    }
    isForwarding = false;
}

Logger *exchangeTarget(Logger *logger)
{
    const std::unique_lock lock(targetMutex);
    return std::exchange(target, logger);
}

} // namespace

QtLogBridge::QtLogBridge(Logger &logger)
    : m_previousLogger(exchangeTarget(&logger))
    , m_previousHandler(qInstallMessageHandler(forward))
{
}

QtLogBridge::~QtLogBridge()
{
    qInstallMessageHandler(m_previousHandler);
    exchangeTarget(m_previousLogger);
}

} // namespace penstock
