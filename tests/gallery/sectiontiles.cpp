#include "parts.h"
#include "sections.h"
#include "widgets/copybutton.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/stattile.h"

#include <QBoxLayout>
#include <QLabel>

#include <cmath>

namespace penstock::gallery
{

namespace
{

using widgets::StatTile;
using widgets::TileKind;

std::vector<double> makeHistory(double base, double wave)
{
    std::vector<double> values;
    for (int i = 0; i < 60; ++i) {
        values.push_back(base + wave * std::sin(i / 5.0) + wave / 2 * std::sin(i * 1.7));
    }
    return values;
}

StatTile *makeTile(const QString &label, const QString &figure, const QString &side,
                   const QString &caption)
{
    auto *tile = new StatTile(label);
    tile->setFigure(figure, side);
    tile->setCaption(caption);
    tile->setKind(TileKind::Button);
    return tile;
}

QWidget *makeControls()
{
    auto *range = new widgets::SegmentedControl(QStringLiteral("Time range"));
    range->setOptions({QStringLiteral("5 min"), QStringLiteral("15 min"), QStringLiteral("1 h"),
                       QStringLiteral("24 h")});
    auto *form = new widgets::SegmentedControl(QStringLiteral("Form"));
    form->setOptions({QStringLiteral("Matrix"), QStringLiteral("List")});
    form->setEnabled(false);
    auto *copy = new widgets::CopyButton(QStringLiteral("Copy the address"));
    copy->setCopiedText(QStringLiteral("http://127.0.0.1:3010"));
    return makeRow(
        {range, form, makeLabel(QStringLiteral("127.0.0.1:3010"), theme::TypeRole::Mono), copy});
}

} // namespace

QWidget *makeTiles()
{
    StatTile *tokens = makeTile(QStringLiteral("Tokens per minute"), QStringLiteral("41.2k"), {},
                                QStringLiteral("of 100k quota"));
    tokens->setHistory(makeHistory(40, 4), 0);
    StatTile *requests = makeTile(QStringLiteral("Requests"), QStringLiteral("86"), {},
                                  QStringLiteral("per minute"));
    requests->setHistory(makeHistory(80, 6), 2);
    StatTile *errors = makeTile(QStringLiteral("Errors"), QStringLiteral("0.4 %"), {},
                                QStringLiteral("3 of 742 · 5 min"));
    errors->setHistory(makeHistory(1, 0.8), 3);
    StatTile *latency = makeTile(QStringLiteral("Latency p50 / p95"), QStringLiteral("420"),
                                 QStringLiteral("/ 1,310 ms"), QStringLiteral("5 min"));
    auto *waiting = new StatTile(QStringLiteral("Saved from failing"));
    waiting->setCaption(QStringLiteral("requests moved · 1 h"));

    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    for (StatTile *tile : {tokens, requests, errors, latency, waiting}) {
        layout->addWidget(tile, 1);
    }
    return makeColumn({row, makeControls()});
}

} // namespace penstock::gallery
