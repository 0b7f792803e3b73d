#include "base/text.h"
#include "proxy/conversationkey.h"
#include "support/tempdir.h"

#include <QTest>

using namespace penstock;
using namespace penstock::proxy;

/// What makes two requests parts of one conversation.
class TestConversationKey final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void laterTurns_haveTheSame();
    void otherBeginning_isAnother_data();
    void otherBeginning_isAnother();
    void wordsInParts_areRead();
    void withoutWords_isEmpty_data();
    void withoutWords_isEmpty();
    void longBeginning_isCut();
    void spooledBody_hasTheSame();
};

namespace
{

std::string keyOf(const std::string &body, std::size_t spoolAbove = 1 << 20)
{
    const penstock::test::TempDir folder;
    wire::StoredBody stored({.spoolAbove = spoolAbove, .folder = folder.path()});
    if (!stored.append(body)) {
        qFatal("The body could not be stored.");
    }
    return conversationKey(stored);
}

std::string message(const std::string &role, const std::string &content)
{
    return "{\"role\":\"" + role + "\",\"content\":\"" + content + "\"}";
}

std::string chat(const std::string &messages)
{
    return "{\"model\":\"m\",\"temperature\":0.5,\"messages\":[" + messages + "]}";
}

const std::string beginning = message("system", "Be kind.") + ',' + message("user", "Hello");

} // namespace

void TestConversationKey::laterTurns_haveTheSame()
{
    const std::string first = keyOf(chat(beginning));
    QVERIFY(!first.empty());
    QCOMPARE(
        keyOf(chat(beginning + ',' + message("assistant", "Hi") + ',' + message("user", "More"))),
        first);
    QCOMPARE(keyOf("{\"messages\":[{\"content\":\"Be kind.\",\"role\":\"system\"},"
                   "{\"content\":\"Hello\",\"role\":\"user\"}],\"stream\":true}"),
             first);
}

void TestConversationKey::otherBeginning_isAnother_data()
{
    QTest::addColumn<QByteArray>("messages");
    const auto row = [](const std::string &messages) {
        QTest::newRow(messages.c_str()) << QByteArray::fromStdString(messages);
    };
    row(message("system", "Be kind.") + ',' + message("user", "Hello!"));
    row(message("system", "Be rude.") + ',' + message("user", "Hello"));
    row(message("user", "Hello"));
    row(message("user", "Be kind.Hello"));
}

void TestConversationKey::otherBeginning_isAnother()
{
    QFETCH(const QByteArray, messages);
    QVERIFY(keyOf(chat(messages.toStdString())) != keyOf(chat(beginning)));
}

void TestConversationKey::wordsInParts_areRead()
{
    const auto parts = [](const std::string &text) {
        return chat("{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                    "{\"url\":\"data:x\"}},{\"type\":\"text\",\"text\":\""
                    + text + "\"}]}");
    };
    QVERIFY(!keyOf(parts("What is it?")).empty());
    QVERIFY(keyOf(parts("What is it?")) != keyOf(parts("Where is it?")));
    QVERIFY(!keyOf("{\"prompt\":\"Once\"}").empty());
    QVERIFY(keyOf("{\"prompt\":\"Once\"}") != keyOf("{\"prompt\":\"Twice\"}"));
    QVERIFY(!keyOf("{\"instructions\":\"Be kind.\"}").empty());
}

void TestConversationKey::withoutWords_isEmpty_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const char *body : {"", "{}", "[]", "{\"messages\":[]}", "{\"messages\":[{}]}",
                             "{\"input\":[1,2]}", "{\"messages\":[{\"role\":\"user\"}]}"}) {
        QTest::newRow(body) << QByteArray(body);
    }
}

void TestConversationKey::withoutWords_isEmpty()
{
    QFETCH(const QByteArray, body);
    QCOMPARE(keyOf(body.toStdString()), std::string());
}

void TestConversationKey::longBeginning_isCut()
{
    const std::string words(5000, 'a');
    const std::string key = keyOf(chat(message("user", words + "b")));
    QVERIFY(key.size() <= 4097);
    QCOMPARE(keyOf(chat(message("user", words + "c"))), key);
    QVERIFY(keyOf(chat(message("user", "b" + words))) != key);
}

void TestConversationKey::spooledBody_hasTheSame()
{
    QCOMPARE(keyOf(chat(beginning), 10), keyOf(chat(beginning)));
    // Of a large one only the beginning is read.
    const std::string large = chat(beginning + ',' + message("user", std::string(400'000, 'x')));
    QCOMPARE(keyOf(large, 10), keyOf(chat(beginning)));
}

QTEST_APPLESS_MAIN(TestConversationKey)
#include "tst_conversationkey.moc"
