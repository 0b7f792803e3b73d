#pragma once

#include <QStyle>

#include <optional>

class QWidget;

namespace penstock::theme
{

struct Tokens;

/// The lengths in which we differ from Fusion.
[[nodiscard]] std::optional<int> lengthOf(QStyle::PixelMetric metric, const QWidget *widget);
/// The habits in which we differ from Fusion.
[[nodiscard]] std::optional<int> habitOf(QStyle::StyleHint hint, const Tokens &tokens);

} // namespace penstock::theme
