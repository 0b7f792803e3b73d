#include "base/secretstring.h"

#include <QTest>

#include <sstream>
#include <type_traits>

using namespace penstock;

namespace
{

template<class T>
concept Printable = requires(std::ostream &stream, const T &value) { stream << value; };

static_assert(!std::is_copy_constructible_v<SecretString>);
static_assert(!std::is_copy_assignable_v<SecretString>);
static_assert(!std::is_convertible_v<std::string, SecretString>);
static_assert(!std::is_convertible_v<SecretString, std::string>);
static_assert(!Printable<SecretString>);
static_assert(!std::equality_comparable<SecretString>);

constexpr std::string_view longText = "a-key-that-is-longer-than-the-object-itself-0123456789";

} // namespace

class TestSecretString final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takingWipesTheSource_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("inside the object") << QByteArray("short");
        QTest::newRow("on the heap") << QByteArray(longText.data(), longText.size());
    }
    void takingWipesTheSource()
    {
        QFETCH(QByteArray, text);
        std::string source = text.toStdString();
        SecretString secret(std::move(source));
        QCOMPARE(std::string(secret.reveal()), text.toStdString());
        // The buffer inside the object is still ours to look at, above its length as well.
        QVERIFY(source.empty());
        source.resize(source.capacity(), 'x');
        QVERIFY(source.find("short") == std::string::npos);
    }

    void movingEmptiesTheSource()
    {
        SecretString from = SecretString::copyOf("short");
        const SecretString to(std::move(from));
        QVERIFY(from.isEmpty());
        QCOMPARE(std::string(to.reveal()), std::string("short"));
    }

    void assigningTakesOver()
    {
        SecretString to = SecretString::copyOf(longText);
        SecretString from = SecretString::copyOf("short");
        to = std::move(from);
        QVERIFY(from.isEmpty());
        QCOMPARE(std::string(to.reveal()), std::string("short"));
        SecretString &same = to;
        to = std::move(same);
        QCOMPARE(std::string(to.reveal()), std::string("short"));
    }

    void clonesLiveOnTheirOwn()
    {
        SecretString copy;
        {
            const SecretString original = SecretString::copyOf(longText);
            copy = original.clone();
        }
        QCOMPARE(copy.reveal(), longText);
    }

    void hint_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("hint");
        QTest::newRow("nothing") << QByteArray() << QByteArray("…");
        QTest::newRow("too short to show a part")
            << QByteArray("123456789012345") << QByteArray("…");
        QTest::newRow("long") << QByteArray("1234567890123456") << QByteArray("…3456");
        QTest::newRow("never half a character")
            << QByteArray("12345678901234ä€x") << QByteArray("…€x");
        QTest::newRow("cut inside a character")
            << QByteArray("12345678901234€€") << QByteArray("…€");
    }
    void hint()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, hint);
        QCOMPARE(SecretString::copyOf(text.toStdString()).hint(), hint.toStdString());
    }

    void matches_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QByteArray>("candidate");
        QTest::addColumn<bool>("isMatch");
        QTest::newRow("equal") << QByteArray("secret") << QByteArray("secret") << true;
        QTest::newRow("other") << QByteArray("secret") << QByteArray("secreT") << false;
        QTest::newRow("beginning") << QByteArray("secret") << QByteArray("secre") << false;
        QTest::newRow("longer") << QByteArray("secret") << QByteArray("secrets") << false;
        QTest::newRow("repeated") << QByteArray("ab") << QByteArray("abab") << false;
        QTest::newRow("nothing given") << QByteArray("secret") << QByteArray() << false;
        QTest::newRow("nothing set") << QByteArray() << QByteArray("x") << false;
        QTest::newRow("nothing set, nothing given") << QByteArray() << QByteArray() << false;
        QTest::newRow("nothing set, zero byte given")
            << QByteArray() << QByteArray("\0", 1) << false;
    }
    void matches()
    {
        QFETCH(QByteArray, secret);
        QFETCH(QByteArray, candidate);
        QFETCH(bool, isMatch);
        const SecretString kept = SecretString::copyOf(secret.toStdString());
        QCOMPARE(kept.matches(candidate.toStdString()), isMatch);
    }
};

QTEST_APPLESS_MAIN(TestSecretString)
#include "tst_secretstring.moc"
