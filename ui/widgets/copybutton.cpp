#include "widgets/copybutton.h"

#include "theme/icon.h"
#include "theme/looks.h"
#include "theme/metrics.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTimer>

#include <chrono>

namespace penstock::widgets
{

namespace
{

constexpr std::chrono::milliseconds shownFor(1600);

} // namespace

CopyButton::CopyButton(const QString &what, QWidget *parent)
    : QToolButton(parent)
    , m_what(what)
    , m_confirmation(new QTimer(this))
{
    theme::setButtonKind(*this, theme::ButtonKind::Flat);
    setIconSize({theme::metrics::iconSmall, theme::metrics::iconSmall});
    setFocusPolicy(Qt::StrongFocus);
    m_confirmation->setSingleShot(true);
    m_confirmation->setInterval(shownFor);
    connect(m_confirmation, &QTimer::timeout, this, &CopyButton::showPlain);
    connect(this, &QToolButton::clicked, this, &CopyButton::copy);
    showPlain();
}

void CopyButton::setCopiedText(const QString &text)
{
    m_source = [text] { return text; };
}

void CopyButton::setSource(std::function<QString()> source)
{
    m_source = std::move(source);
}

void CopyButton::copy()
{
    if (!m_source) {
        return;
    }
    QGuiApplication::clipboard()->setText(m_source());
    setIcon(theme::icon(theme::Glyph::Check, theme::IconRole::Good));
    setToolTip(tr("Copied"));
    setAccessibleName(tr("Copied"));
    m_confirmation->start();
    Q_EMIT copied();
}

void CopyButton::showPlain()
{
    setIcon(theme::icon(theme::Glyph::Copy, theme::IconRole::Muted));
    setToolTip(m_what);
    setAccessibleName(m_what);
}

} // namespace penstock::widgets
