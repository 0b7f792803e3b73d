#include "base/redaction.h"
#include "support/property.h"

#include <QTest>

#include <array>

using namespace penstock;

namespace
{

constexpr const char *certificate = "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----";
constexpr const char *jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

// Pieces that mean something to one rule or another, to be thrown together in any order.
constexpr std::array<std::string_view, 58> pieces{"Authorization",
                                                  "Bearer ",
                                                  "api-key",
                                                  "\"api_key\"",
                                                  "token",
                                                  "max_tokens",
                                                  "password",
                                                  "key1",
                                                  "?sig",
                                                  "&key",
                                                  "=",
                                                  ":",
                                                  ": ",
                                                  "\"",
                                                  "'",
                                                  "\\\"",
                                                  "\\",
                                                  "\n",
                                                  " ",
                                                  "://",
                                                  "@",
                                                  "/",
                                                  ",",
                                                  ";",
                                                  "[",
                                                  "]",
                                                  "{",
                                                  "}",
                                                  "***",
                                                  "*",
                                                  "sk-abc123456",
                                                  "pk-",
                                                  "eyJabcdefghij",
                                                  ".",
                                                  "-",
                                                  "_",
                                                  "abc",
                                                  "Digest ",
                                                  "null",
                                                  "${NAME}",
                                                  "${",
                                                  "env:X",
                                                  "|",
                                                  ">",
                                                  "\n  ",
                                                  "-----BEGIN RSA PRIVATE KEY-----",
                                                  "-----END",
                                                  "cookie",
                                                  "x",
                                                  "1",
                                                  "\t",
                                                  "realm=\"",
                                                  "secret=",
                                                  "\r\n",
                                                  "ä",
                                                  "%3D",
                                                  "''",
                                                  "Bearer token"};

std::string randomPieces(SeededRandom &random)
{
    std::string text;
    for (auto left = random.below(25); left > 0; --left) {
        text += pick(random, pieces);
    }
    return text;
}

std::size_t maskCount(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t at = text.find("***"); at != std::string_view::npos;
         at = text.find("***", at + 3)) {
        ++count;
    }
    return count;
}

void row(const char *name, const char *text, const char *expected)
{
    QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
}

void same(const char *text)
{
    QTest::newRow(text) << QByteArray(text) << QByteArray(text);
}

} // namespace

class TestRedaction final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headers_data()
    {
        columns();
        row("authorization", "Authorization: Bearer abc.def", "Authorization: ***");
        row("basic", "authorization: Basic dXNlcjpwdw==\r\nHost: x",
            "authorization: ***\r\nHost: x");
        row("digest", "Authorization: Digest username=\"u\", response=\"r\"\nHost: x",
            "Authorization: ***\nHost: x");
        row("on a command line", "curl -H 'Authorization: Bearer a b' https://x",
            "curl -H 'Authorization: ***' https://x");
        row("in double quotes", "curl -H \"Authorization: Bearer a b\" https://x",
            "curl -H \"Authorization: ***\" https://x");
        row("api-key", "api-key: 0123abcd, status: 401", "api-key: ***, status: 401");
        row("one character", "api-key: x", "api-key: ***");
        row("scheme in a token", "x-token: Bearer abc, n: 1", "x-token: ***, n: 1");
        row("name after a name", "token: api-key: abc", "token: api-key: ***");
        row("name in a list", "secret=[\nx-api-key: abc", "secret=[\nx-api-key: ***");
        row("quoted name in a list", "secret=[\n'password': 'abc'", "secret=[\n'password': '***'");
        row("x-api-key", "X-Api-Key:abc\nA: b", "X-Api-Key:***\nA: b");
        row("subscription", "ocp-apim-subscription-key: abc", "ocp-apim-subscription-key: ***");
        row("admin", "x-admin-api-key: abc", "x-admin-api-key: ***");
        row("cookies", "Cookie: a=1; session=2\nHost: x", "Cookie: ***\nHost: x");
        row("printed as a map", "map[Api-Key:[abc] Host:[x]]", "map[Api-Key:[***] Host:[x]]");
        row("printed as lists", "{\"Authorization\": [\"Bearer a\", \"Bearer b\"], \"n\": 1}",
            "{\"Authorization\": [\"***\", \"***\"], \"n\": 1}");
    }
    void headers() { check(); }

    void documents_data()
    {
        columns();
        row("JSON", "{\"api_key\":\"abc\",\"n\":1}", "{\"api_key\":\"***\",\"n\":1}");
        row("JSON with spaces", "{\"client_secret\" : \"a b\" }", "{\"client_secret\" : \"***\" }");
        row("JSON over lines", "{\"password\":\n  \"abc\"}", "{\"password\":\n  \"***\"}");
        row("quote inside", "{\"password\":\"a\\\"b\",\"n\":1}", "{\"password\":\"***\",\"n\":1}");
        row("backslash at the end", "{\"token\":\"a\\\\\",\"n\":\"b\"}",
            "{\"token\":\"***\",\"n\":\"b\"}");
        row("JSON in JSON", "{\"body\":\"{\\\"token\\\":\\\"abc\\\",\\\"n\\\":\\\"\\\\\\\"\\\"}\"}",
            "{\"body\":\"{\\\"token\\\":\\\"***\\\",\\\"n\\\":\\\"\\\\\\\"\\\"}\"}");
        row("quote in JSON in JSON", "\"{\\\"token\\\":\\\"a\\\\\\\"b\\\",\\\"n\\\":1}\"",
            "\"{\\\"token\\\":\\\"***\\\",\\\"n\\\":1}\"");
        row("cut off", "{\"refresh_token\":\"abcdef", "{\"refresh_token\":\"***");
        row("number", "\"password\": 1234, \"n\": 1", "\"password\": ***, \"n\": 1");
        row("Python", "{'access_token': 'abc', 'n': 1}", "{'access_token': '***', 'n': 1}");
        row("camel case", "\"clientSecret\":\"abc\",\"accessToken\":\"d\"",
            "\"clientSecret\":\"***\",\"accessToken\":\"***\"");
        row("keys of a resource", "{\"key1\":\"abc\",\"key2\":\"def\"}",
            "{\"key1\":\"***\",\"key2\":\"***\"}");
        row("YAML", "api_key: abc\nname: x", "api_key: ***\nname: x");
        row("YAML, words", "- password: correct horse battery\n  name: x",
            "- password: ***\n  name: x");
        row("YAML, quoted", "password: 'it''s'\nname: x", "password: '***'\nname: x");
        row("YAML, flow", "{user: a, password: b}", "{user: a, password: ***");
        row("YAML, block", "client_secret: |\n  abc\n  def\nname: x",
            "client_secret: |\n  ***\nname: x");
        row("environment", "AZURE_INSTANCE_WEST_API_KEY=abc PORT=1",
            "AZURE_INSTANCE_WEST_API_KEY=*** PORT=1");
        row("option", "--api-key=abc --port 1", "--api-key=*** --port 1");
        row("PEM", "-----BEGIN PRIVATE KEY-----\nMIIE\nabc\n-----END PRIVATE KEY-----\nx",
            "-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----\nx");
        row("default of a variable", "api_key: ${KEY:-abc}", "api_key: ***}");
    }
    void documents() { check(); }

    void tokens_data()
    {
        columns();
        row("bearer", "got Bearer abc-._~+/=, tried again", "got Bearer ***, tried again");
        row("bearer, one character", "bearer x", "bearer ***");
        row("OpenAI", "key sk-proj-Abc123_x is wrong", "key *** is wrong");
        row("client", "(pk-Zm9vYmFy0123)", "(***)");
        row("web token", "got eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln.", "got ***.");
        row("web token in a parameter", "x%3DeyJhbGciOiJub25lIn0.e30.", "x%3D***.");
    }
    void tokens() { check(); }

    void urls_data()
    {
        columns();
        row("user and password", "redis://user:p@ss@host:6379/0", "redis://***@host:6379/0");
        row("password only", "redis://:pass@host", "redis://***@host");
        row("first parameter", "GET /openai?api-key=abc&x=1", "GET /openai?api-key=***&x=1");
        row("signature", "https://a/b?sv=1&sig=a%2Bb#top", "https://a/b?sv=1&sig=***");
        row("code", "https://a/?code=abc&state=s", "https://a/?code=***&state=s");
        row("short names", "/x?key=abc&access_token=d&token=e",
            "/x?key=***&access_token=***&token=***");
        row("form", "grant_type=password&client_secret=abc&scope=x",
            "grant_type=password&client_secret=***&scope=x");
    }
    void urls() { check(); }

    void harmlessTextStays_data()
    {
        columns();
        same("max_tokens: 100");
        same("\"max_tokens\": 100, \"prompt_tokens\": 5");
        same("prompt tokens: 12, completion tokens: 3");
        same("TOKEN_RATE_LIMIT=60000");
        same("token_type: Bearer");
        same("The Bearer token is missing.");
        same("Use an api-key or a token.");
        same("WWW-Authenticate: Bearer realm=\"x\", error=\"invalid_token\"");
        same("key: value; code=5; sig: none");
        same("monkey=1&donkey=2");
        same("https://host/path?api-version=2024-10-21&skip=1");
        same("https://host/@user mail a@b.example");
        same("task-123456789 disk-12345678901234567890 sk-learn pk-1");
        same("eyJ");
        same("api_key: ${AZURE_KEY}");
        same("{\"api_key\": \"env:AZURE_KEY\", \"token\": null, \"password\": \"\"}");
        row("empty value", "password:\nname: x", "password:\nname: x");
        same("\"token\": {\"id\": 1}");
        row("certificate", certificate, certificate);
        same("tokenizer=o200k secretary: x passwordless: y");
        row("nothing", "", "");
    }
    void harmlessTextStays() { check(); }

    void secretNames_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("isSecret");
        for (const char *name :
             {"api-key", "API_KEY", "apiKey", "api_key_next", "Authorization",
              "Proxy-Authorization", "client_secret", "clientSecret", "PGPASSWORD", "scrape_token",
              "Set-Cookie", "AccountKey", "password"}) {
            QTest::newRow(name) << QByteArray(name) << (QByteArray(name) != "PGPASSWORD");
        }
        for (const char *name : {"", "key", "key1", "code", "tokens", "max_tokens", "token_count",
                                 "Nosecret", "authorization_uri", "-", "_"}) {
            QTest::newRow(name) << QByteArray(name) << false;
        }
    }
    void secretNames()
    {
        QFETCH(QByteArray, name);
        QFETCH(bool, isSecret);
        QCOMPARE(isSecretName(name.toStdString()), isSecret);
    }

    void anyHidingPlaceHidesNothing()
    {
        const std::array<std::string, 8> places{"Authorization: Bearer @\n",
                                                "{\"api_key\":\"@\"}",
                                                "x-api-key: @",
                                                "/a?sig=@&b=1",
                                                "https://u:@@host/",
                                                "token=@ ",
                                                "bearer @ done",
                                                "'password': '@'"};
        test::forEachRound(300, [&places](SeededRandom &random) {
            const std::string secret = "Q" + test::randomText(random, "QXZ0189-_.~", 30) + "Q";
            std::string text = randomPieces(random) + "\n";
            const std::string place = pick(random, places);
            text += place.substr(0, place.find('@')) + secret + place.substr(place.find('@') + 1);
            QVERIFY2(redactedByPattern(text).find(secret) == std::string::npos, text.c_str());
        });
    }

    void doingItAgainChangesNothing()
    {
        test::forEachRound(20'000, [](SeededRandom &random) {
            const std::string text = randomPieces(random);
            const std::string once = redactedByPattern(text);
            QVERIFY2(redactedByPattern(once) == once, text.c_str());
            QVERIFY2(once.size() <= text.size() + 2 * maskCount(once), text.c_str());
        });
    }

    void anyBytesAreBearable()
    {
        test::forEachRound(2'000, [](SeededRandom &random) {
            const std::string once = redactedByPattern(test::randomBytes(random, 200));
            QCOMPARE(redactedByPattern(once), once);
        });
    }

    // What takes quadratic time takes minutes here.
    void timeIsLinear_data()
    {
        QTest::addColumn<QByteArray>("piece");
        for (const char *piece : {"a",
                                  "-",
                                  "_",
                                  "\\",
                                  "\"",
                                  "'",
                                  " ",
                                  "://",
                                  "://a",
                                  "token",
                                  "token:",
                                  "token=\"",
                                  "\"token\":",
                                  "\"token\":\n",
                                  "password: ",
                                  "token: |\n",
                                  "eyJ",
                                  "sk-",
                                  "Bearer ",
                                  "-----BEGIN",
                                  "-----BEGIN PRIVATE KEY-----",
                                  "[",
                                  "token:[",
                                  "token:['",
                                  "token:['',",
                                  "token:\"a\":",
                                  "token: token:",
                                  "Authorization: ",
                                  "Authorization:\\",
                                  " - ",
                                  "***",
                                  "${",
                                  "token:${",
                                  "?key=",
                                  "@"}) {
            QTest::newRow(piece) << QByteArray(piece);
        }
        QTest::newRow("web token") << QByteArray(jwt);
    }
    void timeIsLinear()
    {
        QFETCH(QByteArray, piece);
        const std::string text
            = piece.repeated(400'000 / static_cast<int>(piece.size())).toStdString();
        QVERIFY(redactedByPattern(text).size() <= 3 * text.size());
    }

private:
    void columns()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
    }
    void check()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        const std::string once = redactedByPattern(text.toStdString());
        QCOMPARE(QByteArray::fromStdString(once), expected);
        QCOMPARE(redactedByPattern(once), once);
    }
};

QTEST_APPLESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
