#pragma once

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace penstock::widgets
{

/// A few choices of which one holds: "5 min | 15 min | 1 h". Arrow keys, Home and End move it.
class SegmentedControl final : public QWidget
{
    Q_OBJECT

public:
    /// `what` names the whole for screen readers: "Time range".
    explicit SegmentedControl(const QString &what, QWidget *parent = nullptr);

    /// Starts with the first one chosen. `names` are what a screen reader says, when "1 h" is too
    /// short.
    void setOptions(const QStringList &texts, const QStringList &names = {});
    [[nodiscard]] int count() const;
    /// -1 without options.
    [[nodiscard]] int currentIndex() const;
    /// Tells currentChanged() when it is another.
    void setCurrentIndex(int index);

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void moveTo(int index);

    QButtonGroup *m_segments;
    QHBoxLayout *m_layout;
};

} // namespace penstock::widgets
