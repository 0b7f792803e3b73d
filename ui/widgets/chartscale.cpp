#include "widgets/chartscale.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace penstock::widgets
{

namespace
{

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Chart)
};

constexpr double thousand = 1000;

/// One digit behind the point below 10, none above, and no ".0".
QString rounded(double value)
{
    const bool isSmall = std::abs(value) < 9.95;
    const double shown = isSmall ? std::round(value * 10) / 10 : std::round(value);
    const bool isWhole = shown == std::floor(shown);
    return QLocale().toString(shown, 'f', isSmall && !isWhole ? 1 : 0);
}

QString shortCount(double value)
{
    // 41,200 is "41.2k": three digits at least.
    const auto inUnits = [](double units) {
        const double shown = std::round(units * 10) / 10;
        const bool isWhole = shown == std::floor(shown) || shown >= 100;
        return QLocale().toString(shown, 'f', isWhole ? 0 : 1);
    };
    const double size = std::abs(value);
    if (size >= 999'950'000) {
        return Words::tr("%1G").arg(inUnits(value / 1e9));
    }
    if (size >= 999'950) {
        return Words::tr("%1M").arg(inUnits(value / 1e6));
    }
    if (size >= thousand) {
        return Words::tr("%1k").arg(inUnits(value / thousand));
    }
    return rounded(value);
}

/// The next of 1, 2, 4, 5, 10, 20 ... that is not smaller.
double roundStep(double rough)
{
    const double magnitude = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 4.0, 5.0}) {
        // A rounding error must not turn 2 into 4.
        if (rough <= factor * magnitude * (1 + 1e-9)) {
            return factor * magnitude;
        }
    }
    return 10 * magnitude;
}

/// Steps that clocks have.
constexpr std::array<qint64, 19> timeSteps{
    1, 2, 5, 10, 15, 30, 60, 120, 150, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400};

qint64 secondsEastOfGreenwich(qint64 second)
{
    return QDateTime::fromSecsSinceEpoch(second).offsetFromUtc();
}

} // namespace

QString shortNumber(double value, ChartUnit unit)
{
    switch (unit) {
    case ChartUnit::Count:
        break;
    case ChartUnit::Milliseconds:
        if (std::abs(value) < 999.5) {
            return value == 0 ? QStringLiteral("0") : Words::tr("%1 ms").arg(rounded(value));
        }
        return Words::tr("%1 s").arg(rounded(value / thousand));
    case ChartUnit::Percent:
        return Words::tr("%1 %").arg(rounded(value));
    }
    return shortCount(value);
}

QString exactNumber(double value, ChartUnit unit)
{
    const bool isWhole = value == std::floor(value) || std::abs(value) >= 100;
    const QString number = QLocale().toString(value, 'f', isWhole ? 0 : 1);
    switch (unit) {
    case ChartUnit::Count:
        break;
    case ChartUnit::Milliseconds:
        return Words::tr("%1 ms").arg(number);
    case ChartUnit::Percent:
        return Words::tr("%1 %").arg(number);
    }
    return number;
}

std::vector<ChartTick> valueTicks(double highest, int maxSteps, ChartUnit unit)
{
    const double least = unit == ChartUnit::Percent ? 1 : 10;
    const double top = std::max(std::isfinite(highest) ? highest : 0, least);
    const double step = roundStep(top / std::max(1, maxSteps));
    const int count = static_cast<int>(std::ceil(top / step - 1e-9));
    std::vector<ChartTick> ticks;
    for (int i = 0; i <= count; ++i) {
        ticks.push_back({i * step, shortNumber(i * step, unit)});
    }
    return ticks;
}

QString timeLabel(qint64 second)
{
    const QTime time = QDateTime::fromSecsSinceEpoch(second).time();
    return time.toString(time.second() == 0 ? QStringLiteral("HH:mm") : QStringLiteral("HH:mm:ss"));
}

std::vector<ChartTick> timeTicks(const ChartData &data, int maxTicks)
{
    std::vector<ChartTick> ticks;
    const qint64 span = static_cast<qint64>(data.bucketCount - 1) * data.secondsPerBucket;
    if (span <= 0 || maxTicks < 1) {
        return ticks;
    }
    const auto fits = [span, maxTicks](qint64 each) { return (span - 1) / each < maxTicks; };
    const auto found = std::find_if(timeSteps.begin(), timeSteps.end(), fits);
    const qint64 step = found == timeSteps.end() ? timeSteps.back() : *found;

    // Round by the clock on the wall, which is not a whole hour from Greenwich everywhere.
    const qint64 east = secondsEastOfGreenwich(data.startSecond);
    const qint64 past = (data.startSecond + east) % step;
    const qint64 end = data.startSecond + span;
    // The last one leaves room for "now".
    const qint64 last = data.endsNow ? end - step * 2 / 3 : end;
    for (qint64 at = data.startSecond + (past == 0 ? 0 : step - past); at <= last; at += step) {
        const double bucket = static_cast<double>(at - data.startSecond) / data.secondsPerBucket;
        ticks.push_back({bucket, timeLabel(at)});
    }
    if (data.endsNow) {
        ticks.push_back({static_cast<double>(data.bucketCount - 1), Words::tr("now")});
    }
    return ticks;
}

} // namespace penstock::widgets
