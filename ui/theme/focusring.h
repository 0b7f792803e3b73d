#pragma once

#include <QObject>
#include <QPointer>

class QApplication;
class QFocusFrame;
class QWidget;

namespace penstock::theme
{

/// The ring around the control that has the focus, once the keyboard has been used to move it. Item
/// views and tab bars show their focus inside themselves.
class FocusRing final : public QObject
{
    Q_OBJECT

public:
    explicit FocusRing(QApplication &application);
    ~FocusRing() override;

    /// Around this widget, however it came by the focus; none for nullptr.
    void showAround(QWidget *widget);
    [[nodiscard]] static bool takesRing(const QWidget &widget);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void moveTo(QWidget *widget);

    QPointer<QFocusFrame> m_frame;
};

} // namespace penstock::theme
