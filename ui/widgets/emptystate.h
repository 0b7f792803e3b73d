#pragma once

#include "theme/glyph.h"
#include "theme/looks.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace penstock::widgets
{

/// What stands where there is nothing: an icon, what is so, what could be, and up to two buttons.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    void setContent(theme::Glyph glyph, const QString &line, const QString &detail = {});
    /// Connect its clicked().
    QPushButton *addAction(const QString &text, theme::ButtonKind kind = theme::ButtonKind::Normal);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showGlyph();

    QLabel *m_icon;
    QLabel *m_line;
    QLabel *m_detail;
    QHBoxLayout *m_actions;
    theme::Glyph m_glyph = theme::Glyph::Info;
};

} // namespace penstock::widgets
