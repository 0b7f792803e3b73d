#include "shell/gatewaychip.h"

#include "service/configdesk.h"
#include "service/gateway.h"
#include "theme/appstyle.h"
#include "theme/icon.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "widgets/copybutton.h"
#include "widgets/statusdot.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace penstock::shell
{

namespace
{

namespace metrics = theme::metrics;
using service::GatewayPhase;

struct PhaseLook {
    theme::Tone tone;
    QString word;
};

PhaseLook lookOf(const service::GatewayStatus &status)
{
    switch (status.phase) {
    case GatewayPhase::Running:
        return {theme::Tone::Good, GatewayChip::tr("Gateway on")};
    case GatewayPhase::Starting:
        return {theme::Tone::Info, GatewayChip::tr("Gateway is starting")};
    case GatewayPhase::Stopping:
        return {theme::Tone::Warning, GatewayChip::tr("Gateway is finishing")};
    case GatewayPhase::Stopped:
        break;
    }
    return {status.error ? theme::Tone::Bad : theme::Tone::Neutral, GatewayChip::tr("Gateway off")};
}

} // namespace

GatewayChip::GatewayChip(service::Gateway &gateway, service::ConfigDesk &desk, QWidget *parent)
    : QFrame(parent)
    , m_gateway(gateway)
    , m_desk(desk)
    , m_dot(new widgets::StatusDot)
    , m_word(new QLabel)
    , m_address(new QLabel)
    , m_copy(new widgets::CopyButton(tr("Copy the address")))
    , m_more(new QToolButton)
    , m_menu(new QMenu(this))
    , m_start(m_menu->addAction(theme::icon(theme::Glyph::Play), tr("&Start")))
    , m_stop(m_menu->addAction(theme::icon(theme::Glyph::Square), tr("S&top")))
    , m_copyUrl(nullptr)
{
    m_menu->addSeparator();
    m_copyUrl = m_menu->addAction(theme::icon(theme::Glyph::Copy), tr("&Copy base URL"));
    setAccessibleName(tr("Gateway"));
    theme::setTypeRole(*m_address, theme::TypeRole::MonoStrong);
    m_copy->setSource([this] { return baseUrl(); });
    m_more->setIcon(theme::icon(theme::Glyph::ChevronDown, theme::IconRole::Muted));
    m_more->setToolTip(tr("Start, stop, copy"));
    m_more->setAccessibleName(tr("Gateway menu"));
    m_more->setAutoRaise(true);

    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::space12, 0, metrics::space4, 0);
    row->setSpacing(0);
    for (QWidget *const part : std::initializer_list<QWidget *>{m_dot, m_word, m_address}) {
        row->addWidget(part);
        row->addSpacing(part == m_address ? metrics::space4 : metrics::space8);
    }
    // Buttons bring room of their own.
    row->addWidget(m_copy);
    row->addWidget(m_more);
    setFixedHeight(metrics::controlHeight + 2);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);

    connect(m_more, &QToolButton::clicked, this, &GatewayChip::showMenu);
    connect(m_start, &QAction::triggered, &m_desk, &service::ConfigDesk::startGateway);
    connect(m_stop, &QAction::triggered, this, &GatewayChip::stopWanted);
    connect(m_copyUrl, &QAction::triggered, this,
            [this] { QApplication::clipboard()->setText(baseUrl()); });
    connect(&m_gateway, &service::Gateway::statusChanged, this, &GatewayChip::follow);
    follow();
}

QString GatewayChip::baseUrl() const
{
    const auto &urls = m_gateway.status().baseUrls;
    return urls.empty() ? QString() : QString::fromStdString(urls.front());
}

void GatewayChip::follow()
{
    const service::GatewayStatus &status = m_gateway.status();
    const PhaseLook look = lookOf(status);
    m_dot->setTone(look.tone);
    m_word->setText(look.word);
    QString address = baseUrl();
    address.remove(QStringLiteral("http://"));
    address.remove(QStringLiteral("/v1"));
    m_address->setText(address);
    m_address->setVisible(!address.isEmpty());
    m_copy->setVisible(!address.isEmpty());
    m_start->setEnabled(status.phase == GatewayPhase::Stopped);
    m_stop->setEnabled(status.phase == GatewayPhase::Running);
    m_copyUrl->setEnabled(!address.isEmpty());
    setAccessibleDescription(address.isEmpty() ? look.word
                                               : look.word + QLatin1Char(' ') + address);
}

void GatewayChip::showMenu()
{
    m_menu->popup(mapToGlobal(QPoint(0, height() + metrics::space4)));
}

void GatewayChip::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    const theme::Tokens &tokens = theme::tokensOf(*this);
    theme::paintBox(painter, rect(), height() / 2.0, tokens.card, tokens.controlBorder);
}

} // namespace penstock::shell
