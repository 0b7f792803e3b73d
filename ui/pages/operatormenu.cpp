#include "pages/operatormenu.h"

#include "service/gateway.h"

#include <QCoreApplication>
#include <QMenu>

namespace penstock::pages
{

namespace
{

using Command = OperatorAction;
using Duration = std::optional<std::chrono::seconds>;

QString tr(const char *text)
{
    return QCoreApplication::translate("OperatorMenu", text);
}

/// Adds actions about one instance.
class MenuFiller final
{
public:
    MenuFiller(const models::InstanceRow &row, service::Gateway &gateway)
        : m_row(row)
        , m_gateway(gateway)
    {
    }

    void add(QMenu &menu, const QString &text, const QString &toolTip, Command command,
             Duration duration = {}) const
    {
        QAction *const action = menu.addAction(text);
        action->setToolTip(toolTip);
        QObject::connect(action, &QAction::triggered, &m_gateway,
                         [&gateway = m_gateway, id = m_row.id, command, duration] {
                             gateway.command({command, id, {}, duration});
                         });
        action->setEnabled(canBeTold());
    }

    void addSpans(QMenu &menu, const QString &text, const QString &toolTip, Command command,
                  const QString &endless) const
    {
        using std::chrono::minutes;
        QMenu *const spans = menu.addMenu(text);
        spans->menuAction()->setEnabled(canBeTold());
        spans->setToolTipsVisible(true);
        add(*spans, tr("For 1 minute"), toolTip, command, minutes(1));
        add(*spans, tr("For 10 minutes"), toolTip, command, minutes(10));
        add(*spans, tr("For 1 hour"), toolTip, command, minutes(60));
        spans->addSeparator();
        add(*spans, endless, toolTip, command);
    }

private:
    [[nodiscard]] bool canBeTold() const { return m_row.isEnabled && !m_row.isResting; }

    const models::InstanceRow &m_row;
    service::Gateway &m_gateway;
};

} // namespace

void fillOperatorMenu(QMenu &menu, const models::InstanceRow &row, service::Gateway &gateway)
{
    menu.setToolTipsVisible(true);
    const MenuFiller filler(row, gateway);
    filler.add(menu, tr("&Probe now"),
               tr("Lets the next request through, and asks the instance without using tokens."),
               Command::Probe);
    filler.add(menu, tr("&Reset"),
               tr("Forgets failures and waiting times: requests go there again at once."),
               Command::Reset);
    menu.addSeparator();
    filler.addSpans(menu, tr("&Trip"), tr("Opens the breaker: no request goes there."),
                    Command::Trip, tr("Until reset"));
    if (row.state == InstanceState::Draining) {
        filler.add(menu, tr("Re&sume"), tr("Takes new requests again."), Command::Resume);
    } else {
        filler.addSpans(menu, tr("&Drain"),
                        tr("Takes no new requests; those that run go on to their end."),
                        Command::Drain, tr("Until resumed"));
    }
}

} // namespace penstock::pages
