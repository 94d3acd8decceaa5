"""A brief as plain words, in the reader's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line: what, more about it, and what stands at its end (a date, a sum). ``calls``: the
    number that is dialled from it on a screen."""

    first: str
    second: str = ""
    end: str = ""
    calls: str = ""


@dataclass(frozen=True)
class Part:
    """Some lines under a heading."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Brief:
    """What stands on the page. ``must_know``: what is read before all else; ``at``: when it was
    made."""

    title: str
    subtitle: str
    must_know: str
    parts: tuple[Part, ...]
    language: str
    author: str
    bank: str
    at: dt.datetime
