#pragma once

#include "theme/tone.h"

#include <QWidget>

namespace penstock::widgets
{

/// A dot in the colour of a state. It stands beside the word, never instead of it; the accessible
/// name is therefore empty.
class StatusDot final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusDot(theme::Tone tone = theme::Tone::Neutral, QWidget *parent = nullptr);

    void setTone(theme::Tone tone);
    [[nodiscard]] theme::Tone tone() const { return m_tone; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    theme::Tone m_tone;
};

} // namespace penstock::widgets
