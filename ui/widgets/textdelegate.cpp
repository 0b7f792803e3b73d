#include "widgets/textdelegate.h"

#include "theme/appstyle.h"

namespace penstock::widgets
{

TextDelegate::TextDelegate(theme::TypeRole face, int mutedRole, Emphasis emphasis, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_face(face)
    , m_mutedRole(mutedRole)
    , m_emphasis(emphasis)
{
}

void TextDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->font = theme::fontFor(m_face, option->font);
    option->fontMetrics = QFontMetrics(option->font);
    option->textElideMode = m_elideMode;
    const bool isMuted
        = m_emphasis == Emphasis::Muted || (m_mutedRole >= 0 && index.data(m_mutedRole).toBool());
    if (isMuted && option->widget != nullptr) {
        const QColor color = theme::tokensOf(*option->widget).muted;
        option->palette.setColor(QPalette::Text, color);
        option->palette.setColor(QPalette::HighlightedText, color);
    }
}

} // namespace penstock::widgets
