#include "theme/faces.h"

#include <QFontDatabase>
#include <QString>

#include <array>

namespace penstock::theme
{

namespace
{

constexpr std::array files{
    "InterTabular-Regular.otf",    "InterTabular-Medium.otf",      "InterTabular-SemiBold.otf",
    "JetBrainsMonoNL-Regular.ttf", "JetBrainsMonoNL-SemiBold.ttf",
};

} // namespace

QString interfaceFamily()
{
    return QStringLiteral("Inter Tabular");
}

QString monoFamily()
{
    return QStringLiteral("JetBrains Mono NL");
}

Result<void> loadFaces()
{
    if (QFontDatabase::hasFamily(interfaceFamily()) && QFontDatabase::hasFamily(monoFamily())) {
        return {};
    }
    for (const char *file : files) {
        const QString path = QStringLiteral(":/penstock/fonts/") + QLatin1String(file);
        if (QFontDatabase::addApplicationFont(path) < 0) {
            return fail(ErrorCode::Internal, "A font of the program could not be loaded.", file);
        }
    }
    return {};
}

} // namespace penstock::theme
