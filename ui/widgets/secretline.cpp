#include "widgets/secretline.h"

#include "theme/metrics.h"

#include <QAccessibleWidget>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QMenu>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

constexpr int leastLetters = 24;
/// An edit field for passwords, of which there is nothing to read.
class SecretAccessible final : public QAccessibleWidget
{
public:
    explicit SecretAccessible(SecretLine &line)
        : QAccessibleWidget(&line, QAccessible::EditableText)
    {
    }

    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.editable = true;
        state.passwordEdit = true;
        return state;
    }
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *line = qobject_cast<SecretLine *>(object);
    return line == nullptr ? nullptr : new SecretAccessible(*line);
}

constexpr Qt::InputMethodHints hints
    = Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase;

} // namespace

SecretLine::SecretLine(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::IBeamCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_InputMethodEnabled);
    setAttribute(Qt::WA_Hover);
    setInputMethodHints(hints);
    QAccessible::installFactory(makeInterface);
}

SecretString SecretLine::take()
{
    SecretString secret = m_buffer.take();
    noteChange();
    return secret;
}

void SecretLine::clear()
{
    m_buffer.wipe();
    noteChange();
}

void SecretLine::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    update();
}

void SecretLine::setVisibility(Visibility visibility)
{
    m_visibility = visibility;
    noteMove();
}

QSize SecretLine::sizeHint() const
{
    const int width = leastLetters * fontMetrics().averageCharWidth() + 2 * space8;
    return {width, std::max(controlHeight, fontMetrics().height() + 2 * space4)};
}

QVariant SecretLine::inputMethodQuery(Qt::InputMethodQuery query) const
{
    switch (query) {
    case Qt::ImEnabled:
        return isEnabled();
    case Qt::ImHints:
        return static_cast<int>(hints);
    case Qt::ImCursorRectangle:
        return QRect(xOf(m_buffer.cursor()), 0, 1, height());
    default:
        // Surrounding text, current selection: an input method gets none of it.
        return {};
    }
}

bool SecretLine::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        // What would edit a line edit must not start an action of the window instead.
        auto *key = static_cast<QKeyEvent *>(event);
        for (const auto standard :
             {QKeySequence::SelectAll, QKeySequence::Paste, QKeySequence::Copy, QKeySequence::Cut,
              QKeySequence::Undo, QKeySequence::Redo}) {
            if (key->matches(standard)) {
                event->accept();
                return true;
            }
        }
    }
    return QWidget::event(event);
}

void SecretLine::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return moveTo(m_buffer.cursor() - 1, event->modifiers());
    case Qt::Key_Right:
        return moveTo(m_buffer.cursor() + 1, event->modifiers());
    case Qt::Key_Home:
        return moveTo(0, event->modifiers());
    case Qt::Key_End:
        return moveTo(m_buffer.length(), event->modifiers());
    case Qt::Key_Backspace:
        m_buffer.eraseBefore();
        return noteChange();
    case Qt::Key_Delete:
        m_buffer.eraseAfter();
        return noteChange();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT submitted();
        event->ignore();
        return;
    default:
        break;
    }
    if (handleShortcut(event)) {
        return;
    }
    const QString typed = event->text();
    if (typed.isEmpty() || !typed.front().isPrint()
        || (event->modifiers() & (Qt::ControlModifier | Qt::MetaModifier)) == Qt::ControlModifier) {
        event->ignore();
        return;
    }
    m_buffer.insert(typed);
    noteChange();
}

bool SecretLine::handleShortcut(QKeyEvent *event)
{
    if (event->matches(QKeySequence::SelectAll)) {
        m_buffer.selectAll();
        noteMove();
        return true;
    }
    if (event->matches(QKeySequence::Paste)) {
        paste();
        return true;
    }
    return event->matches(QKeySequence::Copy) || event->matches(QKeySequence::Cut)
        || event->matches(QKeySequence::Undo) || event->matches(QKeySequence::Redo);
}

void SecretLine::inputMethodEvent(QInputMethodEvent *event)
{
    if (!event->commitString().isEmpty()) {
        m_buffer.insert(event->commitString());
        noteChange();
    }
    event->accept();
}

void SecretLine::moveTo(int position, Qt::KeyboardModifiers modifiers)
{
    m_buffer.moveTo(position,
                    modifiers.testFlag(Qt::ShiftModifier) ? SecretBuffer::Move::Selection
                                                          : SecretBuffer::Move::Cursor);
    noteMove();
}

void SecretLine::paste()
{
    // Keys come with spaces around them from mails and web pages.
    m_buffer.insert(QStringView(QGuiApplication::clipboard()->text()).trimmed());
    noteChange();
}

void SecretLine::noteChange()
{
    noteMove();
    Q_EMIT edited();
}

void SecretLine::noteMove()
{
    const int room = std::max(1, textRoom().width()); // before the first layout there is none
    const QString shown = shownText();
    const int x = fontMetrics().horizontalAdvance(shown.left(m_buffer.cursor()));
    m_scroll = std::clamp(m_scroll, std::max(0, x - room + 1), x);
    // No gap at the end while there is something before the beginning.
    m_scroll = std::min(m_scroll, std::max(0, fontMetrics().horizontalAdvance(shown) - room + 1));
    updateMicroFocus();
    if (hasFocus()) {
        blink();
    }
    update();
}

void SecretLine::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Paste"), this, &SecretLine::paste)
        ->setEnabled(!QGuiApplication::clipboard()->text().isEmpty());
    menu->addAction(tr("Clear"), this, &SecretLine::clear)->setEnabled(!isEmpty());
    menu->popup(event->globalPos());
}

} // namespace penstock::widgets
