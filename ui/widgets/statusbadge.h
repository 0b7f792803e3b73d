#pragma once

#include "widgets/badge.h"

#include <QWidget>

namespace penstock::widgets
{

/// A badge that stands by itself, as beside the name of an instance.
class StatusBadge final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusBadge(QWidget *parent = nullptr);

    [[nodiscard]] const Badge &badge() const { return m_badge; }
    void setBadge(const Badge &badge);
    void setState(InstanceState state, std::optional<std::chrono::seconds> remaining = {},
                  std::optional<Outcome> cause = {});

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    Badge m_badge;
};

} // namespace penstock::widgets
