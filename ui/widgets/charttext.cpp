#include "widgets/charttext.h"

#include "widgets/chartscale.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace penstock::widgets
{

namespace
{

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Chart)
};

/// What the eye takes for "the" value of a moment.
double headlineAt(const ChartData &data, ChartForm form, int bucket)
{
    double sum = noValue;
    for (const ChartSeries &series : data.series) {
        const double value = valueAt(series, bucket);
        if (!std::isfinite(value)) {
            continue;
        }
        if (form == ChartForm::Lines) {
            return value;
        }
        sum = std::isfinite(sum) ? sum + value : value;
    }
    return sum;
}

double peakOf(const ChartData &data, ChartForm form)
{
    double peak = noValue;
    for (int bucket = 0; bucket < data.bucketCount; ++bucket) {
        // fmax prefers a number to none.
        peak = std::fmax(peak, headlineAt(data, form, bucket));
    }
    return peak;
}

qint64 secondOf(const ChartData &data, int bucket)
{
    return data.startSecond + static_cast<qint64>(bucket) * data.secondsPerBucket;
}

} // namespace

ChartTable::ChartTable(const ChartData &data, ChartUnit unit) : m_header(Words::tr("Time"))
{
    for (const ChartSeries &series : data.series) {
        m_header.append(series.name);
    }
    const int rowCount = data.series.empty() ? 0 : data.bucketCount;
    for (int bucket = rowCount - 1; bucket >= 0; --bucket) {
        const QDateTime time = QDateTime::fromSecsSinceEpoch(secondOf(data, bucket));
        QStringList row(time.toString(QStringLiteral("HH:mm:ss")));
        for (const ChartSeries &series : data.series) {
            const double value = valueAt(series, bucket);
            row.append(std::isfinite(value) ? exactNumber(value, unit) : QString(QChar(0x2013)));
        }
        m_rows.push_back(std::move(row));
    }
}

QString chartTsv(const ChartData &data)
{
    QStringList header(QStringLiteral("time"));
    for (const ChartSeries &series : data.series) {
        header.append(series.name);
    }
    QString text = header.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (int bucket = 0; bucket < data.bucketCount; ++bucket) {
        text += QDateTime::fromSecsSinceEpoch(secondOf(data, bucket)).toString(Qt::ISODate);
        for (const ChartSeries &series : data.series) {
            const double value = valueAt(series, bucket);
            text += QLatin1Char('\t') + (std::isfinite(value) ? QString::number(value) : QString());
        }
        text += QLatin1Char('\n');
    }
    return text;
}

QString chartSpan(const ChartData &data)
{
    const int seconds = data.bucketCount * data.secondsPerBucket;
    if (seconds % 3600 == 0) {
        return Words::tr("last %n hour(s)", nullptr, seconds / 3600);
    }
    if (seconds % 60 == 0) {
        return Words::tr("last %n minute(s)", nullptr, seconds / 60);
    }
    return Words::tr("last %n second(s)", nullptr, seconds);
}

double newestValue(const ChartData &data, ChartForm form)
{
    return headlineAt(data, form, data.bucketCount - 1);
}

QString chartSummary(const QString &title, const ChartData &data, ChartForm form, ChartUnit unit)
{
    const double now = newestValue(data, form);
    const double peak = peakOf(data, form);
    if (!std::isfinite(peak)) {
        return Words::tr("%1, %2, no data").arg(title, chartSpan(data));
    }
    const QString nowText = std::isfinite(now) ? exactNumber(now, unit) : Words::tr("no data");
    if (data.limit) {
        //: Title, span of time, newest value, highest value, limit
        return Words::tr("%1, %2, now %3, peak %4 of %5")
            .arg(title, chartSpan(data), nowText, exactNumber(peak, unit),
                 exactNumber(data.limit->value, unit));
    }
    return Words::tr("%1, %2, now %3, peak %4")
        .arg(title, chartSpan(data), nowText, exactNumber(peak, unit));
}

} // namespace penstock::widgets
