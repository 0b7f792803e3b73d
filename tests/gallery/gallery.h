#pragma once

#include <QScrollArea>

namespace penstock::gallery
{

/// All sections, each in a card.
class Gallery final : public QScrollArea
{
    Q_OBJECT

public:
    Gallery();

    /// The whole page, however long, as it is painted at the scale of the screen.
    [[nodiscard]] QPixmap picture();

protected:
    void showEvent(QShowEvent *event) override;
};

} // namespace penstock::gallery
