#pragma once

#include "theme/type.h"

#include <QStyledItemDelegate>

namespace penstock::widgets
{

/// Text in a face of its own: names stand out, numbers and addresses are in the fixed one. Rows
/// that the model calls muted are quieter.
class TextDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum class Emphasis { Normal = 1, Muted };

    /// `mutedRole`: a bool; -1: the model has no such role.
    TextDelegate(theme::TypeRole face, int mutedRole, Emphasis emphasis = Emphasis::Normal,
                 QObject *parent = nullptr);

    void setElideMode(Qt::TextElideMode mode) { m_elideMode = mode; }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    theme::TypeRole m_face;
    int m_mutedRole;
    Emphasis m_emphasis;
    Qt::TextElideMode m_elideMode = Qt::ElideRight;
};

} // namespace penstock::widgets
