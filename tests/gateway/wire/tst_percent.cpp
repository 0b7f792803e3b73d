#include "wire/percent.h"

#include <QtTest/QtTest>

using namespace penstock;
using namespace penstock::wire;

class PercentTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decoded_data();
    void decoded();
    void whatIsEncoded_comesBack();
};

void PercentTest::decoded_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("plain");
    QTest::newRow("plain") << QByteArray("gpt-4o") << QByteArray("gpt-4o");
    QTest::newRow("slash") << QByteArray("a%2Fb%2fc") << QByteArray("a/b/c");
    QTest::newRow("no digits") << QByteArray("100%zz") << QByteArray("100%zz");
    QTest::newRow("cut") << QByteArray("100%2") << QByteArray("100%2");
    QTest::newRow("twice") << QByteArray("%252F") << QByteArray("%2F");
}

void PercentTest::decoded()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, plain);
    QCOMPARE(QByteArray::fromStdString(percentDecoded(text.toStdString())), plain);
}

void PercentTest::whatIsEncoded_comesBack()
{
    for (int byte = 0; byte < 256; ++byte) {
        const std::string text{'a', static_cast<char>(byte), 'b'};
        const std::string encoded = percentEncoded(text);
        QCOMPARE(percentDecoded(encoded), text);
        QVERIFY(encoded.find_first_of("/?#& +") == std::string::npos);
    }
}

QTEST_APPLESS_MAIN(PercentTest)

#include "tst_percent.moc"
