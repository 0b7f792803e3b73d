#include "theme/glyph.h"

#include <array>

namespace penstock::theme
{

namespace
{

// In the order of the enumeration. A new glyph: its file to resources/icons/lucide, its value and
// its name at the same place in both lists. tst_glyphs holds values, names and files to each other.
constexpr std::array<const char *, glyphCount> names{
    "activity",
    "arrow-down",
    "arrow-right",
    "arrow-up",
    "arrow-up-right",
    "bell",
    "bell-off",
    "bot",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "chevrons-up-down",
    "circle-alert",
    "circle-check",
    "circle-dashed",
    "circle-dot",
    "circle-pause",
    "circle-question-mark",
    "circle-stop",
    "circle-x",
    "clipboard",
    "cloud-off",
    "columns-3",
    "copy",
    "database",
    "download",
    "droplets",
    "ellipsis",
    "external-link",
    "eye",
    "eye-off",
    "file-text",
    "flask-conical",
    "funnel",
    "gauge",
    "git-branch",
    "history",
    "hourglass",
    "info",
    "key-round",
    "layout-dashboard",
    "list",
    "lock",
    "lock-open",
    "log-in",
    "log-out",
    "message-square",
    "minus",
    "monitor",
    "moon",
    "panel-left",
    "pause",
    "pencil",
    "play",
    "plug",
    "plus",
    "power",
    "redo-2",
    "refresh-cw",
    "route",
    "search",
    "send",
    "server",
    "settings",
    "shield-alert",
    "shield-check",
    "sliders-horizontal",
    "square",
    "star",
    "sun",
    "terminal",
    "timer",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "upload",
    "user",
    "waypoints",
    "wifi-off",
    "x",
    "zap",
    "zap-off",
};

} // namespace

QString glyphName(Glyph glyph)
{
    return QLatin1String(names.at(static_cast<std::size_t>(glyph)));
}

QString glyphFile(Glyph glyph)
{
    return QStringLiteral(":/penstock/icons/lucide/%1.svg").arg(glyphName(glyph));
}

} // namespace penstock::theme
