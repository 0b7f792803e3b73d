#pragma once

#include <QAbstractButton>

namespace penstock::widgets
{

/// One choice of a SegmentedControl.
class Segment final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit Segment(const QString &text, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
};

} // namespace penstock::widgets
