#include "theme/styleranges.h"

#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/tokens.h"

#include <QPainter>
#include <QStyleOption>

namespace penstock::theme
{

namespace
{

constexpr int thumbWidth = 6;
constexpr int sliderTrack = 4;
constexpr int progressHeight = 8;
constexpr int progressTextWidth = 44;

bool isHorizontal(const QStyleOption &option)
{
    return has(option.state, QStyle::State_Horizontal);
}

/// A rectangle along the direction of a range, from begin to end.
QRect along(const QStyleOptionSlider &option, int begin, int length)
{
    const QRect &all = option.rect;
    return option.orientation == Qt::Horizontal
        ? QRect(all.left() + begin, all.top(), length, all.height())
        : QRect(all.left(), all.top() + begin, all.width(), length);
}

struct Thumb {
    int begin = 0;
    int length = 0;
};

Thumb thumbOf(const QStyleOptionSlider &option)
{
    const int room
        = option.orientation == Qt::Horizontal ? option.rect.width() : option.rect.height();
    const qint64 range = qint64(option.maximum) - option.minimum;
    if (range <= 0) {
        return {0, room};
    }
    const auto share = static_cast<int>(qint64(room) * option.pageStep / (range + option.pageStep));
    const int length = std::min(room, std::max(shortestThumb, share));
    const int begin = QStyle::sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, room - length, option.upsideDown);
    return {begin, length};
}

QRect centredBar(const QRect &rect, bool isLying, int thickness)
{
    return isLying
        ? QRect(rect.left(), rect.top() + (rect.height() - thickness) / 2, rect.width(), thickness)
        : QRect(rect.left() + (rect.width() - thickness) / 2, rect.top(), thickness, rect.height());
}

/// The filled part; a piece in the middle while nobody knows how long it takes.
QRect filledPart(const QStyleOptionProgressBar &option, const QRect &track)
{
    if (option.maximum <= option.minimum) {
        return track.adjusted(track.width() / 3, 0, -track.width() / 3, 0);
    }
    const double share
        = (double(option.progress) - option.minimum) / (double(option.maximum) - option.minimum);
    QRect filled = track;
    if (isHorizontal(option)) {
        filled.setWidth(qRound(track.width() * qBound(0.0, share, 1.0)));
        const bool isMirrored = option.invertedAppearance != (option.direction == Qt::RightToLeft);
        return isMirrored ? QStyle::visualRect(Qt::RightToLeft, track, filled) : filled;
    }
    filled.setTop(track.bottom() + 1 - qRound(track.height() * qBound(0.0, share, 1.0)));
    return filled;
}

} // namespace

void paintScrollBar(const StylePart &part, const QStyleOptionSlider &option)
{
    if (option.maximum <= option.minimum) {
        return;
    }
    const bool isLying = option.orientation == Qt::Horizontal;
    const bool isHeld = has(option.state, QStyle::State_Sunken)
        && (option.activeSubControls & QStyle::SC_ScrollBarSlider) != 0;
    const QRect thumb
        = centredBar(scrollBarPart(option, QStyle::SC_ScrollBarSlider), isLying, thumbWidth)
              .adjusted(isLying ? 2 : 0, isLying ? 0 : 2, isLying ? -2 : 0, isLying ? 0 : -2);
    paintBox(part.painter, thumb, thumbWidth / 2.0,
             isHeld || isPointedAt(option.state) ? part.tokens.faint : part.tokens.controlBorder,
             QColor());
}

QRect scrollBarPart(const QStyleOptionSlider &option, QStyle::SubControl part)
{
    const int room
        = option.orientation == Qt::Horizontal ? option.rect.width() : option.rect.height();
    const Thumb thumb = thumbOf(option);
    const int end = thumb.begin + thumb.length;
    QRect rect;
    switch (part) {
    case QStyle::SC_ScrollBarGroove:
        rect = option.rect;
        break;
    case QStyle::SC_ScrollBarSlider:
        rect = along(option, thumb.begin, thumb.length);
        break;
    case QStyle::SC_ScrollBarSubPage:
        rect = along(option, 0, thumb.begin);
        break;
    case QStyle::SC_ScrollBarAddPage:
        rect = along(option, end, room - end);
        break;
    default:
        return {};
    }
    return QStyle::visualRect(option.direction, option.rect, rect);
}

void paintSlider(const StylePart &part, const QStyleOptionSlider &option)
{
    const Tokens &t = part.tokens;
    const bool isLying = option.orientation == Qt::Horizontal;
    const bool isEnabled = has(option.state, QStyle::State_Enabled);
    const QRect track = centredBar(option.rect, isLying, sliderTrack);
    paintBox(part.painter, track, sliderTrack / 2.0, t.controlBorder, QColor());
    const QRect handle = sliderPart(option, QStyle::SC_SliderHandle);
    QRect filled = track;
    if (isLying) {
        const bool isFromRight = option.upsideDown;
        isFromRight ? filled.setLeft(handle.center().x()) : filled.setRight(handle.center().x());
    } else {
        option.upsideDown ? filled.setTop(handle.center().y())
                          : filled.setBottom(handle.center().y());
    }
    paintBox(part.painter, filled, sliderTrack / 2.0, isEnabled ? t.accent : t.disabledText,
             QColor());
    paintBox(part.painter, handle, sliderHandle / 2.0, isEnabled ? t.primary : t.disabledText,
             QColor());
    paintBox(part.painter, handle.adjusted(4, 4, -4, -4), sliderHandle / 2.0 - 4, t.onPrimary,
             QColor());
}

QRect sliderPart(const QStyleOptionSlider &option, QStyle::SubControl part)
{
    if (part != QStyle::SC_SliderHandle) {
        return option.rect;
    }
    const bool isLying = option.orientation == Qt::Horizontal;
    const int room = isLying ? option.rect.width() : option.rect.height();
    // Qt tells by upsideDown on which side the smallest value is, in both directions of writing.
    const int begin
        = QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition,
                                          room - sliderHandle, option.upsideDown);
    return centredBar(along(option, begin, sliderHandle), isLying, sliderHandle);
}

void paintProgress(const StylePart &part, const QStyleOptionProgressBar &option)
{
    const Tokens &t = part.tokens;
    const bool isEnabled = has(option.state, QStyle::State_Enabled);
    const bool showsText = option.textVisible && isHorizontal(option) && !option.text.isEmpty();
    QRect track = option.rect;
    if (showsText) {
        track.setRight(track.right() - progressTextWidth);
        const QRect words(track.right() + 1, track.top(), progressTextWidth, track.height());
        part.painter.setPen(isEnabled ? t.text : t.disabledText);
        part.painter.drawText(QStyle::visualRect(option.direction, option.rect, words),
                              Qt::AlignRight | Qt::AlignVCenter, option.text);
        track = QStyle::visualRect(option.direction, option.rect, track);
    }
    track = centredBar(track, isHorizontal(option), progressHeight);
    const QRect filled = filledPart(option, track);
    paintBox(part.painter, track, progressHeight / 2.0, t.raised, t.hairline);
    if (option.maximum <= option.minimum) {
        paintBox(part.painter, filled, progressHeight / 2.0, t.accent, QColor());
    } else if (!filled.isEmpty()) {
        part.painter.save();
        // A short beginning has the corners of the track, not some of its own.
        part.painter.setClipRect(filled);
        paintBox(part.painter, track, progressHeight / 2.0, isEnabled ? t.accent : t.disabledText,
                 QColor());
        part.painter.restore();
    }
}

void paintSplitter(const StylePart &part, const QRect &rect, bool isHorizontal)
{
    // The handle of a horizontal splitter stands upright. Between cards, which have edges of their
    // own, it is a short grip and no line.
    constexpr int gripLength = 32;
    constexpr int gripWidth = 3;
    const bool isWide = (isHorizontal ? rect.width() : rect.height()) > metrics::space8;
    if (!isWide) {
        part.painter.fillRect(centredBar(rect, !isHorizontal, metrics::hairline),
                              part.tokens.hairline);
        return;
    }
    QRect grip(0, 0, isHorizontal ? gripWidth : gripLength, isHorizontal ? gripLength : gripWidth);
    grip.moveCenter(rect.center());
    paintBox(part.painter, grip, gripWidth / 2.0, part.tokens.controlBorder, QColor());
}

} // namespace penstock::theme
