#include "theme/theme.h"

#include "theme/appstyle.h"
#include "theme/faces.h"
#include "theme/focusring.h"
#include "theme/palette.h"
#include "theme/type.h"

#include <QApplication>
#include <QEvent>
#include <QPixmapCache>
#include <QStyleHints>
#include <QWidget>

namespace penstock::theme
{

namespace
{

// The interface is drawn for text of 13 pixels, where a pixel is what the platform means by it.
#if defined(Q_OS_MACOS)
constexpr double shippedPoints = 13;
#else
constexpr double shippedPoints = 13 * 72.0 / 96.0;
#endif

/// Qt would let windows know only when control is back in the event loop.
void tellWindows(QEvent::Type type)
{
    for (QWidget *window : QApplication::topLevelWidgets()) {
        QEvent event(type);
        QCoreApplication::sendEvent(window, &event);
    }
}

} // namespace

Theme::Theme(QApplication &application, std::unique_ptr<SystemScheme> system)
    : m_system(std::move(system))
    , m_focusRing(std::make_unique<FocusRing>(application))
    , m_systemFont(QApplication::font())
{
    if (const Result<void> loaded = loadFaces(); !loaded) {
        qWarning("%s (%s)", loaded.error().message.c_str(), loaded.error().detail.c_str());
    }
    connect(m_system.get(), &SystemScheme::changed, this, &Theme::follow);
    m_scheme = wantedScheme();
    dress();
}

Theme::~Theme() = default;

void Theme::setChoice(SchemeChoice choice)
{
    if (choice == m_choice) {
        return;
    }
    m_choice = choice;
    tellPlatform();
    follow();
}

void Theme::setTypeface(Typeface typeface)
{
    if (typeface != m_typeface) {
        m_typeface = typeface;
        dress();
    }
}

void Theme::setExtraPoints(double points)
{
    if (points != m_extraPoints) {
        m_extraPoints = points;
        dress();
    }
}

Scheme Theme::wantedScheme() const
{
    switch (m_choice) {
    case SchemeChoice::Light:
        return Scheme::Light;
    case SchemeChoice::Dark:
        return Scheme::Dark;
    case SchemeChoice::System:
        break;
    }
    return m_system->scheme().value_or(Scheme::Light);
}

void Theme::follow()
{
    if (wantedScheme() != m_scheme) {
        m_scheme = wantedScheme();
        dress();
    }
}

void Theme::dress()
{
    QPixmapCache::clear();
    const QFont font = wantedFont();
    QApplication::setFont(font);
    QApplication::setPalette(paletteFor(tokens()));
    tellWindows(QEvent::ApplicationFontChange);
    tellWindows(QEvent::ApplicationPaletteChange);
    // It polishes every widget anew, with the font and the colours that are in force by now.
    QApplication::setStyle(std::make_unique<AppStyle>(tokens()).release());
    // A new style forgets what single classes had.
    QApplication::setFont(fontFor(TypeRole::Action, font), "QPushButton");
    QApplication::setFont(fontFor(TypeRole::Label, font), "QHeaderView");
    for (const char *edit : {"QLineEdit", "QTextEdit", "QPlainTextEdit"}) {
        QApplication::setPalette(editPaletteFor(tokens()), edit);
    }
    Q_EMIT changed();
}

QFont Theme::wantedFont() const
{
    QFont font = m_systemFont;
    if (m_typeface == Typeface::Shipped) {
        font = QFont(interfaceFamily());
        font.setPointSizeF(shippedPoints);
    }
    font.setPointSizeF(font.pointSizeF() + m_extraPoints);
    return font;
}

void Theme::tellPlatform()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    // For what the platform draws: title bars, native dialogs.
    switch (m_choice) {
    case SchemeChoice::Light:
        QGuiApplication::styleHints()->setColorScheme(Qt::ColorScheme::Light);
        break;
    case SchemeChoice::Dark:
        QGuiApplication::styleHints()->setColorScheme(Qt::ColorScheme::Dark);
        break;
    case SchemeChoice::System:
        QGuiApplication::styleHints()->unsetColorScheme();
        break;
    }
#endif
}

} // namespace penstock::theme
