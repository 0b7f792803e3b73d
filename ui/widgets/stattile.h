#pragma once

#include <QAbstractButton>

#include <vector>

namespace penstock::widgets
{

enum class TileKind { Plain = 1, Button };

/// One figure: what it is, how much, over what time, and how it went lately.
class StatTile final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit StatTile(const QString &label, QWidget *parent = nullptr);

    /// A Button is pressed like one, and tells clicked(); a Plain one just stands there.
    void setKind(TileKind kind);
    /// `side` is the smaller half: "420" and "/ 1,310 ms".
    void setFigure(const QString &figure, const QString &side = {});
    /// The window of the figure, and of how many: "3 of 742 · 5 min".
    void setCaption(const QString &caption);
    /// Oldest first; a NaN is a gap. `series` is the place in Tokens::series.
    void setHistory(std::vector<double> values, int series);
    /// Grey, as long as what it says is no longer so.
    void setMuted(bool isMuted);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void nameAnew();
    [[nodiscard]] bool isPointedAt() const;
    [[nodiscard]] QRect sparklineRoom(const QRect &figure) const;

    TileKind m_kind = TileKind::Plain;
    QString m_figure;
    QString m_side;
    QString m_caption;
    std::vector<double> m_history;
    int m_series = 0;
    bool m_isMuted = false;
};

} // namespace penstock::widgets
