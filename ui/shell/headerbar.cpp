#include "shell/headerbar.h"

#include "shell/gatewaychip.h"
#include "theme/applogo.h"
#include "theme/appstyle.h"
#include "theme/icon.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "theme/paint.h"

#include <QAction>
#include <QActionGroup>
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

constexpr int logoSide = 24;

/// "DEMO", so that nobody takes the numbers for their own.
class DemoMark final : public QLabel
{
public:
    explicit DemoMark(const QString &text) : QLabel(text)
    {
        theme::setTypeRole(*this, theme::TypeRole::Label);
        theme::setTextTone(*this, theme::TextTone::Warning);
        setContentsMargins(metrics::space8, 2, metrics::space8, 2);
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        {
            QPainter painter(this);
            theme::paintBox(painter, rect(), metrics::space4, theme::tokensOf(*this).warning.ground,
                            {});
        }
        QLabel::paintEvent(event);
    }
};

} // namespace

HeaderBar::HeaderBar(service::Gateway &gateway, service::ConfigDesk &desk, Mode mode,
                     QWidget *parent)
    : QWidget(parent)
    , m_chip(new GatewayChip(gateway, desk))
    , m_schemeMenu(new QMenu(this))
    , m_schemes(new QActionGroup(this))
    , m_schemeButton(makeSchemeButton())
{
    setFixedHeight(metrics::headerHeight);
    auto *const logo = new QLabel;
    logo->setPixmap(theme::appIcon().pixmap(QSize(logoSide, logoSide), devicePixelRatioF()));
    auto *const name = new QLabel(QStringLiteral("Penstock"));
    theme::setTypeRole(*name, theme::TypeRole::Heading);

    auto *const brand = new QWidget;
    auto *const brandRow = new QHBoxLayout(brand);
    brandRow->setContentsMargins(metrics::space16, 0, 0, 0);
    brandRow->setSpacing(metrics::space8);
    brandRow->addWidget(logo);
    brandRow->addWidget(name);
    brandRow->addStretch();
    brand->setFixedWidth(metrics::railWidth - metrics::space16); // the chip starts near the page

    auto *const row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, metrics::space16, 0);
    row->setSpacing(metrics::space12);
    row->addWidget(brand);
    row->addWidget(m_chip);
    if (mode == Mode::Demo) {
        auto *const mark = new DemoMark(tr("DEMO"));
        mark->setToolTip(tr("Simulated instances and invented traffic; nothing of yours is used."));
        row->addWidget(mark, 0, Qt::AlignVCenter);
    }
    row->addStretch();
    row->addWidget(m_schemeButton);
}

QToolButton *HeaderBar::makeSchemeButton()
{
    const auto add = [this](theme::Glyph glyph, const QString &text, theme::SchemeChoice choice) {
        QAction *const action = m_schemeMenu->addAction(theme::icon(glyph), text);
        action->setCheckable(true);
        action->setData(static_cast<int>(choice));
        m_schemes->addAction(action);
    };
    add(theme::Glyph::Monitor, tr("As the &system"), theme::SchemeChoice::System);
    add(theme::Glyph::Sun, tr("&Light"), theme::SchemeChoice::Light);
    add(theme::Glyph::Moon, tr("&Dark"), theme::SchemeChoice::Dark);
    connect(m_schemes, &QActionGroup::triggered, this, [this](const QAction *action) {
        const auto choice = static_cast<theme::SchemeChoice>(action->data().toInt());
        setSchemeChoice(choice);
        Q_EMIT schemeChosen(choice);
    });
    auto *const button = new QToolButton;
    connect(button, &QToolButton::clicked, m_schemeMenu, [this, button] {
        const QPoint corner = button->mapToGlobal(QPoint(button->width(), button->height()));
        m_schemeMenu->popup(corner - QPoint(m_schemeMenu->sizeHint().width(), 0));
    });
    button->setToolTip(tr("Light or dark"));
    button->setAccessibleName(tr("Light or dark"));
    button->setAutoRaise(true);
    return button;
}

void HeaderBar::setSchemeChoice(theme::SchemeChoice choice)
{
    const theme::Glyph glyph = choice == theme::SchemeChoice::System ? theme::Glyph::Monitor
        : choice == theme::SchemeChoice::Light                       ? theme::Glyph::Sun
                                                                     : theme::Glyph::Moon;
    m_schemeButton->setIcon(theme::icon(glyph, theme::IconRole::Muted));
    for (QAction *const action : m_schemes->actions()) {
        action->setChecked(action->data().toInt() == static_cast<int>(choice));
    }
}

void HeaderBar::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    const theme::Tokens &tokens = theme::tokensOf(*this);
    painter.fillRect(rect(), tokens.rail);
    theme::paintBottomLine(painter, rect(), tokens.hairline);
}

} // namespace penstock::shell
