#include "shell/statusstrip.h"

#include "models/numbertext.h"
#include "service/configdesk.h"
#include "service/gateway.h"
#include "theme/appstyle.h"
#include "theme/icon.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "widgets/chartscale.h"
#include "widgets/elidedlabel.h"
#include "widgets/statelook.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>

#include <array>

namespace penstock::shell
{

namespace
{

namespace metrics = theme::metrics;

// What is well first, what needs somebody last before what is of no interest.
constexpr std::array<InstanceState, 9> order
    = {InstanceState::Healthy,  InstanceState::Degraded, InstanceState::RateLimited,
       InstanceState::HalfOpen, InstanceState::Open,     InstanceState::ConfigError,
       InstanceState::Draining, InstanceState::Unknown,  InstanceState::Disabled};

QPushButton *makeSegment()
{
    auto *const segment = new QPushButton;
    segment->setAutoDefault(false);
    theme::setButtonKind(*segment, theme::ButtonKind::Flat);
    theme::setTypeRole(*segment, theme::TypeRole::Caption);
    theme::setTextTone(*segment, theme::TextTone::Muted);
    segment->setFixedHeight(metrics::statusBarHeight - metrics::space4);
    return segment;
}

bool isOff(const service::Gateway &gateway)
{
    return gateway.status().phase == service::GatewayPhase::Stopped;
}

} // namespace

StatusStrip::StatusStrip(service::Gateway &gateway, service::ConfigDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_gateway(gateway)
    , m_desk(desk)
    , m_states(new QHBoxLayout)
    , m_off(makeSegment())
    , m_traffic(makeSegment())
    , m_config(new widgets::ElidedLabel)
    , m_keychainIcon(new QLabel)
    , m_keychain(new widgets::ElidedLabel)
{
    setFixedHeight(metrics::statusBarHeight);
    m_states->setSpacing(0);
    for (const InstanceState state : order) {
        m_states->addWidget(stateButton(state));
    }
    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::space8, 0, metrics::space16, 0);
    row->setSpacing(metrics::space8);
    row->addLayout(m_states);
    row->addWidget(m_off);
    row->addWidget(m_traffic);
    row->addStretch();
    for (QLabel *const label : {m_config, m_keychain}) {
        theme::setTypeRole(*label, theme::TypeRole::Caption);
        theme::setTextTone(*label, theme::TextTone::Muted);
    }
    row->addWidget(m_config);
    row->addSpacing(metrics::space12);
    row->addWidget(m_keychainIcon);
    row->addWidget(m_keychain);

    m_off->setIconSize({metrics::iconSmall, metrics::iconSmall});
    connect(m_off, &QPushButton::clicked, this, &StatusStrip::dashboardWanted);
    connect(m_traffic, &QPushButton::clicked, this, &StatusStrip::dashboardWanted);
    connect(&m_gateway, &service::Gateway::snapshotChanged, this, &StatusStrip::follow);
    connect(&m_gateway, &service::Gateway::statusChanged, this, &StatusStrip::follow);
    connect(&m_desk, &service::ConfigDesk::configChanged, this, &StatusStrip::follow);
    connect(&m_desk, &service::ConfigDesk::problemsChanged, this, &StatusStrip::follow);
    follow();
}

QPushButton *StatusStrip::stateButton(InstanceState state)
{
    QPushButton *&button = m_buttons[state];
    if (button == nullptr) {
        const widgets::StateLook look = widgets::stateLook(state);
        button = makeSegment();
        button->setIcon(theme::icon(look.glyph, theme::iconRoleOf(look.tone)));
        button->setIconSize({metrics::iconSmall, metrics::iconSmall});
        connect(button, &QPushButton::clicked, this, &StatusStrip::instancesWanted);
    }
    return button;
}

void StatusStrip::setKeychain(const QString &name, const QString &explanation, bool isReady)
{
    // Where it has no name of its own it is "the keychain" in a sentence.
    const QString article = QStringLiteral("the ");
    const QString called = name.startsWith(article) ? name.mid(article.size()) : name;
    m_keychain->setText(called.left(1).toUpper() + called.mid(1));
    m_keychain->setToolTip(explanation);
    theme::setTextTone(*m_keychain, isReady ? theme::TextTone::Muted : theme::TextTone::Warning);
    const QIcon icon = theme::icon(isReady ? theme::Glyph::KeyRound : theme::Glyph::Lock,
                                   isReady ? theme::IconRole::Muted : theme::IconRole::Warning);
    m_keychainIcon->setPixmap(
        icon.pixmap(QSize(metrics::iconSmall, metrics::iconSmall), devicePixelRatioF()));
}

void StatusStrip::follow()
{
    if (!isVisible() && !m_config->text().isEmpty()) {
        return; // shown again, the next snapshot comes at once
    }
    showOff();
    showStates();
    showTraffic();
    showConfig();
}

void StatusStrip::showOff()
{
    const service::GatewayStatus &status = m_gateway.status();
    m_off->setVisible(isOff(m_gateway));
    const bool isFault = status.error.has_value();
    m_off->setIcon(theme::icon(isFault ? theme::Glyph::CircleX : theme::Glyph::CirclePause,
                               isFault ? theme::IconRole::Bad : theme::IconRole::Muted));
    const auto since
        = std::chrono::duration_cast<std::chrono::seconds>(status.since.time_since_epoch());
    m_off->setText(since.count() == 0
                       ? tr("Gateway off")
                       : tr("Gateway off since %1").arg(widgets::timeLabel(since.count())));
}

void StatusStrip::showStates()
{
    std::map<InstanceState, int> counts;
    for (const InstanceSettings &instance : m_desk.config().instances) {
        InstanceState state = instance.enabled ? InstanceState::Unknown : InstanceState::Disabled;
        for (const service::InstanceView &view : m_gateway.snapshot().instances) {
            if (view.id == instance.id && instance.enabled) {
                state = view.state;
            }
        }
        ++counts[state];
    }
    for (const auto &[state, button] : m_buttons) {
        const int count = counts.contains(state) ? counts.at(state) : 0;
        button->setVisible(count > 0 && !isOff(m_gateway));
        //: "3 Healthy": how many instances are in a state
        button->setText(tr("%1 %2").arg(count).arg(widgets::stateLook(state).word.toLower()));
    }
}

void StatusStrip::showTraffic()
{
    m_traffic->setVisible(!isOff(m_gateway) && !m_desk.config().instances.empty());
    const QLocale locale;
    const service::TrafficBucket &minute = m_gateway.snapshot().lastMinute;
    const auto text
        = [&locale](auto value) { return models::shortNumber(static_cast<double>(value), locale); };
    if (minute.requests == 0) {
        m_traffic->setText(tr("no requests · 1 min"));
        return;
    }
    m_traffic->setText(tr("%1 TPM · %2 RPM · %3 errors · 1 min")
                           .arg(text(minute.tokens), text(minute.requests),
                                models::shareText(minute.errors, minute.requests, locale)));
}

void StatusStrip::showConfig()
{
    const bool isBroken = m_desk.isBroken();
    m_config->setText(isBroken ? tr("configuration has errors") : tr("configuration valid"));
    theme::setTextTone(*m_config, isBroken ? theme::TextTone::Bad : theme::TextTone::Muted);
    m_config->setToolTip(QString::fromStdString(m_desk.file().string()));
}

void StatusStrip::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    const theme::Tokens &tokens = theme::tokensOf(*this);
    painter.fillRect(rect(), tokens.rail);
    painter.fillRect(QRect(0, 0, width(), 1), tokens.hairline);
}

} // namespace penstock::shell
