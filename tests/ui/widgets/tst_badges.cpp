#include "theme/theme.h"
#include "widgets/badgedelegate.h"
#include "widgets/statusbadge.h"

#include <QAccessible>
#include <QApplication>
#include <QPainter>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>

#include <set>

using namespace penstock;
using namespace penstock::widgets;
using namespace std::chrono_literals;

class BadgesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyState_looksDifferent();
    void everyState_hasAWordOfItsOwn();
    void cause_tellsARefusedKey();
    void spans_neverSayZeroEarly_data();
    void spans_neverSayZeroEarly();
    void countdown_standsBehindTheWord();
    void size_followsWordsAndFont();
    void narrow_isElidedInside();
    void delegate_paintsWhatTheModelSays();
    void delegate_isWideEnough();
    void delegate_withoutState_isPlain();
    void badge_isReadOut();

private:
    std::unique_ptr<theme::Theme> m_theme;
};

namespace
{

constexpr int stateRole = Qt::UserRole;
constexpr int remainingRole = Qt::UserRole + 1;

QByteArray pixelsOf(const QImage &image)
{
    return {reinterpret_cast<const char *>(image.constBits()), image.sizeInBytes()};
}

/// Painted without its word: what is left are icon and colours.
QByteArray pictureOf(InstanceState state)
{
    const StateLook look = stateLook(state);
    QImage image(40, 24, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintBadge(painter, image.rect(), {look.glyph, look.tone, QString()}, QApplication::font(),
               theme::tokensFor(theme::Scheme::Dark));
    painter.end();
    return pixelsOf(image);
}

struct Table {
    Table() : delegate({stateRole, remainingRole})
    {
        model.appendRow(new QStandardItem(QStringLiteral("plain")));
        view.setModel(&model);
        view.setItemDelegate(&delegate);
    }

    [[nodiscard]] QModelIndex index() const { return model.index(0, 0); }
    void set(InstanceState state, int remaining = 0)
    {
        model.item(0)->setData(static_cast<int>(state), stateRole);
        model.item(0)->setData(remaining, remainingRole);
    }
    [[nodiscard]] QStyleOptionViewItem option() const
    {
        QStyleOptionViewItem option;
        option.initFrom(&view);
        option.widget = &view;
        option.rect = QRect(0, 0, 200, 34);
        return option;
    }
    [[nodiscard]] QByteArray picture() const
    {
        QImage image(200, 34, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        delegate.paint(&painter, option(), index());
        painter.end();
        return pixelsOf(image);
    }

    QStandardItemModel model;
    QTableView view;
    BadgeDelegate delegate;
};

} // namespace

void BadgesTest::init()
{
    m_theme = std::make_unique<theme::Theme>(*qApp);
}

void BadgesTest::everyState_looksDifferent()
{
    std::set<QByteArray> pictures;
    for (const auto &entry : enumNames<InstanceState>) {
        pictures.insert(pictureOf(entry.value));
    }
    QCOMPARE(pictures.size(), enumNames<InstanceState>.size());
}

void BadgesTest::everyState_hasAWordOfItsOwn()
{
    std::set<QString> words;
    std::set<theme::Glyph> glyphs;
    for (const auto &entry : enumNames<InstanceState>) {
        words.insert(stateLook(entry.value).word);
        glyphs.insert(stateLook(entry.value).glyph);
    }
    QCOMPARE(words.size(), enumNames<InstanceState>.size());
    // Shape alone tells them apart, too, for those who do not see colours.
    QCOMPARE(glyphs.size(), enumNames<InstanceState>.size());
}

void BadgesTest::cause_tellsARefusedKey()
{
    const QString refused = stateLook(InstanceState::ConfigError, Outcome::Refused).word;
    QCOMPARE(refused, QStringLiteral("Key refused"));
    QVERIFY(stateLook(InstanceState::ConfigError, Outcome::NotFound).word != refused);
    QCOMPARE(stateLook(InstanceState::Healthy, Outcome::Refused).word, QStringLiteral("Healthy"));
}

void BadgesTest::spans_neverSayZeroEarly_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("seconds") << 18 << QStringLiteral("18 s");
    QTest::newRow("more than a minute") << 119 << QStringLiteral("119 s");
    QTest::newRow("minutes") << 121 << QStringLiteral("3 min");
    QTest::newRow("hours") << 7201 << QStringLiteral("3 h");
}

void BadgesTest::spans_neverSayZeroEarly()
{
    QFETCH(const int, seconds);
    QTEST(shortSpan(std::chrono::seconds(seconds)), "text");
}

void BadgesTest::countdown_standsBehindTheWord()
{
    const StateLook look = stateLook(InstanceState::RateLimited);
    QCOMPARE(badgeFor(look, 18s).text, QStringLiteral("Throttled 18 s"));
    QCOMPARE(badgeFor(look, 0s).text, QStringLiteral("Throttled"));
    QCOMPARE(badgeFor(look).text, QStringLiteral("Throttled"));
}

void BadgesTest::size_followsWordsAndFont()
{
    StatusBadge badge;
    badge.setState(InstanceState::RateLimited);
    const int plain = badge.sizeHint().width();
    badge.setState(InstanceState::RateLimited, 18s);
    QVERIFY(badge.sizeHint().width() > plain);
    const QSize usual = badge.sizeHint();
    m_theme->setExtraPoints(4);
    QVERIFY(badge.sizeHint().width() > usual.width());
    QVERIFY(badge.sizeHint().height() >= usual.height());
}

void BadgesTest::narrow_isElidedInside()
{
    const Badge badge{theme::Glyph::Info, theme::Tone::Info, QString(40, QLatin1Char('x'))};
    QImage image(120, 24, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintBadge(painter, QRect(0, 0, 80, 24), badge, QApplication::font(),
               theme::tokensFor(theme::Scheme::Light));
    painter.end();
    for (int x = 81; x < 120; ++x) {
        QCOMPARE(image.pixelColor(x, 12).alpha(), 0);
    }
}

void BadgesTest::delegate_paintsWhatTheModelSays()
{
    Table table;
    std::set<QByteArray> pictures;
    for (const auto &entry : enumNames<InstanceState>) {
        table.set(entry.value);
        pictures.insert(table.picture());
    }
    QCOMPARE(pictures.size(), enumNames<InstanceState>.size());
    table.set(InstanceState::Open);
    const QByteArray plain = table.picture();
    table.set(InstanceState::Open, 41);
    QVERIFY(table.picture() != plain);
    QCOMPARE(table.delegate.badgeAt(table.index())->text, QStringLiteral("Open 41 s"));
}

void BadgesTest::delegate_isWideEnough()
{
    Table table;
    table.set(InstanceState::Open, 41);
    const Badge badge = *table.delegate.badgeAt(table.index());
    const QSize hint = table.delegate.sizeHint(table.option(), table.index());
    QVERIFY(hint.width() >= badgeSize(badge, table.option().font).width());
    QVERIFY(hint.height() >= badgeSize(badge, table.option().font).height());
    table.set(InstanceState::Open);
    QVERIFY(table.delegate.sizeHint(table.option(), table.index()).width() < hint.width());
}

void BadgesTest::delegate_withoutState_isPlain()
{
    const Table table;
    QVERIFY(!table.delegate.badgeAt(table.index()));
    QStyledItemDelegate plain;
    QCOMPARE(table.delegate.sizeHint(table.option(), table.index()),
             plain.sizeHint(table.option(), table.index()));
}

void BadgesTest::badge_isReadOut()
{
    StatusBadge badge;
    badge.setState(InstanceState::Open, 41s);
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&badge);
    QCOMPARE(interface->role(), QAccessible::StaticText);
    QCOMPARE(interface->text(QAccessible::Name), QStringLiteral("Open 41 s"));
}

QTEST_MAIN(BadgesTest)
#include "tst_badges.moc"
