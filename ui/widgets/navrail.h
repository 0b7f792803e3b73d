#pragma once

#include "theme/glyph.h"

#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace penstock::widgets
{

class NavItem;

enum class RailWidth { Full = 1, IconsOnly };
enum class RailPlace { Top = 1, Bottom };
enum class RailFollows { Window = 1, Nothing };

/// The pages of the console. Up, Down, Home and End move within it. Following the window, it leaves
/// room for the page in a narrow one by showing icons alone.
class NavRail final : public QWidget
{
    Q_OBJECT

public:
    /// A window narrower than this gets icons only.
    static constexpr int narrowWindow = 1000;

    explicit NavRail(RailFollows follows, QWidget *parent = nullptr);

    /// Returns the entry's index, which counts in the order of adding.
    int addItem(theme::Glyph glyph, const QString &text, RailPlace place = RailPlace::Top);
    [[nodiscard]] int count() const;
    /// A short word beside the label, such as a number; empty for none. `spoken` is what a screen
    /// reader says for it: "5 instances".
    void setBadge(int index, const QString &text, const QString &spoken = {});

    [[nodiscard]] int currentIndex() const;
    void setCurrentIndex(int index);

    [[nodiscard]] RailWidth railWidth() const { return m_width; }
    void setRailWidth(RailWidth width);

Q_SIGNALS:
    /// Another entry has become the current one.
    void currentChanged(int index);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] NavItem *itemAt(int index) const;
    void moveTo(int index);
    void followWindow();

    QButtonGroup *m_items;
    QVBoxLayout *m_layout;
    RailFollows m_follows;
    int m_topCount = 0;
    RailWidth m_width = RailWidth::Full;
};

} // namespace penstock::widgets
