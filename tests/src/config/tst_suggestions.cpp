#include "base/text.h"
#include "config/schema.h"
#include "config/unknownkey.h"
#include "support/property.h"

#include <algorithm>
#include <vector>

using namespace penstock;
using namespace penstock::config;

namespace
{

/// Insertions, deletions, replacements and swaps of neighbours, as the definition says it.
std::size_t distanceOf(const std::string &a, const std::string &b)
{
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1,
                                d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
            }
        }
    }
    return d[a.size()][b.size()];
}

/// A '-' is as good as a '_' to people, and so is any case.
std::string folded(std::string_view text)
{
    std::string plain = toLower(text);
    std::ranges::replace(plain, '-', '_');
    return plain;
}

std::vector<std::string> singleEditsOf(const std::string &key, RandomSource &random)
{
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz_-0123456789ABCXYZ.$";
    const auto any
        = [&] { return alphabet[static_cast<std::size_t>(random.below(alphabet.size()))]; };
    std::vector<std::string> edits;
    for (std::size_t i = 0; i < key.size(); ++i) {
        edits.push_back(key.substr(0, i) + key.substr(i + 1));
        edits.push_back(key.substr(0, i) + any() + key.substr(i + 1));
        edits.push_back(key.substr(0, i) + any() + key.substr(i));
        if (i > 0) {
            std::string swapped = key;
            std::swap(swapped[i - 1], swapped[i]);
            edits.push_back(std::move(swapped));
        }
    }
    edits.push_back(key + any());
    return edits;
}

std::string suggested(const std::string &hint)
{
    constexpr std::string_view before = " Did you mean '";
    const std::size_t end = hint.find("'?");
    return hint.starts_with(before) && end != std::string::npos
        ? hint.substr(before.size(), end - before.size())
        : std::string();
}

template<class Visit>
void forEachGroup(const SchemaNode &node, Visit visit)
{
    if (!node.children().empty()) {
        visit(node);
    }
    for (const auto &child : node.children()) {
        forEachGroup(*child.node, visit);
    }
    if (node.element() != nullptr) {
        forEachGroup(*node.element(), visit);
    }
}

void checkEdit(const SchemaNode &group, const std::string &key, const std::string &typed)
{
    const std::string found = suggested(unknownKeyHint(group, typed));
    QVERIFY2(group.child(found) != nullptr,
             (typed + " for " + key + " gives '" + found + '\'').c_str());
    QVERIFY2(distanceOf(folded(found), folded(typed)) <= distanceOf(folded(key), folded(typed)),
             (typed + " for " + key + " gives " + found).c_str());
}

} // namespace

class TestSuggestions final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySlipInEveryKey_isUnderstood()
    {
        test::forEachRound(3, [](RandomSource &random) {
            forEachGroup(schema(), [&random](const SchemaNode &group) {
                for (const auto &child : group.children()) {
                    constexpr std::size_t shortest = 4;
                    const std::string key(child.key);
                    if (key.size() < shortest) {
                        continue;
                    }
                    for (const std::string &typed : singleEditsOf(key, random)) {
                        if (group.child(typed) == nullptr) {
                            checkEdit(group, key, typed);
                        }
                    }
                }
            });
        });
    }

    void wordsOfSomethingElse_getNoSuggestion_data()
    {
        QTest::addColumn<QByteArray>("word");
        for (const char *word : {"zzzzzzzz", "hello_world", "description", "xyzzy", "42", "",
                                 "kubernetes", "\xE6\x97\xA5\xE6\x9C\xAC"}) {
            QTest::newRow(word) << QByteArray(word);
        }
    }
    void wordsOfSomethingElse_getNoSuggestion()
    {
        QFETCH(const QByteArray, word);
        forEachGroup(schema(), [&word](const SchemaNode &group) {
            const std::string hint = unknownKeyHint(group, word.toStdString());
            QVERIFY2(suggested(hint).empty(), hint.c_str());
        });
    }

    void whatIsFarFromEveryKey_getsNoSuggestion()
    {
        test::forEachRound(2000, [](RandomSource &random) {
            const std::string word = test::randomText(random, "abcdefghijklmnopqrstuvwxyz_", 14);
            const std::size_t limit = std::clamp<std::size_t>(word.size() / 3, 1, 3);
            const auto isFar = [&](const SchemaNode::Child &child) {
                return distanceOf(std::string(child.key), word) > limit;
            };
            if (std::ranges::all_of(schema().children(), isFar)) {
                QCOMPARE(suggested(unknownKeyHint(schema(), word)), std::string());
            }
        });
    }

    void aKeyInTheWrongPlace_namesItsPlace()
    {
        QCOMPARE(unknownKeyHint(schema(), "max_tpm"),
                 std::string(" A key of this name belongs to 'instances[]'."));
        QCOMPARE(unknownKeyHint(schema(), "all_open"),
                 std::string(" A key of this name belongs to 'routing'."));
    }

    void caseAndDashes_doNotCount()
    {
        QCOMPARE(unknownKeyHint(schema(), "Circuit-Breaker"),
                 std::string(" Did you mean 'circuit_breaker'?"));
        QCOMPARE(unknownKeyHint(*schema().child("routing"), "allOpen"),
                 std::string(" Did you mean 'all_open'?"));
    }
};

QTEST_APPLESS_MAIN(TestSuggestions)
#include "tst_suggestions.moc"
