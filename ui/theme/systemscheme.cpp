#include "theme/systemscheme.h"

#include "theme/contrast.h"

#include <QGuiApplication>
#include <QPalette>
#include <QStyleHints>

#if defined(Q_OS_LINUX)
#include "theme/portalscheme.h"
#endif

namespace penstock::theme
{

namespace
{

std::optional<Scheme> schemeOfPalette()
{
    const QPalette palette = QGuiApplication::palette();
    const double ground = luminance(palette.color(QPalette::Window));
    const double text = luminance(palette.color(QPalette::WindowText));
    return ground < text ? Scheme::Dark : Scheme::Light;
}

/// From Qt 6.5 on Qt knows; before, or where it does not, a portal may; else the desktop's palette
/// at the start counts.
class PlatformScheme final : public SystemScheme
{
public:
    PlatformScheme();

    [[nodiscard]] std::optional<Scheme> scheme() const override;

private:
    std::optional<Scheme> m_ofPalette = schemeOfPalette();
#if defined(Q_OS_LINUX)
    PortalScheme m_portal{QDBusConnection::sessionBus()};
#endif
};

PlatformScheme::PlatformScheme()
{
#if defined(Q_OS_LINUX)
    connect(&m_portal, &SystemScheme::changed, this, &SystemScheme::changed);
#endif
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this,
            &SystemScheme::changed);
#endif
}

std::optional<Scheme> PlatformScheme::scheme() const
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    switch (QGuiApplication::styleHints()->colorScheme()) {
    case Qt::ColorScheme::Dark:
        return Scheme::Dark;
    case Qt::ColorScheme::Light:
        return Scheme::Light;
    case Qt::ColorScheme::Unknown:
        break;
    }
#endif
#if defined(Q_OS_LINUX)
    if (m_portal.scheme()) {
        return m_portal.scheme();
    }
#endif
    return m_ofPalette;
}

} // namespace

std::unique_ptr<SystemScheme> SystemScheme::ofPlatform()
{
    return std::make_unique<PlatformScheme>();
}

} // namespace penstock::theme
