#include "base/utf8.h"
#include "support/property.h"

#include <QTest>

using namespace penstock;

class TestUtf8 final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheFirstBadByte_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("offset"); // -1: none
        QTest::addColumn<QByteArray>("sanitized");
        const auto same = [](const char *name, const QByteArray &text) {
            QTest::newRow(name) << text << -1 << text;
        };
        same("nothing", "");
        same("ASCII", "plain text\n");
        same("a zero byte", QByteArray("a\0b", 3));
        same("two, three and four bytes", "ä€😀");
        same("lowest of each length", "\xC2\x80\xE0\xA0\x80\xF0\x90\x80\x80");
        same("highest of each length", "\x7F\xDF\xBF\xEF\xBF\xBF\xF4\x8F\xBF\xBF");
        same("around the surrogates", "\xED\x9F\xBF\xEE\x80\x80");
        QTest::newRow("lone continuation") << QByteArray("a\x80z") << 1 << QByteArray("a\uFFFDz");
        QTest::newRow("overlong slash")
            << QByteArray("\xC0\xAF") << 0 << QByteArray("\uFFFD\uFFFD");
        QTest::newRow("overlong, three bytes")
            << QByteArray("\xE0\x9F\xBF") << 0 << QByteArray("\uFFFD\uFFFD\uFFFD");
        QTest::newRow("overlong, four bytes")
            << QByteArray("\xF0\x8F\xBF\xBF") << 0 << QByteArray("\uFFFD\uFFFD\uFFFD\uFFFD");
        QTest::newRow("surrogate")
            << QByteArray("ok\xED\xA0\x80") << 2 << QByteArray("ok\uFFFD\uFFFD\uFFFD");
        QTest::newRow("above U+10FFFF")
            << QByteArray("\xF4\x90\x80\x80") << 0 << QByteArray("\uFFFD\uFFFD\uFFFD\uFFFD");
        QTest::newRow("five bytes") << QByteArray("\xF8\x88") << 0 << QByteArray("\uFFFD\uFFFD");
        QTest::newRow("cut at the end is one")
            << QByteArray("a\xF0\x9F\x98") << 1 << QByteArray("a\uFFFD");
        QTest::newRow("cut by a letter is one")
            << QByteArray("\xE2\x82z") << 0 << QByteArray("\uFFFDz");
        QTest::newRow("Latin-1") << QByteArray("gr\xFC\xDF") << 2 << QByteArray("gr\uFFFD\uFFFD");
    }
    void findsTheFirstBadByte()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, offset);
        QFETCH(QByteArray, sanitized);
        const std::string bytes = text.toStdString();
        const auto found = firstInvalidUtf8(bytes);
        QCOMPARE(found ? static_cast<int>(*found) : -1, offset);
        QCOMPARE(isUtf8(bytes), offset < 0);
        QCOMPARE(sanitizedUtf8(bytes), sanitized.toStdString());
    }

    void sanitizedIsAlwaysValid()
    {
        test::forEachRound(500, [](SeededRandom &random) {
            const std::string bytes = random.below(2) == 0
                ? test::randomBytes(random, 40)
                : test::randomText(random, "a\xC2\xE0\xED\xF0\xF4\x80\x8F\x90\x9F\xA0\xBF", 40);
            const std::string clean = sanitizedUtf8(bytes);
            QVERIFY(isUtf8(clean));
            QCOMPARE(sanitizedUtf8(clean), clean);
            QVERIFY(!isUtf8(bytes) || clean == bytes);
            // Qt follows the same rule; two that agree are less likely both wrong.
            QCOMPARE(isUtf8(bytes), !QString::fromStdString(bytes).contains(QChar(0xFFFD)));
        });
    }
};

QTEST_APPLESS_MAIN(TestUtf8)
#include "tst_utf8.moc"
