"""The text being read: its lines, and which of its letters are spoken for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 10_000
Span = tuple[int, int]
#: Signs that may stand around a value without belonging to it.
AROUND = " \t\r\n,;:|•·–—-/\\_*"
_ODD_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u202f\u2009\t\x0b\x0c\u2028\u2029", " "))


@dataclass(frozen=True)
class Piece:
    """A value for ``field`` and where in the text it stands. ``problem``: a code of
    ``core.registration_numbers`` when the value cannot be right."""

    field: str
    value: str
    spans: tuple[Span, ...]
    problem: str = ""


class Block:
    """A pasted text. Places are counted in the text as it was pasted."""

    def __init__(self, text: str) -> None:
        self.source = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
        #: The same length as ``source``, every kind of blank a plain one.
        self.text = self.source.translate(_ODD_SPACES)
        self._taken = bytearray(len(self.text))
        self.lines: list[Span] = [found.span() for found in re.finditer(r"[^\n]+", self.text)]

    def is_free(self, start: int, end: int) -> bool:
        """Whether no letter of this stretch is spoken for."""
        return not any(self._taken[start:end])

    def take(self, start: int, end: int) -> Span:
        """This stretch is spoken for from now on."""
        self._taken[start:end] = b"\x01" * (end - start)
        return start, end

    def free_parts(self, start: int, end: int) -> Iterator[Span]:
        """The stretches within ``start`` and ``end`` that nobody has taken, trimmed."""
        for found in re.finditer(rb"\x00+", bytes(self._taken[start:end])):
            part = self.trimmed(start + found.start(), start + found.end())
            if part[0] < part[1]:
                yield part

    def trimmed(self, start: int, end: int) -> Span:
        """The stretch without the blanks and commas at its ends."""
        while start < end and self.text[start] in AROUND:
            start += 1
        while end > start and self.text[end - 1] in AROUND:
            end -= 1
        return start, end

    def said(self, start: int, end: int) -> str:
        """The words of a stretch with single blanks."""
        return " ".join(self.text[start:end].split())

    def line_at(self, place: int) -> int:
        """The number of the line that holds ``place``."""
        for number, (start, end) in enumerate(self.lines):
            if start <= place <= end:
                return number
        return -1
