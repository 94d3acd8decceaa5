"""The fonts of paper: Roboto in four weights, from the package ``font-roboto`` (Apache-2.0).

They are read once; a document embeds the letters it uses. Every character that reaches the paper
must be in them: what is not, is replaced (PDF/A forbids the empty glyph).
"""

from __future__ import annotations

import unicodedata
from functools import cache

import font_roboto
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "Roboto"
MEDIUM = "Roboto-Medium"
LIGHT = "Roboto-Light"
BOLD = "Roboto-Bold"

_FILES = {
    REGULAR: font_roboto.Roboto,
    MEDIUM: font_roboto.RobotoMedium,
    LIGHT: font_roboto.RobotoLight,
    BOLD: font_roboto.RobotoBold,
}
_KEPT = {"\n", " "}
_TWINS = {"→": "›", "←": "‹", "✓": "√", "■": "•", "▪": "•", "□": "•", "\t": " ", "\u2028": "\n"}
UNKNOWN = "\ufffd"


@cache
def ready() -> frozenset[str]:
    """Register the fonts, once; the characters that all of them hold."""
    common: frozenset[str] | None = None
    for name, path in _FILES.items():
        font = TTFont(name, path)
        pdfmetrics.registerFont(font)
        held = frozenset(map(chr, font.face.charToGlyph))
        common = held if common is None else common & held
    return ((common or frozenset()) - frozenset(_TWINS)) | _KEPT


def width(words: str, font: str, size: float) -> float:
    """How wide ``words`` are on paper, in points."""
    ready()
    return float(pdfmetrics.stringWidth(words, font, size))


def missing(words: str) -> set[str]:
    """The visible characters of ``words`` that the fonts do not hold and no twin stands for."""
    return {c for c in set(words) if printable(c, mark="\0") == "\0"}


def printable(words: str, *, mark: str = UNKNOWN) -> str:
    """``words`` in characters of the fonts.

    Control and direction characters vanish (they could show a text that is not there), a sign
    the fonts lack becomes its twin or compatible form, or else ``mark``.
    """
    held = ready()
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    if held.issuperset(words) and not _INVISIBLE.intersection(words):
        return words
    return "".join(
        _shown(c, held, mark) for c in unicodedata.normalize("NFC", words) if c not in _INVISIBLE
    )


def _shown(character: str, held: frozenset[str], mark: str) -> str:
    if character in held:
        return character
    if character in _TWINS:
        return _TWINS[character]
    if unicodedata.category(character) in ("Cc", "Cf", "Mn", "Me"):
        return ""
    if unicodedata.category(character) == "Zs":
        return " "
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if compatible and held.issuperset(compatible) else mark


_INVISIBLE = frozenset(
    [
        *map(chr, [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]),
        "\u00ad",
        *map(chr, [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]),
        "\ufeff",
    ]
)
"""Controls, the soft hyphen, and what hides or turns the direction of text."""
