#include "theme/tokens.h"

namespace penstock::theme
{

namespace
{

QColor rgb(QRgb value)
{
    return QColor::fromRgb(value);
}

ToneColors tone(QRgb mark, QRgb text, QRgb ground)
{
    return {rgb(mark), rgb(text), rgb(ground)};
}

Tokens darkTokens()
{
    Tokens t;
    t.scheme = Scheme::Dark;
    t.window = rgb(0x14161a);
    t.rail = rgb(0x101216);
    t.card = rgb(0x1a1d23);
    t.raised = rgb(0x21252c);
    t.hairline = rgb(0x292d36);
    t.controlBorder = rgb(0x3a404c);
    t.text = rgb(0xe7eaf0);
    t.muted = rgb(0x98a1b2);
    t.faint = rgb(0x6d7686);
    t.disabledText = rgb(0x737c8c);
    t.link = rgb(0x5c96ff);
    t.accent = rgb(0x4f8dff);
    t.selection = rgb(0x1d2b47);
    t.textSelection = rgb(0x2b4a85);
    t.focus = rgb(0x4f8dff);
    // White on the accent itself is hard to read here, 3.2:1.
    t.primary = rgb(0x2f6fed);
    t.primaryHover = rgb(0x2966e0);
    t.primaryPressed = rgb(0x2259c9);
    t.onPrimary = rgb(0xffffff);
    t.hover = rgb(0x262a32);
    t.pressed = rgb(0x2d323c);
    t.series = {rgb(0x4f8dff), rgb(0xe2a32b), rgb(0x2fb593), rgb(0xcf7fae),
                rgb(0x62b8ea), rgb(0xe5573f), rgb(0xe3d8ab), rgb(0x9be37f)};
    t.good = tone(0x3fb950, 0x3fb950, 0x16291c);
    t.warning = tone(0xd9a33a, 0xd9a33a, 0x2c2414);
    t.bad = tone(0xff6b6b, 0xff6b6b, 0x331b1d);
    t.info = tone(0x58a6ff, 0x58a6ff, 0x172a40);
    t.config = tone(0xbc8cff, 0xbc8cff, 0x281f38);
    t.neutral = tone(0x98a1b2, 0x98a1b2, 0x21252c);
    return t;
}

Tokens lightTokens()
{
    Tokens t;
    t.scheme = Scheme::Light;
    t.window = rgb(0xf5f6f8);
    t.rail = rgb(0xeceef2);
    t.card = rgb(0xffffff);
    t.raised = rgb(0xf3f5f8);
    t.hairline = rgb(0xe1e4ea);
    t.controlBorder = rgb(0xc9ced8);
    t.text = rgb(0x1a1e26);
    t.muted = rgb(0x586173);
    t.faint = rgb(0x7d8696);
    t.disabledText = rgb(0x7d8696);
    t.link = rgb(0x185feb);
    t.accent = rgb(0x2f6fed);
    t.selection = rgb(0xe3ecfe);
    t.textSelection = rgb(0xb9d1ff);
    t.focus = rgb(0x2f6fed);
    t.primary = rgb(0x2f6fed);
    t.primaryHover = rgb(0x2966e0);
    t.primaryPressed = rgb(0x2259c9);
    t.onPrimary = rgb(0xffffff);
    t.hover = rgb(0xebeef3);
    t.pressed = rgb(0xe1e5ec);
    t.series = {rgb(0x2f6fed), rgb(0xc98500), rgb(0x0f8f70), rgb(0xb3558a),
                rgb(0x2d8fc7), rgb(0x93300f), rgb(0x3d2fc4), rgb(0x423a4d)};
    // The words a shade darker than the marks: on their own ground those stop just short of 4.5:1.
    t.good = tone(0x1a7f37, 0x197834, 0xe3f5e8);
    t.warning = tone(0x946300, 0x8e5f00, 0xfdf2d8);
    t.bad = tone(0xcf222e, 0xcb222d, 0xfdeaea);
    t.info = tone(0x0969da, 0x0965d2, 0xe3f0fd);
    t.config = tone(0x8250df, 0x7b47dd, 0xf1e9fd);
    t.neutral = tone(0x586173, 0x586173, 0xf3f5f8);
    return t;
}

} // namespace

const ToneColors &Tokens::of(Tone tone) const
{
    switch (tone) {
    case Tone::Good:
        return good;
    case Tone::Warning:
        return warning;
    case Tone::Bad:
        return bad;
    case Tone::Info:
        return info;
    case Tone::Config:
        return config;
    case Tone::Neutral:
        break;
    }
    return neutral;
}

const Tokens &tokensFor(Scheme scheme)
{
    static const Tokens dark = darkTokens();
    static const Tokens light = lightTokens();
    return scheme == Scheme::Dark ? dark : light;
}

} // namespace penstock::theme
