#include "parts.h"
#include "sections.h"
#include "widgets/card.h"
#include "widgets/timeserieschart.h"

#include <QGridLayout>

#include <algorithm>
#include <cmath>

namespace penstock::gallery
{

namespace
{

using widgets::ChartData;
using widgets::ChartForm;
using widgets::ChartSeries;
using widgets::ChartUnit;
using widgets::TimeSeriesChart;

constexpr int buckets = 300;
// 14:05 on some day, in Greenwich.
constexpr qint64 start = 1'736'949'600;

ChartSeries makeSeries(const QString &name, double base, double wave, double pace)
{
    ChartSeries series{name, name, -1, {}};
    for (int i = 0; i < buckets; ++i) {
        const double noise = std::sin(i * 0.9 * pace) + std::sin(i * 2.3) / 2;
        series.values.push_back(base + wave * std::sin(i * pace / 20) + base / 40 * noise);
    }
    return series;
}

ChartData makeTokens()
{
    ChartData data;
    data.startSecond = start;
    data.bucketCount = buckets;
    data.series = {makeSeries(QStringLiteral("eu-1"), 14'000, 3'000, 1),
                   makeSeries(QStringLiteral("eu-2"), 13'000, 2'000, 0.6),
                   makeSeries(QStringLiteral("us-1"), 8'000, 3'000, 1.4)};
    data.limit = widgets::ChartLimit{100'000, QStringLiteral("quota 100k")};
    data.events = {{start + 175, QStringLiteral("eu-2 throttled, moved 14"), theme::Tone::Warning}};
    return data;
}

ChartData makeLatency()
{
    ChartData data = makeTokens();
    data.series = {makeSeries(QStringLiteral("p50"), 420, 40, 1),
                   makeSeries(QStringLiteral("p95"), 1'310, 90, 0.5)};
    for (ChartSeries &series : data.series) {
        std::fill_n(series.values.begin() + 120, 30, widgets::noValue);
    }
    data.series.back().color = 3;
    data.limit.reset();
    data.events.clear();
    return data;
}

QWidget *inCard(TimeSeriesChart *chart)
{
    auto *card = new widgets::Card;
    card->body().addWidget(chart);
    return card;
}

} // namespace

QWidget *makeCharts()
{
    auto *tokens = new TimeSeriesChart(QStringLiteral("Tokens per minute"), ChartForm::StackedAreas,
                                       ChartUnit::Count);
    tokens->setData(makeTokens());
    tokens->setCrosshair(230);
    auto *latency
        = new TimeSeriesChart(QStringLiteral("Latency"), ChartForm::Lines, ChartUnit::Milliseconds);
    latency->setData(makeLatency());
    auto *empty = new TimeSeriesChart(QStringLiteral("Requests"), ChartForm::StackedAreas,
                                      ChartUnit::Count);
    ChartData nothing = makeTokens();
    nothing.series.clear();
    nothing.limit.reset();
    empty->setData(nothing);
    empty->setEmptyText(QStringLiteral("No traffic yet. The first request shows up here."));
    auto *stopped = new TimeSeriesChart(QStringLiteral("Tokens per minute"),
                                        ChartForm::StackedAreas, ChartUnit::Count);
    stopped->setData(makeTokens());
    stopped->setMuted(QStringLiteral("Gateway stopped at 14:05"));

    auto *grid = new QWidget;
    auto *layout = new QGridLayout(grid);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(inCard(tokens), 0, 0);
    layout->addWidget(inCard(latency), 0, 1);
    layout->addWidget(inCard(stopped), 1, 0);
    layout->addWidget(inCard(empty), 1, 1);
    layout->setColumnStretch(0, 2);
    layout->setColumnStretch(1, 1);
    layout->setRowMinimumHeight(0, 300);
    layout->setRowMinimumHeight(1, 220);
    return grid;
}

} // namespace penstock::gallery
