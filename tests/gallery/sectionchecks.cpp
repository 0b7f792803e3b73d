#include "parts.h"
#include "sections.h"

#include <QCheckBox>
#include <QGroupBox>
#include <QRadioButton>
#include <QVBoxLayout>

namespace penstock::gallery
{

namespace
{

QCheckBox *makeBox(const QString &text, Qt::CheckState state)
{
    auto *box = new QCheckBox(text);
    box->setTristate(state == Qt::PartiallyChecked);
    box->setCheckState(state);
    return box;
}

QCheckBox *makeSwitch(const QString &text, Qt::CheckState state)
{
    QCheckBox *box = makeBox(text, state);
    theme::setCheckKind(*box, theme::CheckKind::Switch);
    return box;
}

template<class Widget>
Widget *disabled(Widget *widget)
{
    widget->setEnabled(false);
    return widget;
}

QWidget *makeRadios()
{
    auto *one = new QRadioButton(QStringLiteral("System"));
    auto *other = new QRadioButton(QStringLiteral("Dark"));
    other->setChecked(true);
    auto *off = disabled(new QRadioButton(QStringLiteral("Disabled")));
    return makeRow({one, other, off});
}

QGroupBox *makeGroup()
{
    auto *group = new QGroupBox(QStringLiteral("Breaker"));
    auto *layout = new QVBoxLayout(group);
    layout->addWidget(makeBox(QStringLiteral("Count throttling as a failure"), Qt::Unchecked));
    layout->addWidget(makeBox(QStringLiteral("Open on the first failure"), Qt::Checked));
    return group;
}

} // namespace

QWidget *makeChecks()
{
    QCheckBox *ringed = makeBox(QStringLiteral("Focus"), Qt::Checked);
    QWidget *boxes = makeRow({
        makeBox(QStringLiteral("Off"), Qt::Unchecked),
        makeBox(QStringLiteral("On"), Qt::Checked),
        makeBox(QStringLiteral("Partly"), Qt::PartiallyChecked),
        disabled(makeBox(QStringLiteral("Disabled off"), Qt::Unchecked)),
        disabled(makeBox(QStringLiteral("Disabled on"), Qt::Checked)),
        ringed,
    });
    addRing(ringed);
    QWidget *switches = makeRow({
        makeSwitch(QStringLiteral("Off"), Qt::Unchecked),
        makeSwitch(QStringLiteral("On"), Qt::Checked),
        disabled(makeSwitch(QStringLiteral("Disabled off"), Qt::Unchecked)),
        disabled(makeSwitch(QStringLiteral("Disabled on"), Qt::Checked)),
    });
    QWidget *left = makeColumn({boxes, makeRadios(), switches});
    return makeRow({left, makeGroup()});
}

} // namespace penstock::gallery
