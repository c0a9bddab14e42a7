"""Cut the font of the figures and of the workshop page out of Noto Sans CJK.

Reads the simplified Chinese face of `NotoSansCJK-Regular.ttc` (Debian: package fonts-noto-cjk), keeps the characters
of GB2312 and those that Western text and figures use, turns the outlines into TrueType ones, and writes
`sim/data/fonts/NotoSansSC-subset.ttf`. The same input gives the same bytes.

    python docs/tools/cut_font.py [NotoSansCJK-Regular.ttc] [output.ttf]

Needs fonttools. TrueType, because PDF and PostScript writers embed it as text, and browsers take it as it is.
The family gets a name of its own, so that it can never be mixed up with a Noto font that a computer has installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
TARGET = Path(__file__).parents[2] / "sim" / "data" / "fonts" / "NotoSansSC-subset.ttf"
FACE = "Noto Sans CJK SC"
FAMILY = "Noto Sans SC Subset"
FEATURES = ["kern"]
LARGEST_ERROR = 1.0  # of the outlines, in thousandths of an em
EXTRA = "−–—‐‑‒…·•‘’“”‹›×÷±≥≤≈≠→←↑↓↔⇒²³¹⁴½¼¾‰′″€£¥√∞∑∆▲▼●○■□◆◇★☆✓①②③④⑤⑥⑦⑧⑨⑩　"
FAMILY_NAME, SUBFAMILY, UNIQUE, FULL_NAME, VERSION, POSTSCRIPT = 1, 2, 3, 4, 5, 6
PREFERRED = (16, 17, 21, 22)
ENGLISH = 0x409


def characters() -> set[int]:
    """Code points to keep: GB2312, ASCII, Latin-1 and the extra signs."""
    rows = range(0xA1, 0xFF)
    chinese = (bytes((row, cell)).decode("gb2312", errors="ignore") for row in rows for cell in rows)
    latin = (chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100)))
    return {ord(sign) for part in (chinese, latin, EXTRA) for sign in part if sign}


def face(path: Path) -> TTFont:
    """The simplified Chinese face of the collection."""
    return next(font for font in TTCollection(str(path)).fonts if font["name"].getDebugName(FAMILY_NAME) == FACE)


def cut(font: TTFont) -> None:
    """Keep the wanted characters and the kerning of Latin; drop hints, vertical writing and other layout."""
    options = Options(
        hinting=False,
        desubroutinize=True,
        layout_features=FEATURES,
        name_IDs=["*"],
        notdef_outline=True,
        drop_tables=["vhea", "vmtx", "VORG", "BASE", "DSIG"],
        recalc_timestamp=False,
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)


def to_truetype(font: TTFont) -> None:
    """Replace cubic outlines by quadratic ones."""
    order, glyphs, outlines = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, LARGEST_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    del font["CFF "]
    font["glyf"], font["loca"] = newTable("glyf"), newTable("loca")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, outlines
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    for field in (
        "maxZones",
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
    ):
        setattr(profile, field, 0)
    profile.maxZones = 1
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 3.0, [], {}
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\x00\x01\x00\x00"


def rename(font: TTFont) -> None:
    """Give the family its own name and keep copyright, trademark and licence."""
    postscript = FAMILY.replace(" ", "") + "-Regular"
    said = {FAMILY_NAME: FAMILY, SUBFAMILY: "Regular", UNIQUE: postscript, FULL_NAME: FAMILY, POSTSCRIPT: postscript}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID not in PREFERRED and record.langID == ENGLISH]
    for record in table.names:
        if record.nameID in said:
            record.string = said[record.nameID]


def main(source: Path = SOURCE, target: Path = TARGET) -> None:
    """Cut and write."""
    font = face(source)
    font.recalcTimestamp = False
    cut(font)
    to_truetype(font)
    rename(font)
    font.save(str(target))
    sys.stdout.write(f"{target}: {target.stat().st_size / 1e6:.2f} MB, {len(font.getBestCmap())} characters\n")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
