#include "models/numbertext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>

namespace penstock::models
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("NumberText", text);
}

struct Unit {
    double size;
    const char *sign;
};

QDateTime toDateTime(SystemTime at)
{
    const auto milliseconds
        = std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(milliseconds.count());
}

} // namespace

QString shortNumber(double value, const QLocale &locale)
{
    static constexpr std::array<Unit, 3> units = {{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}}};
    for (const Unit &unit : units) {
        // What would round up to the next unit belongs to it.
        if (std::abs(value) < unit.size * 0.9995) {
            continue;
        }
        const double scaled = value / unit.size;
        const int decimals = std::abs(scaled) < 99.95 ? 1 : 0;
        return locale.toString(scaled, 'f', decimals) + QLatin1String(unit.sign);
    }
    const bool isWhole = std::abs(value - std::round(value)) < 0.05 || std::abs(value) >= 99.95;
    return locale.toString(value, 'f', isWhole ? 0 : 1);
}

QString percentText(double share, const QLocale &locale)
{
    const double percent = share * 100;
    const int decimals = percent > 0 && percent < 9.95 ? 1 : 0;
    //: A number in percent, with the space of typography.
    return tr("%1 %").arg(locale.toString(percent, 'f', decimals));
}

QString shareText(std::uint64_t part, std::uint64_t whole, const QLocale &locale)
{
    return whole == 0 ? noValue()
                      : percentText(static_cast<double>(part) / static_cast<double>(whole), locale);
}

QString agoText(SystemTime at, SystemTime now, const QLocale &locale)
{
    using namespace std::chrono;
    const auto age = duration_cast<seconds>(now - at);
    if (age < seconds(2)) {
        return tr("just now");
    }
    if (age < minutes(1)) {
        return tr("%1 s ago").arg(age.count());
    }
    if (age < hours(1)) {
        return tr("%1 min ago").arg(duration_cast<minutes>(age).count());
    }
    if (age < hours(24)) {
        return tr("%1 h ago").arg(duration_cast<hours>(age).count());
    }
    return locale.toString(toDateTime(at).date(), QLocale::ShortFormat);
}

QString momentText(SystemTime at, const QLocale &locale)
{
    return locale.toString(toDateTime(at), QLocale::ShortFormat);
}

QString noValue()
{
    return QStringLiteral("–");
}

} // namespace penstock::models
