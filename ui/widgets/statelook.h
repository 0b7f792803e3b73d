#pragma once

#include "domain/instancestate.h"
#include "domain/outcome.h"
#include "theme/glyph.h"
#include "theme/tone.h"

#include <QString>

#include <optional>

namespace penstock::widgets
{

/// Shape, colour and word of a state: all three, wherever it is shown.
struct StateLook {
    theme::Glyph glyph = theme::Glyph::CircleQuestionMark;
    theme::Tone tone = theme::Tone::Neutral;
    QString word;
};

/// `cause` tells a refused key from other configuration faults.
[[nodiscard]] StateLook stateLook(InstanceState state, std::optional<Outcome> cause = {});

} // namespace penstock::widgets
