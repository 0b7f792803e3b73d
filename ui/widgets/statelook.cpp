#include "widgets/statelook.h"

#include "models/stateword.h"

#include <QCoreApplication>

namespace penstock::widgets
{

namespace
{

struct Words {
    Q_DECLARE_TR_FUNCTIONS(StateLook)
};

} // namespace

StateLook stateLook(InstanceState state, std::optional<Outcome> cause)
{
    using theme::Glyph;
    using theme::Tone;
    const QString word = models::stateWord(state);
    switch (state) {
    case InstanceState::Unknown:
        break;
    case InstanceState::Healthy:
        return {Glyph::CircleCheck, Tone::Good, word};
    case InstanceState::Degraded:
        return {Glyph::TriangleAlert, Tone::Warning, word};
    case InstanceState::RateLimited:
        return {Glyph::Timer, Tone::Warning, word};
    case InstanceState::Open:
        return {Glyph::CircleX, Tone::Bad, word};
    case InstanceState::HalfOpen:
        return {Glyph::CircleDot, Tone::Info, word};
    case InstanceState::ConfigError:
        if (cause == Outcome::Refused) {
            return {Glyph::KeyRound, Tone::Config, Words::tr("Key refused")};
        }
        return {Glyph::Settings, Tone::Config, word};
    case InstanceState::Draining:
        return {Glyph::Hourglass, Tone::Neutral, word};
    case InstanceState::Disabled:
        return {Glyph::CircleDashed, Tone::Neutral, word};
    }
    return {Glyph::CircleQuestionMark, Tone::Neutral, word};
}

} // namespace penstock::widgets
