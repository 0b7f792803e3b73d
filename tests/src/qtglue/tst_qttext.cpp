#include "qtglue/qttext.h"

#include <QTest>

using namespace penstock;

class TestQtText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textSurvivesBothWays_data()
    {
        QTest::addColumn<QByteArray>("utf8");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("ASCII") << QByteArray("plain");
        QTest::newRow("four bytes") << QByteArray("ä€😀");
        QTest::newRow("zero byte") << QByteArray("a\0b", 3);
    }
    void textSurvivesBothWays()
    {
        QFETCH(QByteArray, utf8);
        const std::string text = utf8.toStdString();
        QCOMPARE(toQString(text), QString::fromUtf8(utf8));
        QCOMPARE(toStd(toQString(text)), text);
    }

    void illFormedTextIsReplaced()
    {
        QCOMPARE(toQString("a\xFFz"), QStringLiteral("a\uFFFDz"));
        const QString half = QStringLiteral("😀").left(1);
        QCOMPARE(toQString(toStd(half)), toQString(toStd(toQString(toStd(half)))));
    }

    void emptyViewsAreEmpty()
    {
        QCOMPARE(toQString(std::string_view()), QString());
        QCOMPARE(toStd(QStringView()), std::string());
    }
};

QTEST_GUILESS_MAIN(TestQtText)
#include "tst_qttext.moc"
