#pragma once

#include "models/instancetables.h"
#include "pages/page.h"
#include "pages/statewatch.h"
#include "pages/trafficcharts.h"

#include <memory>

class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace penstock::service
{
class ConfigDesk;
class Gateway;
} // namespace penstock::service

namespace penstock::widgets
{
class Card;
class SegmentedControl;
class StatTile;
class TimeSeriesChart;
} // namespace penstock::widgets

namespace penstock::pages
{

class ColumnFit;

/// Is it fine, and if not, where?
class DashboardPage final : public Page
{
    Q_OBJECT

public:
    DashboardPage(service::Gateway &gateway, service::ConfigDesk &desk, QWidget *parent = nullptr);
    ~DashboardPage() override;

Q_SIGNALS:
    void addInstanceWanted();
    void instanceChosen(const QString &id);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QWidget *makeContent();
    [[nodiscard]] QWidget *makeTiles();
    [[nodiscard]] QWidget *makeCharts();
    [[nodiscard]] QWidget *makeTable();
    [[nodiscard]] QWidget *makeWelcome();

    /// What can be done to the instance under the pointer.
    void openMenu(const QPoint &where);
    void refresh();
    /// The table gets whole rows, and the charts what it leaves.
    void shareHeight();
    void refreshTiles();
    void refreshCharts();
    void refreshStatus();
    [[nodiscard]] ChartRange range() const;
    [[nodiscard]] bool isRunning() const;

    service::Gateway &m_gateway;
    service::ConfigDesk &m_desk;
    std::unique_ptr<models::InstanceTable> m_instances;
    QSortFilterProxyModel *m_sorted;
    SeriesColors m_colors;
    StateWatch m_watch;
    std::shared_ptr<const service::TrafficHistory> m_drawn; ///< so that charts move once a second

    QStackedWidget *m_stack;
    widgets::SegmentedControl *m_range;
    widgets::StatTile *m_tokens;
    widgets::StatTile *m_requests;
    widgets::StatTile *m_errors;
    widgets::StatTile *m_inFlight;
    widgets::StatTile *m_moved;
    QWidget *m_tiles;
    widgets::TimeSeriesChart *m_tokenChart;
    widgets::TimeSeriesChart *m_requestChart;
    QTableView *m_table;
    widgets::Card *m_tableCard;
    ColumnFit *m_columns;
    QWidget *m_content;
    QWidget *m_welcome;
};

} // namespace penstock::pages
