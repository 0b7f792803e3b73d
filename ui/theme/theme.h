#pragma once

#include "theme/scheme.h"
#include "theme/systemscheme.h"
#include "theme/tokens.h"

#include <QFont>
#include <QObject>

#include <memory>

class QApplication;

namespace penstock::theme
{

class FocusRing;

enum class Typeface { Shipped = 1, System };

/// Dresses the application, and again whenever the choice or the desktop changes. Built once by the
/// composition root, outlives every widget. Widgets do not need it: they ask tokensOf() of
/// appstyle.h while painting. What keeps colours of its own, as charts do, listens to changed().
class Theme final : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QApplication &application,
                   std::unique_ptr<SystemScheme> system = SystemScheme::ofPlatform());
    ~Theme() override;

    [[nodiscard]] SchemeChoice choice() const { return m_choice; }
    [[nodiscard]] Scheme scheme() const { return m_scheme; }
    [[nodiscard]] const Tokens &tokens() const { return tokensFor(m_scheme); }
    [[nodiscard]] Typeface typeface() const { return m_typeface; }
    [[nodiscard]] double extraPoints() const { return m_extraPoints; }

    void setChoice(SchemeChoice choice);
    void setTypeface(Typeface typeface);
    /// Larger or smaller text than usual, everywhere.
    void setExtraPoints(double points);

Q_SIGNALS:
    /// Palette, style and fonts are in force when this is told.
    void changed();

private:
    [[nodiscard]] Scheme wantedScheme() const;
    void follow();
    void dress();
    [[nodiscard]] QFont wantedFont() const;
    void tellPlatform();

    std::unique_ptr<SystemScheme> m_system;
    std::unique_ptr<FocusRing> m_focusRing;
    SchemeChoice m_choice = SchemeChoice::System;
    Scheme m_scheme = Scheme::Light;
    Typeface m_typeface = Typeface::Shipped;
    double m_extraPoints = 0;
    QFont m_systemFont;
};

} // namespace penstock::theme
