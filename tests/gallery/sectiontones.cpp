#include "parts.h"
#include "sections.h"
#include "theme/appstyle.h"
#include "theme/icon.h"
#include "theme/metrics.h"
#include "theme/paint.h"

#include <QPainter>
#include <QWidget>

#include <array>

namespace penstock::gallery
{

namespace
{

using theme::Glyph;
using theme::Tone;

struct Sample {
    Tone tone;
    Glyph glyph;
    const char *word;
};

constexpr std::array samples{
    Sample{Tone::Good, Glyph::CircleCheck, "Healthy"},
    Sample{Tone::Warning, Glyph::Timer, "Throttled, room in 18 s"},
    Sample{Tone::Bad, Glyph::CircleX, "Open 41 s"},
    Sample{Tone::Info, Glyph::CircleDot, "Half-open, probe 1/2"},
    Sample{Tone::Config, Glyph::KeyRound, "Key refused"},
    Sample{Tone::Neutral, Glyph::CircleDashed, "Disabled"},
};

/// The tones as pills, and below them the colours of the series.
class Tones final : public QWidget
{
public:
    Tones() { setFixedSize(1000, 62); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int paintSample(QPainter &painter, const Sample &sample, int left);
};

int Tones::paintSample(QPainter &painter, const Sample &sample, int left)
{
    const theme::ToneColors &colors = theme::tokensOf(*this).of(sample.tone);
    const QString word = QLatin1String(sample.word);
    const int width = painter.fontMetrics().horizontalAdvance(word) + 34;
    theme::paintPill(painter, QRect(left, 0, width, theme::metrics::badgeHeight), colors.ground);
    theme::paintGlyph(painter, QRect(left + 6, 0, 14, theme::metrics::badgeHeight), sample.glyph,
                      colors.mark);
    painter.setPen(colors.text);
    painter.drawText(QRect(left + 25, 0, width, theme::metrics::badgeHeight), Qt::AlignVCenter,
                     word);
    return left + width + theme::metrics::space12;
}

void Tones::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setFont(theme::fontFor(theme::TypeRole::Label));
    int left = 0;
    for (const Sample &sample : samples) {
        left = paintSample(painter, sample, left);
    }
    left = 0;
    for (const QColor &color : theme::tokensOf(*this).series) {
        theme::paintBox(painter, QRect(left, 38, 96, 8), 2, color, QColor());
        left += 108;
    }
}

} // namespace

QWidget *makeTones()
{
    return makeRow({new Tones});
}

} // namespace penstock::gallery
