#include "widgets/infobar.h"

#include "theme/appstyle.h"
#include "theme/icon.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "widgets/accessiblerole.h"
#include "widgets/badge.h"
#include "widgets/copybutton.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

theme::Glyph glyphOf(const Message &message)
{
    using theme::Glyph;
    using theme::Tone;
    if (message.kind == MessageKind::Undo) {
        return Glyph::Check;
    }
    switch (message.tone) {
    case Tone::Good:
        return Glyph::CircleCheck;
    case Tone::Warning:
        return Glyph::TriangleAlert;
    case Tone::Bad:
        return Glyph::CircleX;
    case Tone::Config:
        return Glyph::KeyRound;
    case Tone::Info:
    case Tone::Neutral:
        break;
    }
    return Glyph::Info;
}

} // namespace

InfoBar::InfoBar(const Message &message, QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_actions(new QHBoxLayout)
    , m_detailsButton(new QPushButton(tr("Details"), this))
    , m_close(new QToolButton(this))
    , m_detailsBox(new QWidget(this))
    , m_details(new QLabel(m_detailsBox))
{
    setAccessibleRole(*this, QAccessible::AlertMessage);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_close->setIcon(theme::icon(theme::Glyph::X, theme::IconRole::Muted));
    m_close->setIconSize({iconSmall, iconSmall});
    m_close->setToolTip(tr("Close"));
    m_close->setAccessibleName(tr("Close the message"));
    m_close->setFocusPolicy(Qt::StrongFocus);
    theme::setButtonKind(*m_close, theme::ButtonKind::Flat);
    theme::setButtonKind(*m_detailsButton, theme::ButtonKind::Flat);
    m_detailsButton->setCheckable(true);
    build();
    connect(m_detailsButton, &QPushButton::toggled, this, &InfoBar::showDetails);
    connect(m_close, &QToolButton::clicked, this, &InfoBar::closeRequested);
    setMessage(message);
}

void InfoBar::build()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space8);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    m_actions->setSpacing(space8);
    row->addLayout(m_actions);
    row->addWidget(m_detailsButton);
    row->addWidget(m_close);

    m_details->setTextFormat(Qt::PlainText);
    m_details->setWordWrap(true);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    theme::setTypeRole(*m_details, theme::TypeRole::Mono);
    theme::setTextTone(*m_details, theme::TextTone::Muted);
    auto *copy = new CopyButton(tr("Copy details"), m_detailsBox);
    copy->setSource(
        [this]() -> QString { return m_message.text + QLatin1Char('\n') + m_message.details; });
    auto *below = new QHBoxLayout(m_detailsBox);
    below->setContentsMargins(theme::metrics::icon + space8, 0, 0, space4);
    below->addWidget(m_details, 1);
    below->addWidget(copy, 0, Qt::AlignTop);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(space12, space4 + 1, space8, space4 + 1);
    rows->setSpacing(space4);
    rows->addLayout(row);
    rows->addWidget(m_detailsBox);
    m_detailsBox->hide();
}

void InfoBar::setMessage(const Message &message)
{
    m_message = message;
    m_text->setText(message.text);
    m_details->setText(message.details);
    m_detailsButton->setVisible(!message.details.isEmpty());
    if (message.details.isEmpty()) {
        m_detailsButton->setChecked(false);
    }
    widgets::setAccessibleName(*this, message.text);
    addActions();
    showIcon();
    update();
}

void InfoBar::addActions()
{
    while (QLayoutItem *item = m_actions->takeAt(0)) {
        // The button that is being clicked may be the one that brought the new message.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_undo = nullptr;
    for (const MessageAction &action : m_message.actions) {
        addAction(action);
    }
    if (m_message.kind == MessageKind::Undo) {
        addAction({undoAction(), tr("Undo")});
        m_undo = qobject_cast<QPushButton *>(m_actions->itemAt(m_actions->count() - 1)->widget());
    }
}

void InfoBar::addAction(const MessageAction &action)
{
    auto *button = new QPushButton(action.text, this);
    m_actions->addWidget(button);
    connect(button, &QPushButton::clicked, this,
            [this, id = action.id] { Q_EMIT actionChosen(id); });
}

void InfoBar::setRemaining(std::chrono::seconds remaining)
{
    if (m_undo != nullptr) {
        //: The button that takes a change back, and for how long it can: "Undo (8 s)"
        m_undo->setText(tr("Undo (%1)").arg(shortSpan(remaining)));
        m_undo->setAccessibleName(tr("Undo"));
    }
}

bool InfoBar::showsDetails() const
{
    return m_detailsButton->isChecked();
}

void InfoBar::showDetails(bool isShown)
{
    m_detailsBox->setVisible(isShown);
    m_detailsButton->setText(isShown ? tr("Hide details") : tr("Details"));
}

void InfoBar::showIcon()
{
    const theme::IconRole role = theme::iconRoleOf(m_message.tone);
    m_icon->setPixmap(
        theme::icon(glyphOf(m_message), role)
            .pixmap(QSize(theme::metrics::icon, theme::metrics::icon), devicePixelRatioF()));
}

void InfoBar::paintEvent(QPaintEvent *)
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    const theme::ToneColors &colors = tokens.of(m_message.tone);
    QColor edge = colors.mark;
    constexpr float faintness = 0.35F;
    edge.setAlphaF(faintness);
    QPainter painter(this);
    theme::paintBox(painter, rect(), cardRadius, colors.ground, edge);
}

void InfoBar::enterEvent(QEnterEvent *event)
{
    QFrame::enterEvent(event);
    m_hasAttention = true;
    Q_EMIT attentionChanged();
}

void InfoBar::leaveEvent(QEvent *event)
{
    QFrame::leaveEvent(event);
    m_hasAttention = false;
    Q_EMIT attentionChanged();
}

void InfoBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        showIcon();
    }
    QFrame::changeEvent(event);
}

} // namespace penstock::widgets
