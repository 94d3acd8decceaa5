"""The web font: Roboto Regular and Medium, cut down to what the pages write.

Made once at set-up from the package ``font_roboto`` (Apache-2.0), so the repository holds no font.
Where it cannot be made the pages fall back to the reader's own ``system-ui``.
"""

from __future__ import annotations

import os
from pathlib import Path

import font_roboto
from fontTools import subset
from fontTools.ttLib import TTFont

#: File name → style of the package.
STYLES = {
    "roboto-regular.woff2": "Roboto-Regular.ttf",
    "roboto-medium.woff2": "Roboto-Medium.ttf",
}

#: Ranges of characters kept: what a person in Russia, Ukraine, Kazakhstan or Europe may be called,
#: and what money, dates and tables need. Letters outside fall back to the system font one by one.
RANGES = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0xFF),  # Latin-1
    (0x401, 0x45F),  # Cyrillic with Ukrainian, Belarusian, Serbian
)
EXTRA = (
    "ŁłŃńŚśŹźŻżĄąĆćĘęČčŠšŽžŘřĚěŮůİıŞşĞğĀāĒēĪīŪū"
    "ҐґҒғҚқҢңҮүҰұҺһӘәӨө"
    "₽₴€₸№–—‘’‚“”„…•‹›−×÷±≈≤≥≠∞‰→←↑↓▲▼\u2009\u202f\u2060"
)

#: Features of the font that stay: kerning, and digits of one width.
FEATURES = ["kern", "tnum", "ccmp", "locl", "mark"]


def characters() -> set[int]:
    """Code points the web font carries, if the family has them."""
    points = {ord(character) for character in EXTRA}
    for first, last in RANGES:
        points.update(range(first, last + 1))
    return points


def prepare_web_fonts(folder: Path) -> list[Path]:
    """Write the missing WOFF2 files into ``folder``; return the paths of all of them.

    Safe when several processes start at once: each file appears whole, by a rename.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, style in STYLES.items():
        path = folder / name
        if not path.exists():
            _write(Path(font_roboto.font_directory) / style, path)
        paths.append(path)
    return paths


def _write(source: Path, path: Path) -> None:
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = FEATURES
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 13]  # copyright and licence stay inside
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "FFTM", "LTSH", "VDMX", "hdmx", "gasp"]
    font = TTFont(source)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    draft = path.with_suffix(f".{os.getpid()}.part")
    subset.save_font(font, str(draft), options)
    draft.replace(path)
