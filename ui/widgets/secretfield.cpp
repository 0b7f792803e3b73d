#include "widgets/secretfield.h"

#include "theme/icon.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "widgets/secretline.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace penstock::widgets
{

using namespace theme::metrics;

namespace
{

constexpr QChar dot(0x2022);
constexpr int dotsOfAny = 4; // whatever its length

} // namespace

SecretField::SecretField(QWidget *parent)
    : QWidget(parent)
    , m_line(new SecretLine(this))
    , m_lock(new QLabel(this))
    , m_hint(new QLabel(this))
    , m_eye(new QToolButton(this))
    , m_replace(new QPushButton(tr("Replace"), this))
    , m_keep(new QPushButton(tr("Keep stored key"), this))
    , m_caption(new QLabel(this))
{
    m_eye->setIcon(theme::icon(theme::Glyph::Eye, theme::IconRole::Muted));
    m_eye->setToolTip(tr("Hold to see what you typed"));
    m_eye->setAccessibleName(tr("Show what is typed while pressed"));
    m_eye->setFocusPolicy(Qt::StrongFocus);
    theme::setButtonKind(*m_eye, theme::ButtonKind::Flat);
    theme::setButtonKind(*m_keep, theme::ButtonKind::Flat);
    theme::setTypeRole(*m_line, theme::TypeRole::Mono);
    theme::setTypeRole(*m_hint, theme::TypeRole::Mono);
    theme::setTypeRole(*m_caption, theme::TypeRole::Caption);
    theme::setTextTone(*m_caption, theme::TextTone::Muted);
    m_caption->setWordWrap(true);
    m_line->setAccessibleName(tr("Key"));
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setMinimumHeight(controlHeight);
    setFocusProxy(m_line);
    build();
    connectParts();
    showLock();
    setMode(Mode::Empty);
}

void SecretField::build()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space8);
    row->addWidget(m_line, 1);
    row->addWidget(m_lock);
    row->addWidget(m_hint, 1);
    row->addWidget(m_eye);
    row->addWidget(m_replace);
    row->addWidget(m_keep);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(space4);
    rows->addLayout(row);
    rows->addWidget(m_caption);
}

void SecretField::connectParts()
{
    connect(m_line, &SecretLine::edited, this, [this] {
        m_eye->setEnabled(!m_line->isEmpty());
        Q_EMIT edited();
    });
    connect(m_line, &SecretLine::submitted, this, &SecretField::submitted);
    // For the line and not for this: a button that is deleted while pressed still lets go.
    connect(m_eye, &QToolButton::pressed, m_line,
            [line = m_line] { line->setVisibility(Visibility::Revealed); });
    connect(m_eye, &QToolButton::released, m_line,
            [line = m_line] { line->setVisibility(Visibility::Masked); });
    connect(m_replace, &QPushButton::clicked, this, [this] {
        setMode(Mode::Replacing);
        m_line->setFocus(Qt::OtherFocusReason);
    });
    connect(m_keep, &QPushButton::clicked, this, [this] { setMode(Mode::Stored); });
}

void SecretField::setPlaceholder(const QString &text)
{
    m_line->setPlaceholder(text);
}

void SecretField::setStored(const StoredSecret &stored)
{
    m_stored = stored;
    setMode(Mode::Stored);
}

void SecretField::setNothingStored(const QString &caption)
{
    m_emptyCaption = caption;
    setMode(Mode::Empty);
}

bool SecretField::hasSecret() const
{
    return !m_line->isEmpty();
}

SecretString SecretField::copySecret() const
{
    return m_line->copy();
}

SecretString SecretField::takeSecret()
{
    return m_line->take();
}

void SecretField::clear()
{
    m_line->clear();
}

void SecretField::setMode(Mode mode)
{
    m_mode = mode;
    m_line->setVisibility(Visibility::Masked);
    m_line->clear();
    m_line->setVisible(mode != Mode::Stored);
    m_eye->setVisible(mode != Mode::Stored);
    m_eye->setEnabled(false);
    m_lock->setVisible(mode == Mode::Stored);
    m_hint->setVisible(mode == Mode::Stored);
    m_replace->setVisible(mode == Mode::Stored);
    m_keep->setVisible(mode == Mode::Replacing);
    setFocusProxy(mode == Mode::Stored ? static_cast<QWidget *>(m_replace) : m_line);
    showCaption();
}

void SecretField::showCaption()
{
    const bool hasHint = !m_stored.hint.isEmpty();
    m_hint->setText(hasHint ? m_stored.hint : QString(dotsOfAny, dot));
    m_hint->setAccessibleName(hasHint ? tr("Stored key, ends in %1").arg(m_stored.hint)
                                      : tr("Stored key"));
    switch (m_mode) {
    case Mode::Empty:
        m_caption->setText(m_emptyCaption);
        break;
    case Mode::Stored:
        m_caption->setText(tr("Stored in %1").arg(m_stored.backend));
        break;
    case Mode::Replacing:
        m_caption->setText(
            hasHint ? tr("Replaces the key %1 in %2").arg(m_stored.hint, m_stored.backend)
                    : tr("Replaces the key in %1").arg(m_stored.backend));
        break;
    }
    m_caption->setVisible(!m_caption->text().isEmpty());
}

void SecretField::changeEvent(QEvent *event)
{
    // The eye is let go of without a word when the field is switched off under the finger.
    if (event->type() == QEvent::EnabledChange && !isEnabled()) {
        m_line->setVisibility(Visibility::Masked);
    }
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        showLock();
    }
    QWidget::changeEvent(event);
}

void SecretField::showLock()
{
    m_lock->setPixmap(theme::icon(theme::Glyph::Lock, theme::IconRole::Muted)
                          .pixmap(QSize(iconSmall, iconSmall), devicePixelRatioF()));
}

} // namespace penstock::widgets
