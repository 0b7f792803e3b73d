#include "widgets/accessiblerole.h"

#include <QAbstractButton>
#include <QAccessibleWidget>

namespace penstock::widgets
{

namespace
{

constexpr char roleProperty[] = "_penstock_accessibleRole";

/// Qt asks for an interface once and keeps it, but a tile may become a button later.
class RoleInterface final : public QAccessibleWidget
{
public:
    explicit RoleInterface(QWidget &widget) : QAccessibleWidget(&widget) { }

    [[nodiscard]] QAccessible::Role role() const override
    {
        return static_cast<QAccessible::Role>(object()->property(roleProperty).toInt());
    }

    [[nodiscard]] QStringList actionNames() const override
    {
        const bool isButton = role() == QAccessible::Button;
        return (isButton ? QStringList(pressAction()) : QStringList())
            + QAccessibleWidget::actionNames();
    }

    void doAction(const QString &name) override
    {
        auto *button = qobject_cast<QAbstractButton *>(object());
        if (button != nullptr && name == pressAction()) {
            button->click();
        } else {
            QAccessibleWidget::doAction(name);
        }
    }
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    if (object == nullptr || !object->isWidgetType() || !object->property(roleProperty).isValid()) {
        return nullptr;
    }
    return new RoleInterface(*static_cast<QWidget *>(object));
}

} // namespace

void setAccessibleRole(QWidget &widget, QAccessible::Role role)
{
    // Qt takes the same factory again without effect.
    QAccessible::installFactory(makeInterface);
    widget.setProperty(roleProperty, static_cast<int>(role));
}

void setAccessibleName(QWidget &widget, const QString &name)
{
    if (widget.accessibleName() != name) {
        widget.setAccessibleName(name);
    }
}

} // namespace penstock::widgets
