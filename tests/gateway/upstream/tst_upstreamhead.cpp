#include "support/generate.h"
#include "support/property.h"
#include "upstream/answerhead.h"

#include <QTest>

using namespace penstock;
using namespace penstock::upstream;
using Progress = AnswerHead::Progress;

namespace
{

Progress takeLines(AnswerHead &head, std::initializer_list<std::string_view> lines)
{
    Progress progress = Progress::More;
    for (const std::string_view line : lines) {
        if (progress == Progress::More) {
            progress = head.takeLine(std::string(line) + "\r\n");
        }
    }
    return progress;
}

} // namespace

class TestUpstreamHead final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fields_keepCaseAndOrder()
    {
        AnswerHead head;
        QVERIFY(takeLines(head, {"HTTP/2 200", "x-B: 1 ", "X-a:\t2", "x-b:", ""})
                == Progress::Complete);
        QCOMPARE(head.head().status, 200);
        const wire::HeaderFields expected{{"x-B", "1"}, {"X-a", "2"}, {"x-b", ""}};
        QVERIFY(head.head().fields == expected);
        QVERIFY(!head.head().contentLength);
    }

    void hopByHop_isTakenOut()
    {
        AnswerHead head;
        QVERIFY(takeLines(head,
                          {"HTTP/1.1 200 OK", "CONNECTION: close , X-Mine", "x-mine: 1",
                           "Keep-Alive: timeout=1", "TE: x", "Trailer: y", "Upgrade: h2c",
                           "Proxy-Authenticate: Basic", "Transfer-Encoding: chunked",
                           "Content-Length: 5", "Server: x", ""})
                == Progress::Complete);
        const wire::HeaderFields expected{{"Server", "x"}};
        QVERIFY(head.head().fields == expected);
        QVERIFY(!head.head().contentLength);
    }

    void interimAnswers_leaveNothing()
    {
        AnswerHead head;
        QVERIFY(takeLines(head,
                          {"HTTP/1.1 103 Hints", "Link: x", "", "HTTP/1.1 404 No",
                           "Content-Length: 0", ""})
                == Progress::Complete);
        QCOMPARE(head.head().status, 404);
        QVERIFY(head.head().fields.empty());
        QCOMPARE(head.head().contentLength.value(), 0U);
    }

    void oddLines_doNoHarm()
    {
        AnswerHead head;
        QVERIFY(takeLines(head,
                          {"HTTP/1.1 200", "no colon", "bad name: 1", ": 2", "X: a\rb\x01",
                           "  folded", ""})
                == Progress::Complete);
        const wire::HeaderFields expected{{"X", "a b  folded"}};
        QVERIFY(head.head().fields == expected);
    }

    void otherProtocols_areBroken()
    {
        for (const char *line : {"ICY 200 OK", "HTTP/1.1", "HTTP/1.1 x", "HTTP/1.1 42 Low", ""}) {
            AnswerHead head;
            QVERIFY2(takeLines(head, {line}) == Progress::Broken, line);
        }
        AnswerHead upgraded;
        QVERIFY(takeLines(upgraded, {"HTTP/1.1 101 Switching", ""}) == Progress::Broken);
    }

    void size_isBounded()
    {
        AnswerHead head;
        QVERIFY(takeLines(head, {"HTTP/1.1 200 OK"}) == Progress::More);
        const std::string line = "X: " + std::string(10'000, 'x');
        Progress progress = Progress::More;
        int lines = 0;
        while (progress == Progress::More && lines < 1'000) {
            progress = head.takeLine(line);
            ++lines;
        }
        QVERIFY(progress == Progress::TooLarge);
        QVERIFY(lines <= 27);
    }

    void anyLines_areSurvived()
    {
        test::forEachRound(500, [](SeededRandom &random) {
            AnswerHead head;
            for (int line = 0; line < 20; ++line) {
                const Progress progress
                    = head.takeLine(test::randomText(random, "HTP/1. 20:Xx\r\n\t,\x01", 40));
                if (progress != Progress::More) {
                    return;
                }
            }
        });
    }
};

QTEST_APPLESS_MAIN(TestUpstreamHead)
#include "tst_upstreamhead.moc"
