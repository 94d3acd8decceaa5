"""A letter on the letterhead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel.dates import format_date
from reportlab.platypus import Flowable, Spacer

from .archive import Facts
from .document import Paper, render
from .section import SignatureLine
from .styles import (
    ACCENT,
    BODY,
    H1,
    READING,
    SMALL,
    TEXT_WIDTH,
    Style,
)
from .table import layout
from .tags import Rule
from .text import heading, paragraphs, soft, stacked, strong, text

_NAME = Style("letterhead", parent=H1, fontSize=14, leading=18, textColor=ACCENT)
_REQUISITES = Style("requisites", parent=SMALL, alignment=2)
_SUBJECT = Style("subject", parent=H1, fontSize=13, leading=18, spaceBefore=18, spaceAfter=10)


@dataclass(frozen=True)
class Letterhead:
    """Whose paper it is: name, address, and further lines (requisites, licence)."""

    name: str
    address: str
    requisites: str = ""


@dataclass(frozen=True)
class Sender:
    """Who signs the letter."""

    name: str
    position: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Letter:
    """A letter. ``body``: a paragraph for each line; ``at``: when it was made (UTC)."""

    head: Letterhead
    number: str
    date: dt.date
    addressee: str
    subject: str
    body: str
    sender: Sender
    language: str
    at: dt.datetime
    address: str = ""
    enclosed: tuple[str, ...] = ()  # what goes with it, by name


_ENCLOSED = {"ru": "Приложения:", "en": "Enclosures:"}


def draw_letter(letter: Letter) -> bytes:
    """The letter as PDF. Refuses a field of more than 5,000 characters."""
    paper = Paper(
        facts=Facts(
            title=letter.subject,
            author=letter.sender.name,
            subject=letter.subject,
            language=letter.language,
            at=letter.at,
        ),
        footer=" · ".join(filter(None, (letter.head.name, letter.number))),
        numbering=lambda page, of: f"{page} / {of}" if of > 1 else "",
    )
    return render([*_head(letter), *_body(letter), _signature(letter.sender)], paper)


def _head(letter: Letter) -> list[Flowable]:
    """Letterhead, then date and number on the left, the addressee on the right."""
    head, half = letter.head, TEXT_WIDTH / 2
    place = text(*stacked(head.address, head.requisites), style=_REQUISITES)
    date = format_date(letter.date, "long", locale=letter.language)
    left = stacked(date, soft(letter.number))
    right = stacked(strong(letter.addressee), letter.address)
    return [
        layout(
            [[text(head.name, style=_NAME), place]],
            [half, half],
            below=8,
        ),
        Rule(TEXT_WIDTH, ACCENT, thickness=1.2),
        Spacer(1, 22),
        layout([[text(*left, style=BODY), text(*right)]], [TEXT_WIDTH * 0.55, TEXT_WIDTH * 0.45]),
    ]


def _body(letter: Letter) -> list[Flowable]:
    return [
        heading(letter.subject, _SUBJECT, key="subject"),
        *paragraphs(letter.body, READING),
        *_enclosed(letter),
        Spacer(1, 14),
    ]


def _enclosed(letter: Letter) -> list[Flowable]:
    if not letter.enclosed:
        return []
    lines = [f"{number}. {name}" for number, name in enumerate(letter.enclosed, 1)]
    label = _ENCLOSED.get(letter.language, _ENCLOSED["en"])
    return [Spacer(1, 8), text(*stacked(label, *lines), style=BODY)]


def _signature(sender: Sender) -> Flowable:
    """Position and ways to reach on the left, the line and the name on the right: in one piece."""
    reach = " · ".join(filter(None, (sender.phone, sender.email)))
    left = stacked(sender.position, soft(reach, 8.6))
    return layout(
        [[text(*left), [SignatureLine(TEXT_WIDTH * 0.3), text(sender.name)]]],
        [TEXT_WIDTH * 0.6, TEXT_WIDTH * 0.4],
    )
