#pragma once

#include "base/clock.h"
#include "shell/headerbar.h"

#include <QWidget>

#include <chrono>
#include <cstdint>
#include <vector>

class QStackedWidget;

namespace penstock
{
struct Error;
}

namespace penstock::pages
{
class DashboardPage;
class InstancesPage;
} // namespace penstock::pages

namespace penstock::service
{
class ConfigDesk;
class Gateway;
} // namespace penstock::service

namespace penstock::theme
{
class Theme;
}

namespace penstock::widgets
{
class InfoBarStack;
class NavRail;
struct Message;
} // namespace penstock::widgets

namespace penstock::shell
{

class StatusStrip;

/// The one window.
class MainWindow final : public QWidget
{
    Q_OBJECT

public:
    struct Parts {
        service::Gateway &gateway;
        service::ConfigDesk &desk;
        theme::Theme &theme;
        const Clock &clock;
    };
    enum class PageId { Dashboard, Instances };

    MainWindow(Parts parts, Mode mode, QWidget *parent = nullptr);
    ~MainWindow() override;

    void showPage(PageId page);
    [[nodiscard]] PageId page() const;
    /// Somebody outside wants the program to end. The second time nothing is asked any more, and
    /// nothing waited for.
    void endSoon();
    /// Whether what is under way may be cut.
    [[nodiscard]] bool isAsking() const { return m_closing == Closing::Asking; }

Q_SIGNALS:
    /// Everything is settled; the program can end.
    void closed();
    void schemeChosen(penstock::theme::SchemeChoice choice);

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build();
    void connectParts();
    void addShortcuts();

    void followAttention();
    void countInstances();
    void followStatus();
    void followKeychain();
    void followProblems();
    void followSecrets();
    void offerUndo(const std::string &title);
    void act(const QString &message, const QString &action);
    void undo();
    /// From now on, in the profile, too.
    void usePort(std::uint16_t port);
    void tell(const QString &id, const Error &error);

    void askBeforeStop();
    void askBeforeClose();
    void endAtOnce();
    void finish(std::chrono::milliseconds most);
    void stopAndClose(std::chrono::milliseconds most);

    enum class Closing { No = 1, Asking, Tidying, Stopping, Done };

    Parts m_parts;
    Mode m_mode;
    HeaderBar *m_header;
    widgets::NavRail *m_rail;
    widgets::InfoBarStack *m_messages;
    QStackedWidget *m_pages;
    pages::DashboardPage *m_dashboard;
    pages::InstancesPage *m_instances;
    StatusStrip *m_status;
    Closing m_closing = Closing::No;
    bool m_isToldToEnd = false;
    std::uint64_t m_undoRevision = 0;
};

} // namespace penstock::shell
