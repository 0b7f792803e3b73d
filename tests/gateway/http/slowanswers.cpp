#include "gateway/http/slowanswers.h"

#include "gateway/http/scriptedhandler.h"

#include <algorithm>
#include <utility>

namespace penstock::test
{

namespace
{

class Never : public SlowAnswer
{
public:
    using SlowAnswer::SlowAnswer;

protected:
    void begin() override { }
};

/// Goes on as if it had not heard that the client has gone.
class Late final : public Never
{
public:
    using Never::Never;

protected:
    void closed() override
    {
        exchange().begin({});
        exchange().write("too late");
        exchange().flush();
        exchange().finish();
        exchange().reply({}, "far too late");
        exchange().refuse({});
        exchange().abort();
        exchange().abort();
        const bool isSilent = !exchange().isFull() && exchange().bufferedBytes() == 0
            && exchange().state() == http::HttpExchange::State::Closed;
        log().change(
            [isSilent](HandlerLog::Counts &counts) { counts.answered += isSilent ? 1 : 0; });
    }
};

class After final : public SlowAnswer
{
public:
    After(int milliseconds, QObject *parent) : SlowAnswer(parent), m_milliseconds(milliseconds) { }

protected:
    void begin() override
    {
        QTimer::singleShot(m_milliseconds, this, [this] {
            exchange().reply({}, "after " + std::to_string(m_milliseconds));
            over();
        });
    }

private:
    int m_milliseconds;
};

class Stream final : public SlowAnswer
{
public:
    Stream(std::uint64_t pieces, std::size_t size, QObject *parent)
        : SlowAnswer(parent)
        , m_left(pieces)
        , m_size(size)
    {
    }

protected:
    void begin() override
    {
        exchange().begin({});
        resume();
    }

    void resume() override
    {
        while (m_left > 0) {
            exchange().write(streamBytes(m_offset, m_size));
            m_offset += m_size;
            --m_left;
            const std::int64_t buffered = exchange().bufferedBytes();
            const bool isFull = exchange().isFull();
            log().change([buffered, isFull](HandlerLog::Counts &counts) {
                counts.mostBuffered = std::max(counts.mostBuffered, buffered);
                counts.full += isFull ? 1 : 0;
            });
            if (isFull) {
                return;
            }
        }
        exchange().finish();
        over();
    }

private:
    std::uint64_t m_left;
    std::size_t m_size;
    std::uint64_t m_offset = 0;
};

class Trickle final : public SlowAnswer
{
public:
    Trickle(int pieces, int milliseconds, QObject *parent) : SlowAnswer(parent), m_left(pieces)
    {
        m_timer.setInterval(milliseconds);
        connect(&m_timer, &QTimer::timeout, this, &Trickle::next);
    }

protected:
    void begin() override
    {
        exchange().begin({});
        exchange().flush();
        m_timer.start();
    }
    void closed() override { m_timer.stop(); }

private:
    void next()
    {
        if (m_left-- > 0) {
            exchange().write("tick\n");
            return;
        }
        m_timer.stop();
        exchange().finish();
        over();
    }

    int m_left;
    QTimer m_timer;
};

} // namespace

void SlowAnswer::start(std::unique_ptr<http::HttpExchange> exchange,
                       std::shared_ptr<HandlerLog> log)
{
    m_exchange = std::move(exchange);
    m_log = std::move(log);
    connect(m_exchange.get(), &http::HttpExchange::drained, this, [this] { resume(); });
    connect(m_exchange.get(), &http::HttpExchange::closed, this, &SlowAnswer::exchangeClosed);
    begin();
}

void SlowAnswer::over()
{
    log().change([](HandlerLog::Counts &counts) { ++counts.answered; });
    deleteLater();
}

void SlowAnswer::exchangeClosed()
{
    closed();
    log().change([](HandlerLog::Counts &counts) { ++counts.closed; });
    deleteLater();
}

SlowAnswer *makeSlowAnswer(const std::vector<std::string> &path, QObject *parent)
{
    if (path[0] == "never") {
        return new Never(parent);
    }
    if (path[0] == "late") {
        return new Late(parent);
    }
    if (path[0] == "after") {
        return new After(std::stoi(path[1]), parent);
    }
    if (path[0] == "stream") {
        return new Stream(std::stoull(path[1]), std::stoul(path[2]), parent);
    }
    if (path[0] == "trickle") {
        return new Trickle(std::stoi(path[1]), std::stoi(path[2]), parent);
    }
    return nullptr;
}

} // namespace penstock::test
