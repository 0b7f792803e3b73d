#include "parts.h"
#include "sections.h"

#include <QLabel>

namespace penstock::gallery
{

namespace
{

using theme::TextTone;
using theme::TypeRole;

QWidget *makeScale()
{
    return makeColumn({
        makeRow({makeLabel(QStringLiteral("41.2k  1,310 ms  0.4 %"), TypeRole::Display)}),
        makeRow({makeLabel(QStringLiteral("Title: Connection test"), TypeRole::Title)}),
        makeRow({makeLabel(QStringLiteral("Heading: Tokens per minute"), TypeRole::Heading)}),
        makeRow({makeLabel(QStringLiteral("Body: contoso-eu2, expires in 61 days")),
                 makeLabel(QStringLiteral("Strong: eu-2"), TypeRole::Strong)}),
        makeRow({makeLabel(QStringLiteral("Label: Served by"), TypeRole::Label),
                 makeLabel(QStringLiteral("Caption: 3 of 742, 5 min"), TypeRole::Caption)}),
        makeRow({makeLabel(QStringLiteral("Mono: gpt-4o-2024-11-20 -> 127.0.0.1:3010 != //"),
                           TypeRole::Mono),
                 makeLabel(QStringLiteral("MonoStrong: 8f31c2"), TypeRole::MonoStrong)}),
    });
}

QWidget *makeTexts()
{
    QLabel *off = makeLabel(QStringLiteral("Disabled"));
    off->setEnabled(false);
    return makeColumn({
        makeLabel(QStringLiteral("Text"), TypeRole::Body),
        makeLabel(QStringLiteral("Muted"), TypeRole::Body, TextTone::Muted),
        makeLabel(QStringLiteral("Faint"), TypeRole::Body, TextTone::Faint),
        makeLabel(QStringLiteral("Link"), TypeRole::Body, TextTone::Link),
        off,
    });
}

/// One below the other they are of one width, whatever the digits.
QWidget *makeDigits(TypeRole role)
{
    return makeColumn({
        makeLabel(QStringLiteral("11,111 |"), role),
        makeLabel(QStringLiteral("48,086 |"), role),
        makeLabel(QStringLiteral("97,754 |"), role),
    });
}

} // namespace

QWidget *makeType()
{
    return makeRow({makeScale(), makeTexts(), makeDigits(TypeRole::Display),
                    makeDigits(TypeRole::Body), makeDigits(TypeRole::Mono)});
}

} // namespace penstock::gallery
