#include "support/property.h"
#include "wire/chunkeddecoder.h"

#include <QTest>

#include <array>

using namespace penstock;
using namespace penstock::wire;

namespace
{

struct Decoded {
    std::string body;
    std::string rest;
    ChunkedDecoder::Progress progress = ChunkedDecoder::Progress::NeedsMore;
    int status = 0;
};

/// Feeds the pieces one after the other, keeping what was not consumed, as a connection does.
Decoded decode(const std::vector<std::string> &pieces)
{
    ChunkedDecoder decoder;
    Decoded result;
    for (const std::string &piece : pieces) {
        result.rest += piece;
        while (true) {
            const ChunkedDecoder::Step step = decoder.next(result.rest);
            result.body += step.data;
            result.rest.erase(0, step.consumed);
            result.progress = step.progress;
            if (step.progress != ChunkedDecoder::Progress::Data) {
                break;
            }
        }
    }
    result.status = decoder.problem() ? decoder.problem()->status : 0;
    return result;
}

std::vector<std::string> cutAtEveryByte(const std::string &text)
{
    std::vector<std::string> pieces;
    for (const char c : text) {
        pieces.emplace_back(1, c);
    }
    return pieces;
}

} // namespace

class TestChunkedDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whole_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("body");
        QTest::addColumn<std::string>("rest");
        const auto row
            = [](const char *name, const std::string &text, const std::string &body,
                 const std::string &rest = {}) { QTest::newRow(name) << text << body << rest; };
        row("empty", "0\r\n\r\n", "");
        row("two chunks", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world");
        row("hex in both cases", "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n",
            "01234567890123456789");
        row("extension", "5;name=\"v\"\r\nhello\r\n0;x\r\n\r\n", "hello");
        row("blank before extension", "5 ;a\r\nhello\r\n0\r\n\r\n", "hello");
        row("trailers", "5\r\nhello\r\n0\r\nX-A: b\r\nX-C: d\r\n\r\n", "hello");
        row("line ends inside data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n");
        row("next request behind it", "1\r\nx\r\n0\r\n\r\nGET / HTTP/1.1\r\n", "x",
            "GET / HTTP/1.1\r\n");
        row("leading zeros", "00000005\r\nhello\r\n000\r\n\r\n", "hello");
    }

    void whole()
    {
        QFETCH(const std::string, text);
        QFETCH(const std::string, body);
        QFETCH(const std::string, rest);
        for (const auto &pieces : {std::vector<std::string>{text}, cutAtEveryByte(text)}) {
            const Decoded decoded = decode(pieces);
            QCOMPARE(decoded.progress, ChunkedDecoder::Progress::Complete);
            QCOMPARE(decoded.body, body);
            QCOMPARE(decoded.rest, rest);
        }
    }

    void broken_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const std::string &text, int status = 400) {
            QTest::newRow(name) << text << status;
        };
        row("below zero", "-1\r\n");
        row("word", "ZZ\r\n");
        row("0x", "0x5\r\nhello\r\n");
        row("empty size", "\r\n");
        row("huge", "7fffffffffffffff\r\n");
        row("nine digits", "000000005\r\nhello\r\n");
        row("bare line feed", "5\nhello\r\n0\r\n\r\n");
        row("data too long", "5\r\nhello!\r\n");
        row("carriage return in the size", "5\r5\r\n");
        row("control in an extension", std::string("5;\x01\r\n"));
        row("endless size line", std::string(300, '1'));
        row("endless extension", "5;" + std::string(300, 'x'));
        row("endless trailer", "0\r\nX: " + std::string(9000, 'x'), 431);
        row("bare line feed in the trailer", "0\r\nX: a\n\r\n");
    }

    void broken()
    {
        QFETCH(const std::string, text);
        QFETCH(const int, status);
        for (const auto &pieces : {std::vector<std::string>{text}, cutAtEveryByte(text)}) {
            const Decoded decoded = decode(pieces);
            QCOMPARE(decoded.progress, ChunkedDecoder::Progress::Broken);
            QCOMPARE(decoded.status, status);
        }
    }

    void manySmallTrailers_areBounded()
    {
        std::string text = "0\r\n";
        for (int i = 0; i < 3000; ++i) {
            text += "X: y\r\n";
        }
        QCOMPARE(decode({text}).status, 431);
    }

    void anyBodyInAnyChunksAndCuts_comesOutWhole()
    {
        test::forEachRound(300, [](SeededRandom &random) {
            const std::string body = test::randomBytes(random, 2000);
            std::string text;
            for (std::size_t at = 0; at < body.size();) {
                const std::size_t size
                    = std::min<std::size_t>(body.size() - at, 1 + random.below(200));
                std::array<char, 16> line{};
                std::snprintf(line.data(), line.size(), "%zx\r\n", size);
                text += line.data() + body.substr(at, size) + "\r\n";
                at += size;
            }
            text += "0\r\n\r\n";
            std::vector<std::string> pieces;
            for (std::size_t at = 0; at < text.size();) {
                const std::size_t size
                    = std::min<std::size_t>(text.size() - at, 1 + random.below(50));
                pieces.push_back(text.substr(at, size));
                at += size;
            }
            const Decoded decoded = decode(pieces);
            QCOMPARE(decoded.progress, ChunkedDecoder::Progress::Complete);
            QCOMPARE(decoded.body, body);
        });
    }
};

QTEST_APPLESS_MAIN(TestChunkedDecoder)
#include "tst_chunkeddecoder.moc"
