#include "secrets/keychainaccount.h"

#include <QTest>

#include <set>

using namespace penstock;

/// What entries of the keychain are called.
class TestKeychainAccount final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void account_data();
    void account();
    void newReference_isAnAccountOfTheProfile_data();
    void newReference_isAnAccountOfTheProfile();
    void newReferences_differ();
};

void TestKeychainAccount::account_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isOne");
    QTest::newRow("usual") << QByteArrayLiteral("default/a1-b_2.c") << true;
    QTest::newRow("no slash") << QByteArrayLiteral("default") << false;
    QTest::newRow("no profile") << QByteArrayLiteral("/a") << false;
    QTest::newRow("no id") << QByteArrayLiteral("a/") << false;
    QTest::newRow("two slashes") << QByteArrayLiteral("a/b/c") << false;
    QTest::newRow("blank") << QByteArrayLiteral("a/b c") << false;
    QTest::newRow("line end") << QByteArrayLiteral("a/b\n") << false;
    QTest::newRow("longest") << "a/" + QByteArray(198, 'b') << true;
    QTest::newRow("too long") << "a/" + QByteArray(199, 'b') << false;
    QTest::newRow("empty") << QByteArray() << false;
}

void TestKeychainAccount::account()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, isOne);
    QCOMPARE(isKeychainAccount(text.toStdString()), isOne);
}

void TestKeychainAccount::newReference_isAnAccountOfTheProfile_data()
{
    QTest::addColumn<QByteArray>("profile");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("usual") << QByteArrayLiteral("work") << QByteArrayLiteral("work/");
    QTest::newRow("other signs") << QByteArrayLiteral("b\xC3\xBCro/1 x")
                                 << QByteArrayLiteral("b--ro-1-x/");
    QTest::newRow("empty") << QByteArray() << QByteArrayLiteral("default/");
    QTest::newRow("long") << QByteArray(300, 'p') << QByteArray(64, 'p') + '/';
}

void TestKeychainAccount::newReference_isAnAccountOfTheProfile()
{
    QFETCH(const QByteArray, profile);
    QFETCH(const QByteArray, start);
    SystemRandom random;
    const SecretReference reference = newKeychainReference(profile.toStdString(), random);
    QCOMPARE(reference.place, SecretPlace::Keychain);
    QVERIFY(isKeychainAccount(reference.location));
    QVERIFY(reference.location.starts_with(start.toStdString()));
    QVERIFY(SecretReference::parse(reference.toText()) == reference);
}

void TestKeychainAccount::newReferences_differ()
{
    SeededRandom random(1);
    std::set<SecretReference> all;
    for (int i = 0; i < 1000; ++i) {
        all.insert(newKeychainReference("p", random));
    }
    QCOMPARE(all.size(), std::size_t{1000});
}

QTEST_APPLESS_MAIN(TestKeychainAccount)
#include "tst_keychainaccount.moc"
