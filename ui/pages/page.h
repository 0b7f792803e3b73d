#pragma once

#include <QWidget>

class QHBoxLayout;
class QScrollArea;
class QVBoxLayout;

namespace penstock::pages
{

/// What all pages share: margins, a title, and at its trailing end what the page offers first.
class Page : public QWidget
{
    Q_OBJECT

public:
    explicit Page(const QString &title, QWidget *parent = nullptr);

    [[nodiscard]] QVBoxLayout &body() { return *m_body; }
    void addToTitleRow(QWidget *widget);

private:
    QHBoxLayout *m_titleRow;
    QVBoxLayout *m_body;
};

/// In a small window, or with large letters, the content can be moved instead of being cut.
[[nodiscard]] QScrollArea *scrolled(QWidget *content);

} // namespace penstock::pages
