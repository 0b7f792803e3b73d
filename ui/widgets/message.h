#pragma once

#include "theme/tone.h"

#include <QMetaType>
#include <QString>

#include <vector>

namespace penstock::widgets
{

struct MessageAction {
    QString id;
    QString text;

    friend bool operator==(const MessageAction &, const MessageAction &) = default;
};

enum class MessageKind {
    Note = 1, ///< stays until somebody closes it; a good one goes by itself
    Undo, ///< something was done and can be taken back for a while
};

/// What an InfoBar says.
struct Message {
    /// A message with the same id takes the place of this one.
    QString id;
    theme::Tone tone = theme::Tone::Info;
    QString text;
    QString details; ///< technical, redacted; shown on demand
    std::vector<MessageAction> actions;
    MessageKind kind = MessageKind::Note;

    friend bool operator==(const Message &, const Message &) = default;
};

enum class CloseReason {
    Dismissed = 1, ///< by the person, or by dismiss()
    Expired, ///< its time was over; what an Undo message offered is final
    Acted, ///< one of its actions was chosen
};

} // namespace penstock::widgets
