#include "parts.h"
#include "sections.h"
#include "widgets/badgedelegate.h"
#include "widgets/elidedlabel.h"
#include "widgets/statusbadge.h"
#include "widgets/statusdot.h"

#include <QHeaderView>
#include <QLabel>
#include <QStandardItemModel>
#include <QTableView>

namespace penstock::gallery
{

namespace
{

using widgets::StatusBadge;

constexpr int stateRole = Qt::UserRole;
constexpr int remainingRole = Qt::UserRole + 1;

StatusBadge *makeBadge(InstanceState state, std::optional<std::chrono::seconds> remaining = {},
                       std::optional<Outcome> cause = {})
{
    auto *badge = new StatusBadge;
    badge->setState(state, remaining, cause);
    return badge;
}

QWidget *makeOwnBadges()
{
    auto *route = new StatusBadge;
    route->setBadge({theme::Glyph::Route, theme::Tone::Info, QStringLiteral("eu-1 / gpt4o-prod")});
    auto *warning = new StatusBadge;
    warning->setBadge({theme::Glyph::TriangleAlert, theme::Tone::Warning,
                       QStringLiteral("one target, throttled")});
    auto *narrow = new StatusBadge;
    narrow->setBadge(warning->badge());
    narrow->setFixedWidth(96);
    auto *dot = new widgets::StatusDot(theme::Tone::Good);
    auto *address = new widgets::ElidedLabel(QStringLiteral("contoso-eu1.openai.azure.com"));
    address->setElideMode(Qt::ElideMiddle);
    address->setFixedWidth(140);
    return makeRow({route, warning, narrow, dot, makeLabel(QStringLiteral("Gateway on")), address});
}

QTableView *makeTable()
{
    auto *view = new QTableView;
    auto *model = new QStandardItemModel(view);
    model->setHorizontalHeaderLabels({QStringLiteral("Instance"), QStringLiteral("State")});
    int row = 0;
    for (const InstanceState state :
         {InstanceState::Healthy, InstanceState::RateLimited, InstanceState::Open}) {
        auto *item = new QStandardItem;
        item->setData(static_cast<int>(state), stateRole);
        item->setData(18 * row, remainingRole);
        model->appendRow({new QStandardItem(QStringLiteral("eu-%1").arg(++row)), item});
    }
    view->setModel(model);
    view->setItemDelegateForColumn(1, new widgets::BadgeDelegate({stateRole, remainingRole}, view));
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setShowGrid(false);
    view->verticalHeader()->hide();
    view->horizontalHeader()->setStretchLastSection(true);
    view->selectRow(1);
    view->setFixedHeight(4 * 36);
    return view;
}

} // namespace

QWidget *makeBadges()
{
    using std::chrono::seconds;
    QWidget *states = makeRow({
        makeBadge(InstanceState::Healthy),
        makeBadge(InstanceState::Degraded),
        makeBadge(InstanceState::RateLimited, seconds(18)),
        makeBadge(InstanceState::Open, seconds(41)),
        makeBadge(InstanceState::HalfOpen),
        makeBadge(InstanceState::ConfigError, {}, Outcome::Refused),
        makeBadge(InstanceState::ConfigError),
        makeBadge(InstanceState::Draining),
        makeBadge(InstanceState::Disabled),
        makeBadge(InstanceState::Unknown),
    });
    return makeColumn({states, makeOwnBadges(), makeTable()});
}

} // namespace penstock::gallery
