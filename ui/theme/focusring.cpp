#include "theme/focusring.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QFocusFrame>
#include <QGroupBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextEdit>

namespace penstock::theme
{

namespace
{

template<class... Kinds>
bool isOneOf(const QWidget &widget)
{
    return ((qobject_cast<const Kinds *>(&widget) != nullptr) || ...);
}

bool wasReachedByKeyboard(const QWidget &widget)
{
    return widget.window()->testAttribute(Qt::WA_KeyboardFocusChange)
        && QGuiApplication::mouseButtons() == Qt::NoButton;
}

} // namespace

FocusRing::FocusRing(QApplication &application)
{
    connect(&application, &QApplication::focusChanged, this,
            [this](QWidget *, QWidget *now) { moveTo(now); });
}

FocusRing::~FocusRing()
{
    delete m_frame;
}

bool FocusRing::takesRing(const QWidget &widget)
{
    return isOneOf<QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractSlider,
                   QGroupBox, QTextEdit, QPlainTextEdit>(widget)
        && !isOneOf<QScrollBar>(widget);
}

void FocusRing::showAround(QWidget *widget)
{
    if (m_frame != nullptr && m_frame->widget() != nullptr) {
        m_frame->widget()->removeEventFilter(this);
        m_frame->setWidget(nullptr);
    }
    if (widget == nullptr || widget->isWindow()) {
        return;
    }
    // It is a child of the window that it is shown in, and may have died with it.
    if (m_frame == nullptr) {
        m_frame = new QFocusFrame;
    }
    m_frame->setWidget(widget);
    widget->installEventFilter(this);
}

bool FocusRing::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress) {
        showAround(nullptr);
    }
    return QObject::eventFilter(watched, event);
}

void FocusRing::moveTo(QWidget *widget)
{
    const bool isWanted = widget != nullptr && takesRing(*widget) && wasReachedByKeyboard(*widget);
    showAround(isWanted ? widget : nullptr);
}

} // namespace penstock::theme
