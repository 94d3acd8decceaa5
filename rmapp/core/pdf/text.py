"""Words on paper: the only place where paragraphs are made.

ReportLab's paragraph reads its text as markup (``<b>``, ``<img src=…>``, ``<a href=…>``), which
could fetch, open and hide things. Here text is never parsed: it is handed over as ready pieces,
so whatever a user wrote is shown literally.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from reportlab.platypus.paragraph import Paragraph, _SplitWord
from reportlab.platypus.paraparser import ParaFrag

from ..errors import TooLarge
from . import fonts
from .styles import BODY, MUTED, Style
from .tags import Node, Tagged

FIELD = 5_000
"""Characters in one field."""


@dataclass(frozen=True)
class Piece:
    """Some words with a look of their own inside a paragraph."""

    words: str
    font: str = ""
    colour: Any = None
    size: float = 0


BREAK = Piece("\n")


def strong(words: str) -> Piece:
    """``words`` in a heavier weight."""
    return Piece(words, font=fonts.MEDIUM)


def soft(words: str, size: float = 0) -> Piece:
    """``words`` in the muted colour."""
    return Piece(words, colour=MUTED, size=size)


def stacked(*parts: str | Piece) -> list[str | Piece]:
    """``parts`` under each other, without those that are empty."""
    lines: list[str | Piece] = []
    for part in parts:
        if part.words if isinstance(part, Piece) else part:
            lines += [BREAK, part] if lines else [part]
    return lines


class Text(Tagged, Paragraph):  # type: ignore[misc]
    """A tagged paragraph. Made by :func:`text`; its pieces over two pages are one element."""

    def split(self, width: float, height: float) -> list[Text]:
        """The part that fits ``height`` and the rest, both with this one's place."""
        parts: list[Text] = super().split(width, height)
        for part in parts:
            part.node, part.repeats = self.node, self.repeats
        return parts

    def draw(self) -> None:
        """Draw it. Lines end with a space, or a reader would join the words over two lines."""
        lines = self.blPara.lines
        goes_on = getattr(self, "_splitpara", False)
        for line in lines if goes_on else lines[:-1]:
            if isinstance(line, tuple):
                if line[1] and line[1][-1] and not isinstance(line[1][-1], _SplitWord):
                    line[1].append("")
            elif line.words and not line.words[-1].text.endswith(" "):
                line.words[-1].text += " "
        super().draw()


class Heading(Text):
    """A paragraph that also stands in the outline."""

    key = ""
    level = 0
    entry = ""

    def split(self, width: float, height: float) -> list[Text]:
        """As any text; the first part stands in the outline."""
        parts = super().split(width, height)
        if parts and parts[0] is not self and isinstance(parts[0], Heading):
            parts[0].key, parts[0].level, parts[0].entry = self.key, self.level, self.entry
        return parts

    def draw(self) -> None:
        """Draw it and enter it in the outline, once."""
        if self.key:
            self.canv.bookmarkHorizontal(self.key, 0, self.height + 8)
            self.canv.addOutlineEntry(self.entry, self.key, self.level, closed=False)
        super().draw()


class Link(Text):
    """A paragraph that leads to a heading of the same paper."""

    to = ""

    def split(self, width: float, height: float) -> list[Text]:
        """As any text; every part leads there."""
        parts = super().split(width, height)
        for part in parts:
            if isinstance(part, Link):
                part.to = self.to
        return parts

    def draw(self) -> None:
        """Draw it and lay the link over it (printed with the page, as PDF/A asks)."""
        super().draw()
        place = (0, 0, self.width, self.height)
        self.canv.linkRect("", self.to, place, relative=1, thickness=0, F=4)


def link(*parts: str | Piece, to: str, style: Style = BODY) -> Link:
    """A paragraph of ``parts``, as :func:`text`, that leads to the heading of the key ``to``."""
    made = Link(None, style, frags=_frags(parts, style, FIELD))
    made.node, made.to = Node("P"), to
    return made


def text(*parts: str | Piece, style: Style = BODY, tag: str = "P", limit: int = FIELD) -> Text:
    """A paragraph of ``parts``, each shown literally; a line feed breaks the line.

    Refuses a part of more than ``limit`` characters (:class:`TooLarge`).
    """
    made = Text(None, style, frags=_frags(parts, style, limit))
    made.node = Node(tag)
    return made


def heading(words: str, style: Style, *, key: str, level: int = 0) -> Heading:
    """A heading of level 0 (H1) or 1 (H2), entered in the outline under ``key``."""
    made = Heading(None, style, frags=_frags((words,), style, FIELD))
    made.node = Node(f"H{level + 1}")
    made.key, made.level, made.entry = key, level, fonts.printable(words).replace("\n", " ")
    return made


def paragraphs(words: str, style: Style = BODY, limit: int = FIELD) -> list[Text]:
    """A paragraph for each line of ``words`` that is not blank."""
    _refuse_long(words, limit)
    lines = fonts.printable(words).split("\n")
    return [text(line.strip(), style=style, limit=limit) for line in lines if line.strip()]


def _refuse_long(words: str, limit: int) -> None:
    if len(words) > limit:
        raise TooLarge(_l("A text in the document is too long."), limit=limit, length=len(words))


def _frags(parts: tuple[str | Piece, ...], style: Style, limit: int) -> list[ParaFrag]:
    frags: list[ParaFrag] = []
    for part in parts:
        piece = part if isinstance(part, Piece) else Piece(str(part))
        _refuse_long(piece.words, limit)
        lines = fonts.printable(piece.words).split("\n")
        for index, line in enumerate(lines):
            if index:
                frags.append(_frag("", piece, style, breaks=True))
            if line:
                frags.append(_frag(line, piece, style))
    return frags or [_frag("", Piece(""), style)]


def _frag(words: str, piece: Piece, style: Style, *, breaks: bool = False) -> ParaFrag:
    made = ParaFrag(
        text=words,
        fontName=piece.font or style.fontName,
        fontSize=piece.size or style.fontSize,
        textColor=piece.colour or style.textColor,
        rise=0,
        greek=0,
        link=[],
        us_lines=[],
        bold=0,
        italic=0,
    )
    if breaks:
        made.lineBreak = True
    return made
