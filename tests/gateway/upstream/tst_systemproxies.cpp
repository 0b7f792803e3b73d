#include "upstream/systemproxies.h"

#include <QTest>
#include <QThreadPool>

#include <atomic>
#include <mutex>
#include <thread>

using namespace penstock;
using namespace penstock::upstream;

namespace
{

const char *const url = "https://user:word@api.example.test/path?secret=1";

} // namespace

class TestSystemProxies final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        for (const char *name :
             {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
            qunsetenv(name);
        }
    }

    void settings_needNoLookUp()
    {
        SystemProxies proxies([] {}, [](const std::string &) { return std::string("unused"); });
        const ConnectionOptions none{.proxy = ProxyChoice::None};
        QVERIFY(proxies.find(none, url)->kind == ProxyUse::Kind::None);
        const ConnectionOptions address{.proxy = ProxyChoice::Address, .proxyUrl = "http://p"};
        QVERIFY(proxies.find(address, url)->kind == ProxyUse::Kind::Address);
        QVERIFY(proxies.find(address, url)->url == "http://p");
        QVERIFY(proxies.find({}, "http://localhost:1/")->kind == ProxyUse::Kind::None);
    }

    void withoutADesktop_theEnvironmentDecides()
    {
        SystemProxies proxies([] { }, {});
        QVERIFY(proxies.find({}, url)->kind == ProxyUse::Kind::Environment);
    }

    void environment_comesFirst()
    {
        SystemProxies proxies([] {}, [](const std::string &) { return std::string("unused"); });
        qputenv("https_proxy", "http://p");
        QVERIFY(proxies.find({}, url)->kind == ProxyUse::Kind::Environment);
    }

    void desktop_isAskedOnceAndElsewhere()
    {
        std::atomic<int> asked = 0;
        std::mutex mutex;
        std::string askedFor;
        const auto here = std::this_thread::get_id();
        std::atomic<bool> wasElsewhere = false;
        int answered = 0;
        SystemProxies proxies([&answered] { ++answered; },
                              [&](const std::string &about) {
                                  const std::lock_guard lock(mutex);
                                  ++asked;
                                  askedFor = about;
                                  wasElsewhere = std::this_thread::get_id() != here;
                                  return std::string("http://desktop:3128");
                              });
        QVERIFY(!proxies.find({}, url));
        QVERIFY(!proxies.find({}, url));
        QTRY_COMPARE(answered, 1);
        QVERIFY(wasElsewhere);
        QVERIFY(proxies.find({}, url)->kind == ProxyUse::Kind::Address);
        QVERIFY(proxies.find({}, url)->url == "http://desktop:3128");
        QCOMPARE(asked.load(), 1);
        QVERIFY(askedFor == "https://api.example.test/");
    }

    void noProxy_isAnAnswer()
    {
        int answered = 0;
        SystemProxies proxies([&answered] { ++answered; },
                              [](const std::string &) { return std::string(); });
        QVERIFY(!proxies.find({}, url));
        QTRY_COMPARE(answered, 1);
        QVERIFY(proxies.find({}, url)->kind == ProxyUse::Kind::None);
    }

    void goneBeforeTheAnswer()
    {
        auto started = std::make_shared<std::atomic<bool>>(false);
        auto goOn = std::make_shared<std::atomic<bool>>(false);
        {
            SystemProxies proxies([] {},
                                  [started, goOn](const std::string &) {
                                      *started = true;
                                      goOn->wait(false);
                                      return std::string();
                                  });
            QVERIFY(!proxies.find({}, url));
            QTRY_VERIFY(started->load());
        }
        *goOn = true;
        goOn->notify_all();
        QVERIFY(QThreadPool::globalInstance()->waitForDone(10'000));
    }
};

QTEST_GUILESS_MAIN(TestSystemProxies)
#include "tst_systemproxies.moc"
