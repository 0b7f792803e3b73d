#include "support/fakeclock.h"
#include "widgets/messagequeue.h"

#include <QTest>

using namespace penstock::widgets;
using namespace std::chrono_literals;
using penstock::Duration;
using penstock::test::FakeClock;
using penstock::theme::Tone;

class MessageQueueTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void onlySuccess_expires();
    void undo_countsTenSeconds();
    void held_standsStill();
    void sameId_isReplacedWhereItStands();
    void replacement_startsAnew();
    void waiting_doesNotAge();
    void undo_comesFirst();
    void displaced_standsStill();
    void removed_makesRoom();

private:
    void post(const char *id, Tone tone, MessageKind kind = MessageKind::Note);
    [[nodiscard]] QString shownIds() const;
    [[nodiscard]] std::optional<Duration> left(const char *id) const;
    std::vector<QString> expire();

    FakeClock m_clock;
    MessageQueue m_queue{2};
};

void MessageQueueTest::init()
{
    m_queue = MessageQueue(2);
}

void MessageQueueTest::post(const char *id, Tone tone, MessageKind kind)
{
    Message message;
    message.id = QLatin1String(id);
    message.tone = tone;
    message.kind = kind;
    m_queue.post(message, m_clock.steadyNow());
}

QString MessageQueueTest::shownIds() const
{
    QString ids;
    for (const Message *message : m_queue.shown()) {
        ids += message->id;
    }
    return ids;
}

std::optional<Duration> MessageQueueTest::left(const char *id) const
{
    return m_queue.remaining(QLatin1String(id), m_clock.steadyNow());
}

std::vector<QString> MessageQueueTest::expire()
{
    return m_queue.expire(m_clock.steadyNow());
}

void MessageQueueTest::onlySuccess_expires()
{
    post("a", Tone::Bad);
    post("b", Tone::Good);
    QVERIFY(!left("a"));
    QCOMPARE(m_queue.untilNextExpiry(m_clock.steadyNow()), MessageQueue::goodLifetime);
    m_clock.advance(MessageQueue::goodLifetime - 1ms);
    QVERIFY(expire().empty());
    m_clock.advance(1ms);
    QCOMPARE(expire(), std::vector<QString>{QStringLiteral("b")});
    QCOMPARE(shownIds(), QStringLiteral("a"));
    QVERIFY(!m_queue.untilNextExpiry(m_clock.steadyNow()));
}

void MessageQueueTest::undo_countsTenSeconds()
{
    post("a", Tone::Neutral, MessageKind::Undo);
    m_clock.advance(4s);
    QCOMPARE(left("a"), Duration(6s));
    m_clock.advance(6s);
    QCOMPARE(expire().size(), 1U);
}

void MessageQueueTest::held_standsStill()
{
    post("a", Tone::Neutral, MessageKind::Undo);
    m_clock.advance(4s);
    m_queue.hold(QStringLiteral("a"), m_clock.steadyNow());
    m_clock.advance(1h);
    QVERIFY(expire().empty());
    QCOMPARE(left("a"), Duration(6s));
    QVERIFY(!m_queue.untilNextExpiry(m_clock.steadyNow()));
    m_queue.release(QStringLiteral("a"), m_clock.steadyNow());
    m_clock.advance(5s);
    QCOMPARE(left("a"), Duration(1s));
    m_clock.advance(1s);
    QCOMPARE(expire().size(), 1U);
}

void MessageQueueTest::sameId_isReplacedWhereItStands()
{
    post("a", Tone::Bad);
    post("b", Tone::Bad);
    post("a", Tone::Warning);
    QCOMPARE(shownIds(), QStringLiteral("ab"));
    QCOMPARE(m_queue.shown().front()->tone, Tone::Warning);
    QCOMPARE(m_queue.waiting(), 0U);
}

void MessageQueueTest::replacement_startsAnew()
{
    post("a", Tone::Good);
    m_clock.advance(5s);
    post("a", Tone::Good);
    QCOMPARE(left("a"), Duration(MessageQueue::goodLifetime));
    post("a", Tone::Bad);
    QVERIFY(!left("a"));
}

void MessageQueueTest::waiting_doesNotAge()
{
    post("a", Tone::Bad);
    post("b", Tone::Bad);
    post("c", Tone::Good);
    QCOMPARE(m_queue.waiting(), 1U);
    m_clock.advance(1h);
    QVERIFY(expire().empty());
    QVERIFY(m_queue.remove(QStringLiteral("a"), m_clock.steadyNow()));
    QCOMPARE(shownIds(), QStringLiteral("bc"));
    QCOMPARE(left("c"), Duration(MessageQueue::goodLifetime));
    m_clock.advance(MessageQueue::goodLifetime);
    QCOMPARE(expire().size(), 1U);
}

void MessageQueueTest::undo_comesFirst()
{
    post("a", Tone::Bad);
    post("b", Tone::Bad);
    post("u", Tone::Neutral, MessageKind::Undo);
    post("v", Tone::Neutral, MessageKind::Undo);
    QCOMPARE(shownIds(), QStringLiteral("uv"));
    QCOMPARE(m_queue.waiting(), 2U);
}

void MessageQueueTest::displaced_standsStill()
{
    post("a", Tone::Bad);
    post("b", Tone::Good);
    m_clock.advance(2s);
    post("u", Tone::Neutral, MessageKind::Undo);
    QCOMPARE(shownIds(), QStringLiteral("ua"));
    m_clock.advance(9s);
    QCOMPARE(left("b"), Duration(MessageQueue::goodLifetime - 2s));
}

void MessageQueueTest::removed_makesRoom()
{
    post("a", Tone::Bad);
    QVERIFY(m_queue.remove(QStringLiteral("a"), m_clock.steadyNow()));
    QVERIFY(!m_queue.remove(QStringLiteral("a"), m_clock.steadyNow()));
    QVERIFY(m_queue.shown().empty());
}

QTEST_APPLESS_MAIN(MessageQueueTest)
#include "tst_messagequeue.moc"
