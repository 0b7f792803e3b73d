#include "upstream/parsedurls.h"

#include <QTest>

using penstock::upstream::ParsedUrls;

/// Addresses that are taken apart once.
class TestParsedUrls final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameText_isTakenApartOnce();
    void path_staysAsItIs();
    void unreadable_isNotKept_data();
    void unreadable_isNotKept();
    void manyTexts_takeNoMoreRoom();
};

void TestParsedUrls::sameText_isTakenApartOnce()
{
    ParsedUrls urls;
    const auto first = urls.find("https://a.example/v1/chat?x=1");
    QVERIFY(first != nullptr);
    QVERIFY(urls.find("https://a.example/v1/chat?x=1") == first);
    QVERIFY(urls.find("https://a.example/v1/chat?x=2") != first);
}

void TestParsedUrls::path_staysAsItIs()
{
    ParsedUrls urls;
    const auto url = urls.find("http://127.0.0.1:8080/a/../b%2Fc");
    char *path = nullptr;
    QCOMPARE(curl_url_get(url.get(), CURLUPART_PATH, &path, 0), CURLUE_OK);
    const std::string text = path;
    curl_free(path);
    QCOMPARE(QByteArray::fromStdString(text), QByteArrayLiteral("/a/../b%2Fc"));
}

void TestParsedUrls::unreadable_isNotKept_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("port") << QByteArrayLiteral("http://a.example:99999/");
    QTest::newRow("blank in the host") << QByteArrayLiteral("http://a example/");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("long") << "http://a.example/" + QByteArray(5000, 'x');
}

void TestParsedUrls::unreadable_isNotKept()
{
    QFETCH(const QByteArray, url);
    ParsedUrls urls;
    QVERIFY(urls.find(url.toStdString()) == nullptr);
    QVERIFY(urls.find(url.toStdString()) == nullptr);
}

void TestParsedUrls::manyTexts_takeNoMoreRoom()
{
    ParsedUrls urls;
    const std::weak_ptr<CURLU> first = urls.find("http://a.example/");
    QVERIFY(!first.expired());
    for (int i = 0; i < 1000; ++i) {
        QVERIFY(urls.find("http://a.example/" + std::to_string(i)) != nullptr);
    }
    QVERIFY(first.expired());
}

QTEST_APPLESS_MAIN(TestParsedUrls)
#include "tst_parsedurls.moc"
