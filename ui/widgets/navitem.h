#pragma once

#include "theme/glyph.h"
#include "widgets/navrail.h"

#include <QAbstractButton>

namespace penstock::widgets
{

/// One entry of a NavRail.
class NavItem final : public QAbstractButton
{
    Q_OBJECT

public:
    NavItem(theme::Glyph glyph, const QString &text, QWidget *parent = nullptr);

    void setBadge(const QString &text, const QString &spoken);
    void setRailWidth(RailWidth width);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void showToolTip();
    void paintWords(QPainter &painter, const QRect &room) const;

    theme::Glyph m_glyph;
    QString m_badge;
    RailWidth m_width = RailWidth::Full;
};

} // namespace penstock::widgets
