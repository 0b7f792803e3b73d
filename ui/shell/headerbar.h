#pragma once

#include "theme/scheme.h"

#include <QWidget>

class QActionGroup;
class QMenu;
class QToolButton;

namespace penstock::service
{
class ConfigDesk;
class Gateway;
} // namespace penstock::service

namespace penstock::shell
{

class GatewayChip;

enum class Mode { Normal = 1, Demo };

/// The strip along the top: what this is, whether the gateway runs, light or dark.
class HeaderBar final : public QWidget
{
    Q_OBJECT

public:
    HeaderBar(service::Gateway &gateway, service::ConfigDesk &desk, Mode mode,
              QWidget *parent = nullptr);

    [[nodiscard]] GatewayChip &chip() { return *m_chip; }
    void setSchemeChoice(theme::SchemeChoice choice);

Q_SIGNALS:
    void schemeChosen(penstock::theme::SchemeChoice choice);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QToolButton *makeSchemeButton();

    GatewayChip *m_chip;
    QMenu *m_schemeMenu;
    QActionGroup *m_schemes;
    QToolButton *m_schemeButton;
};

} // namespace penstock::shell
