#include "widgets/statelook.h"

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
    switch (state) {
    case InstanceState::Unknown:
        break;
    case InstanceState::Healthy:
        return {Glyph::CircleCheck, Tone::Good, Words::tr("Healthy")};
    case InstanceState::Degraded:
        return {Glyph::TriangleAlert, Tone::Warning, Words::tr("Degraded")};
    case InstanceState::RateLimited:
        return {Glyph::Timer, Tone::Warning, Words::tr("Throttled")};
    case InstanceState::Open:
        return {Glyph::CircleX, Tone::Bad, Words::tr("Open")};
    case InstanceState::HalfOpen:
        return {Glyph::CircleDot, Tone::Info, Words::tr("Half-open")};
    case InstanceState::ConfigError:
        if (cause == Outcome::Refused) {
            return {Glyph::KeyRound, Tone::Config, Words::tr("Key refused")};
        }
        return {Glyph::Settings, Tone::Config, Words::tr("Configuration")};
    case InstanceState::Draining:
        return {Glyph::Hourglass, Tone::Neutral, Words::tr("Draining")};
    case InstanceState::Disabled:
        return {Glyph::CircleDashed, Tone::Neutral, Words::tr("Disabled")};
    }
    return {Glyph::CircleQuestionMark, Tone::Neutral, Words::tr("Not tested")};
}

} // namespace penstock::widgets
