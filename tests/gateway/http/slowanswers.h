#pragma once

#include "gateway/http/handlerlog.h"
#include "http/httpexchange.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace penstock::test
{

/// An answer that takes longer than the call of the handler. Deletes itself when it is over.
class SlowAnswer : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void start(std::unique_ptr<http::HttpExchange> exchange, std::shared_ptr<HandlerLog> log);

protected:
    virtual void begin() = 0;
    virtual void resume() { }
    virtual void closed() { }

    [[nodiscard]] http::HttpExchange &exchange() { return *m_exchange; }
    [[nodiscard]] HandlerLog &log() { return *m_log; }
    /// The answer has ended.
    void over();

private:
    void exchangeClosed();

    std::unique_ptr<http::HttpExchange> m_exchange;
    std::shared_ptr<HandlerLog> m_log;
};

/// For the paths of ScriptedHandler that take time; null for the others.
[[nodiscard]] SlowAnswer *makeSlowAnswer(const std::vector<std::string> &path, QObject *parent);

} // namespace penstock::test
