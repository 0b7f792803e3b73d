#include "parts.h"
#include "sections.h"
#include "widgets/infobar.h"

namespace penstock::gallery
{

namespace
{

using theme::Tone;
using widgets::InfoBar;
using widgets::Message;
using widgets::MessageKind;

InfoBar *makeBar(Tone tone, const QString &text, const QString &details = {},
                 const QStringList &actions = {})
{
    Message message;
    message.tone = tone;
    message.text = text;
    message.details = details;
    for (const QString &action : actions) {
        message.actions.push_back({action, action});
    }
    return new InfoBar(message);
}

InfoBar *makeUndo()
{
    Message message;
    message.tone = Tone::Neutral;
    message.text = QStringLiteral("Instance eu-2 deleted");
    message.kind = MessageKind::Undo;
    auto *bar = new InfoBar(message);
    bar->setRemaining(std::chrono::seconds(8));
    return bar;
}

} // namespace

QWidget *makeMessages()
{
    return makeColumn({
        makeBar(Tone::Good, QStringLiteral("Revision 43 is in use.")),
        makeBar(Tone::Info, QStringLiteral("The gateway listens on port 3011 from now on."), {},
                {QStringLiteral("Copy base URL")}),
        makeBar(Tone::Warning,
                QStringLiteral("penstock.yaml was changed outside. Its priority of "
                               "eu-1 is shadowed by what you set here.")),
        makeBar(Tone::Bad, QStringLiteral("Gateway stopped: port 3010 is used by another program."),
                QStringLiteral("bind 127.0.0.1:3010: address already in use\nnode, process 4211"),
                {QStringLiteral("Start again"), QStringLiteral("Change port")}),
        makeBar(Tone::Config, QStringLiteral("us-2 refuses the key that ends in 77c0."), {},
                {QStringLiteral("Replace key")}),
        makeUndo(),
    });
}

} // namespace penstock::gallery
