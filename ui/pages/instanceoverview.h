#pragma once

#include "models/instancerow.h"
#include "widgets/chartdata.h"

#include <QWidget>

#include <map>

class QGridLayout;
class QLabel;

namespace penstock::widgets
{
class TimeSeriesChart;
}

namespace penstock::pages
{

/// The facts about one instance, and in whole sentences how it is doing.
class InstanceOverview final : public QWidget
{
    Q_OBJECT

public:
    explicit InstanceOverview(QWidget *parent = nullptr);

    void show(const models::InstanceRow &row);
    void showTraffic(widgets::ChartData traffic);
    /// In a small window the facts come first.
    void setChartVisible(bool isVisible);
    /// What each of the two needs.
    [[nodiscard]] int heightOfFacts() const;
    [[nodiscard]] int heightWithChart() const;

private:
    enum class Fact { Endpoint = 1, SignIn, Models, Order, Limit, Traffic, LastError, Deployments };

    void addFact(Fact fact, const QString &label, int row, int column);
    void set(Fact fact, const QString &text);

    QLabel *m_cause;
    QGridLayout *m_facts;
    widgets::TimeSeriesChart *m_chart;
    std::map<Fact, QLabel *> m_values;
};

} // namespace penstock::pages
