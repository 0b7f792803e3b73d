#pragma once

#include <QFrame>

class QLabel;
class QMenu;
class QToolButton;

namespace penstock::service
{
class ConfigDesk;
class Gateway;
struct GatewayStatus;
} // namespace penstock::service

namespace penstock::widgets
{
class CopyButton;
class StatusDot;
} // namespace penstock::widgets

namespace penstock::shell
{

/// Whether the gateway runs and where; starts and stops it.
class GatewayChip final : public QFrame
{
    Q_OBJECT

public:
    GatewayChip(service::Gateway &gateway, service::ConfigDesk &desk, QWidget *parent = nullptr);

    /// "http://127.0.0.1:3010/v1"; empty while it does not run.
    [[nodiscard]] QString baseUrl() const;

Q_SIGNALS:
    /// Requests may be under way: somebody has to be asked first.
    void stopWanted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void follow();
    void showMenu();

    service::Gateway &m_gateway;
    service::ConfigDesk &m_desk;
    widgets::StatusDot *m_dot;
    QLabel *m_word;
    QLabel *m_address;
    widgets::CopyButton *m_copy;
    QToolButton *m_more;
    QMenu *m_menu;
    QAction *m_start;
    QAction *m_stop;
    QAction *m_copyUrl;
};

} // namespace penstock::shell
