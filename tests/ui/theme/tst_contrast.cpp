#include "theme/contrast.h"
#include "theme/tokens.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace penstock::theme;

class ContrastTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formula_agreesWithKnownPairs();
    void pairs_data();
    void pairs();
    void series_areTellable_data();
    void series_areTellable();
};

namespace
{

constexpr double forText = 4.5;
constexpr double forShapes = 3.0;

struct Named {
    const char *name;
    QColor color;
};

std::vector<Named> surfaces(const Tokens &t)
{
    return {{"window", t.window},
            {"rail", t.rail},
            {"card", t.card},
            {"raised", t.raised},
            {"selection", t.selection}};
}

std::vector<Named> tones(const Tokens &t, QColor ToneColors::*part)
{
    return {{"good", t.good.*part}, {"warning", t.warning.*part}, {"bad", t.bad.*part},
            {"info", t.info.*part}, {"config", t.config.*part},   {"neutral", t.neutral.*part}};
}

void addPair(const Tokens &t, const Named &front, const Named &ground, double least)
{
    const char *scheme = t.scheme == Scheme::Dark ? "dark" : "light";
    QTest::addRow("%s: %s on %s", scheme, front.name, ground.name)
        << front.color << ground.color << least;
}

void addTexts(const Tokens &t)
{
    std::vector<Named> texts = tones(t, &ToneColors::text);
    texts.insert(texts.end(), {{"text", t.text}, {"muted", t.muted}, {"link", t.link}});
    for (const Named &ground : surfaces(t)) {
        for (const Named &text : texts) {
            addPair(t, text, ground, forText);
        }
        addPair(t, {"faint", t.faint}, ground, forShapes);
        addPair(t, {"disabledText", t.disabledText}, ground, forShapes);
    }
    for (const Named &ground : {Named{"hover", t.hover}, Named{"pressed", t.pressed},
                                Named{"textSelection", t.textSelection}}) {
        addPair(t, {"text", t.text}, ground, forText);
    }
    for (const Named &fill : {Named{"primary", t.primary}, Named{"primaryHover", t.primaryHover},
                              Named{"primaryPressed", t.primaryPressed}}) {
        addPair(t, {"onPrimary", t.onPrimary}, fill, forText);
    }
}

void addTones(const Tokens &t)
{
    const std::vector<Named> texts = tones(t, &ToneColors::text);
    const std::vector<Named> marks = tones(t, &ToneColors::mark);
    const std::vector<Named> grounds = tones(t, &ToneColors::ground);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        addPair(t, texts[i], {"its own ground", grounds[i].color}, forText);
        addPair(t, {marks[i].name, marks[i].color}, {"its ground, as a mark", grounds[i].color},
                forShapes);
    }
}

void addShapes(const Tokens &t)
{
    static constexpr std::array names{"series 1", "series 2", "series 3", "series 4",
                                      "series 5", "series 6", "series 7", "series 8"};
    for (std::size_t i = 0; i < t.series.size(); ++i) {
        // Charts stand on cards.
        addPair(t, {names[i], t.series[i]}, {"card", t.card}, forShapes);
    }
    for (const Named &ground : surfaces(t)) {
        addPair(t, {"focus", t.focus}, ground, forShapes);
        addPair(t, {"accent", t.accent}, ground, forShapes);
        addPair(t, {"outline of a check box", t.faint}, ground, forShapes);
    }
    addPair(t, {"fill of a check box", t.primary}, {"card", t.card}, forShapes);
}

struct Lab {
    double l = 0;
    double a = 0;
    double b = 0;
};

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double labCurve(double value)
{
    return value > 0.008856 ? std::cbrt(value) : 7.787 * value + 16.0 / 116.0;
}

Lab toLab(const std::array<double, 3> &rgb)
{
    const double x = 0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2];
    const double y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    const double z = 0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2];
    const double fx = labCurve(x / 0.95047);
    const double fy = labCurve(y);
    const double fz = labCurve(z / 1.08883);
    return {116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

std::array<double, 3> toLinear(const QColor &color)
{
    return {linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
}

/// Machado, Oliveira and Fernandes 2009: total deuteranopia, in linear light.
std::array<double, 3> asDeuteranope(const std::array<double, 3> &rgb)
{
    constexpr std::array<std::array<double, 3>, 3> matrix{{{0.367322, 0.860646, -0.227968},
                                                           {0.280085, 0.672501, 0.047413},
                                                           {-0.011820, 0.042940, 0.968881}}};
    std::array<double, 3> seen{};
    for (std::size_t row = 0; row < 3; ++row) {
        const double sum
            = matrix[row][0] * rgb[0] + matrix[row][1] * rgb[1] + matrix[row][2] * rgb[2];
        seen[row] = std::clamp(sum, 0.0, 1.0);
    }
    return seen;
}

double distance(const Lab &one, const Lab &other)
{
    return std::hypot(one.l - other.l, one.a - other.a, one.b - other.b);
}

} // namespace

void ContrastTest::formula_agreesWithKnownPairs()
{
    QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrast(Qt::white, Qt::white), 1.0);
    // The darkest grey that passes on white, and the next lighter one.
    QVERIFY(contrast(QColor(0x76, 0x76, 0x76), Qt::white) >= 4.5);
    QVERIFY(contrast(QColor(0x77, 0x77, 0x77), Qt::white) < 4.5);
}

void ContrastTest::pairs_data()
{
    QTest::addColumn<QColor>("front");
    QTest::addColumn<QColor>("ground");
    QTest::addColumn<double>("least");
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        addTexts(tokensFor(scheme));
        addTones(tokensFor(scheme));
        addShapes(tokensFor(scheme));
    }
}

void ContrastTest::pairs()
{
    QFETCH(const QColor, front);
    QFETCH(const QColor, ground);
    QFETCH(const double, least);
    const double found = contrast(front, ground);
    QVERIFY2(found >= least,
             qPrintable(QStringLiteral("%1 on %2 is %3:1, wanted %4:1")
                            .arg(front.name(), ground.name())
                            .arg(found, 0, 'f', 2)
                            .arg(least)));
}

void ContrastTest::series_areTellable_data()
{
    QTest::addColumn<Scheme>("scheme");
    QTest::newRow("light") << Scheme::Light;
    QTest::newRow("dark") << Scheme::Dark;
}

void ContrastTest::series_areTellable()
{
    // A difference of 2 can just be seen beside each other. The dashes of every second series are
    // what tells the closest pair apart for a deuteranope at a distance.
    constexpr double leastForAll = 25;
    constexpr double leastForDeuteranopes = 11;
    QFETCH(const Scheme, scheme);
    const auto &series = tokensFor(scheme).series;
    for (std::size_t i = 0; i < series.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            const auto one = toLinear(series[i]);
            const auto other = toLinear(series[k]);
            const QString pair = QStringLiteral("series %1 and %2").arg(i + 1).arg(k + 1);
            QVERIFY2(distance(toLab(one), toLab(other)) >= leastForAll, qPrintable(pair));
            QVERIFY2(distance(toLab(asDeuteranope(one)), toLab(asDeuteranope(other)))
                         >= leastForDeuteranopes,
                     qPrintable(pair));
        }
    }
}

QTEST_MAIN(ContrastTest)
#include "tst_contrast.moc"
