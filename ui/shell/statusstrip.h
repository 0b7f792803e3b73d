#pragma once

#include "domain/instancestate.h"

#include <QWidget>

#include <map>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace penstock::service
{
class ConfigDesk;
class Gateway;
} // namespace penstock::service

namespace penstock::shell
{

/// The strip along the bottom: how many instances are how, what goes through, where keys are.
class StatusStrip final : public QWidget
{
    Q_OBJECT

public:
    StatusStrip(service::Gateway &gateway, service::ConfigDesk &desk, QWidget *parent = nullptr);

    void setKeychain(const QString &name, const QString &explanation, bool isReady);

Q_SIGNALS:
    void instancesWanted();
    void dashboardWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void follow();
    void showOff();
    void showStates();
    void showTraffic();
    void showConfig();
    [[nodiscard]] QPushButton *stateButton(InstanceState state);

    service::Gateway &m_gateway;
    service::ConfigDesk &m_desk;
    QHBoxLayout *m_states;
    std::map<InstanceState, QPushButton *> m_buttons;
    QPushButton *m_off; ///< in place of states and traffic while the gateway does not run
    QPushButton *m_traffic;
    QLabel *m_config;
    QLabel *m_keychainIcon;
    QLabel *m_keychain;
};

} // namespace penstock::shell
