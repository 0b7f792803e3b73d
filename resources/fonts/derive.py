#!/usr/bin/env python3
"""Makes the faces that the console ships from the ones that their authors publish.

    derive.py INTER_FOLDER JETBRAINS_FOLDER

Needs fontTools. What it changes, and why, stands in resources/README.md. The result depends on the
inputs only, so that running it again changes no file.
"""

import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = pathlib.Path(__file__).resolve().parent

# Latin, Greek, Cyrillic, punctuation, currencies, arrows, mathematics, geometric shapes.
RANGES = [
    (0x20, 0x24F), (0x2B0, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x21FF),
    (0x2200, 0x22FF), (0x25A0, 0x25FF), (0xFFFD, 0xFFFD),
]
# Without calt: in both faces it draws what is not there, such as an arrow for "->".
FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk"]

FACES = [
    (1, "Inter-Regular.otf", "Inter Tabular"),
    (1, "Inter-Medium.otf", "Inter Tabular"),
    (1, "Inter-SemiBold.otf", "Inter Tabular"),
    (2, "JetBrainsMono-Regular.ttf", "JetBrains Mono NL"),
    (2, "JetBrainsMono-SemiBold.ttf", "JetBrains Mono NL"),
]


def tabular_digits(font):
    """The glyphs that the font itself names as its digits of one width."""
    gsub = font["GSUB"].table
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    yield from getattr(table, "ExtSubTable", table).mapping.items()
            return


def use_tabular_digits(font):
    tabular = dict(tabular_digits(font))
    for table in font["cmap"].tables:
        for digit in range(ord("0"), ord("9") + 1):
            if digit in table.cmap:
                table.cmap[digit] = tabular.get(table.cmap[digit], table.cmap[digit])
    # Some weights come out of interpolation a few units apart.
    digits = [font.getBestCmap()[digit] for digit in range(ord("0"), ord("9") + 1)]
    width = max(font["hmtx"][name][0] for name in digits)
    for name in digits:
        font["hmtx"][name] = (width, font["hmtx"][name][1])


def rename(font, family):
    """A name of its own, so that a face which the machine has installed is not taken for it."""
    names = font["name"]
    weight = (names.getName(17, 3, 1) or names.getName(2, 3, 1)).toUnicode()
    post_script = family.replace(" ", "") + "-" + weight.replace(" ", "")
    # Every face is a family of its own for the old names, which know no weight beside bold.
    legacy = family if weight == "Regular" else f"{family} {weight}"
    for number, text in ((1, legacy), (2, "Regular"), (3, post_script), (4, f"{family} {weight}"),
                         (6, post_script), (16, family), (17, weight)):
        names.setName(text, number, 3, 1, 0x409)
        names.setName(text, number, 1, 0, 0)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames[0] = post_script
        top = cff.topDictIndex[0]
        top.FamilyName, top.FullName = family, f"{family} {weight}"


def derive(source, family):
    font = TTFont(source, recalcTimestamp=False)
    use_tabular_digits(font)
    options = subset.Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.legacy_cmap = True
    options.glyph_names = False
    options.hinting = True
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    rename(font, family)
    target = HERE / (source.stem.replace("Inter-", "InterTabular-")
                     .replace("JetBrainsMono-", "JetBrainsMonoNL-") + source.suffix)
    font.save(target)
    print(target.name, target.stat().st_size)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for argument, file, family in FACES:
        derive(pathlib.Path(sys.argv[argument]) / file, family)


main()
