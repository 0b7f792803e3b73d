#pragma once

#include "widgets/secretbuffer.h"

#include <QWidget>

class QStyleOptionFrame;

namespace penstock::widgets
{

enum class Visibility { Masked = 1, Revealed };

/// Looks like a line edit and is none: QLineEdit keeps what was typed in its `text` property, in
/// its history and in the events for screen readers. Nothing can be copied or dragged out of this
/// one.
class SecretLine final : public QWidget
{
    Q_OBJECT

public:
    explicit SecretLine(QWidget *parent = nullptr);

    [[nodiscard]] bool isEmpty() const { return m_buffer.length() == 0; }
    [[nodiscard]] int length() const { return m_buffer.length(); }
    [[nodiscard]] SecretString copy() const { return m_buffer.copy(); }
    [[nodiscard]] SecretString take();
    void clear();

    void setPlaceholder(const QString &text);
    void setVisibility(Visibility visibility);
    [[nodiscard]] Visibility visibility() const { return m_visibility; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QVariant inputMethodQuery(Qt::InputMethodQuery query) const override;

Q_SIGNALS:
    void edited();
    void submitted();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void inputMethodEvent(QInputMethodEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    [[nodiscard]] QStyleOptionFrame frame() const;
    [[nodiscard]] QRect textRoom() const;
    [[nodiscard]] QString shownText() const;
    [[nodiscard]] int xOf(int position) const;
    [[nodiscard]] int positionAt(int x) const;
    bool handleShortcut(QKeyEvent *event);
    void moveTo(int position, Qt::KeyboardModifiers modifiers);
    void paste();
    void noteChange();
    void noteMove();
    void blink();
    void stopBlinking();

    SecretBuffer m_buffer;
    QString m_placeholder;
    Visibility m_visibility = Visibility::Masked;
    int m_scroll = 0;
    int m_blinkTimer = 0;
    bool m_isCursorShown = false;
};

} // namespace penstock::widgets
