#pragma once

#include "base/result.h"
#include "models/instancetables.h"
#include "pages/instancedraft.h"
#include "pages/page.h"
#include "pages/trafficcharts.h"

#include <memory>
#include <optional>
#include <string>

class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QSortFilterProxyModel;
class QSplitter;
class QStackedWidget;
class QTableView;
class QVBoxLayout;

namespace penstock::service
{
class ConfigDesk;
class Gateway;
} // namespace penstock::service

namespace penstock::widgets
{
class Card;
class EmptyOverlay;
class StatusBadge;
} // namespace penstock::widgets

namespace penstock::pages
{

class ColumnFit;
class InstanceForm;
class InstanceOverview;

/// Adds, changes, switches off and removes instances.
class InstancesPage final : public Page
{
    Q_OBJECT

public:
    /// `keyPlace` is what the keychain is called: "GNOME Keyring".
    InstancesPage(service::Gateway &gateway, service::ConfigDesk &desk, QString keyPlace,
                  QWidget *parent = nullptr);
    ~InstancesPage() override;

    void setKeyPlace(const QString &keyPlace) { m_keyPlace = keyPlace; }

public Q_SLOTS:
    void addInstance();
    void chooseInstance(const QString &id);

Q_SIGNALS:
    void failed(const penstock::Error &error);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QWidget *makeTable();
    [[nodiscard]] QWidget *makeDetail();
    void connectParts();
    void makeActions();

    void refresh();
    /// Gives each half what it needs, until a person has moved the border between them.
    void shareHeight();
    void showSelected();
    void edit();
    void save();
    void saved(const Result<void> &result);
    void closeForm();
    void toggleSelected();
    void removeSelected();
    void report(const Result<void> &result);

    [[nodiscard]] const models::InstanceRow *selected() const;
    [[nodiscard]] const InstanceSettings *settingsOf(const InstanceId &id) const;

    service::Gateway &m_gateway;
    service::ConfigDesk &m_desk;
    QString m_keyPlace;
    std::unique_ptr<models::InstanceTable> m_instances;
    QSortFilterProxyModel *m_sorted;
    QLineEdit *m_filter;
    QPushButton *m_add;
    QSplitter *m_splitter;
    QTableView *m_table;
    widgets::Card *m_tableCard;
    ColumnFit *m_columns = nullptr;
    widgets::EmptyOverlay *m_overlay = nullptr;
    widgets::Card *m_detail;
    QLabel *m_detailName;
    widgets::StatusBadge *m_badge;
    QPushButton *m_control;
    QMenu *m_controlMenu;
    QPushButton *m_edit;
    QPushButton *m_toggle;
    QPushButton *m_remove;
    QStackedWidget *m_detailStack;
    InstanceOverview *m_overview;
    InstanceForm *m_form;
    SeriesColors m_colors;
    std::optional<std::string> m_editing; ///< the name of the instance; empty: a new one
    bool m_isArranged = false; ///< the border, by a person
};

} // namespace penstock::pages
