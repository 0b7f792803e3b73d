#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace penstock::widgets
{

/// A box with a hairline and round corners: a title row, and what it is about below.
class Card final : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const QString &title = {}, QWidget *parent = nullptr);

    /// An empty title leaves the row out until something else is in it.
    void setTitle(const QString &title);
    /// Beside the title, at its trailing end: a legend, a button.
    void addToTitleRow(QWidget *widget);
    [[nodiscard]] QVBoxLayout &body() { return *m_body; }
    /// For a table, which has margins in its cells: its text stands where that of other cards does.
    void removePadding();

private:
    void showTitleRow();

    QWidget *m_titleRow;
    QHBoxLayout *m_titleLayout;
    QLabel *m_title;
    QVBoxLayout *m_body;
};

} // namespace penstock::widgets
