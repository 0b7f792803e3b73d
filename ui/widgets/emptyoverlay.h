#pragma once

#include <QObject>

class QAbstractItemView;

namespace penstock::widgets
{

class EmptyState;

/// Lays an EmptyState over a view while its model has no rows. Which of two: with a proxy model
/// that hides all rows of its source it is "no match", otherwise "nothing yet".
class EmptyOverlay final : public QObject
{
    Q_OBJECT

public:
    /// The view has its model; the overlay becomes a child of the view.
    explicit EmptyOverlay(QAbstractItemView &view);

    [[nodiscard]] EmptyState &nothingYet() { return *m_nothingYet; }
    [[nodiscard]] EmptyState &noMatch() { return *m_noMatch; }
    /// The one that is shown, or nullptr.
    [[nodiscard]] const EmptyState *shown() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow();
    void cover();

    QAbstractItemView &m_view;
    EmptyState *m_nothingYet;
    EmptyState *m_noMatch;
};

} // namespace penstock::widgets
