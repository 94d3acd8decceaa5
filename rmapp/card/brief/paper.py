"""The brief on paper: one page, whatever is known of the client (C3, V9)."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from flask_babel import gettext as _
from reportlab.platypus import Flowable, PageBreak, Spacer

from ...core.pdf import Column, Paper, heading, render, soft, strong, table, text
from ...core.pdf.archive import Facts
from ...core.pdf.document import BODY_HEIGHT, height_of
from ...core.pdf.section import section
from ...core.pdf.styles import DENSE, DENSE_RIGHT, H1, H2, TEXT_WIDTH, Style
from ...core.pdf.text import stacked
from .content import Brief, Part, Row

#: A brief is one page (C3, V9): its parts stand close.
HEAD = Style("brief-part", parent=H2, fontSize=10, leading=12, spaceBefore=7, spaceAfter=2)
#: What a brief gives up where it is too long for its page: letters of a line, of what must be
#: known, lines of a part. The screen has all of it.
_CUTS = ((240, 700, 8), (150, 500, 6), (110, 400, 4), (90, 300, 3), (70, 200, 2), (50, 120, 1))
PAGES = 400
"""A bundle for the receiver of a handover may be long: about 200 clients."""


def draw_briefs(briefs: Sequence[Brief]) -> bytes:
    """The briefs as one PDF, each beginning on a page of its own: the same bytes for the same data.

    ValueError for none; refuses more than ``PAGES`` pages (``TooLarge``).
    """
    if not briefs:
        raise ValueError("no brief to draw")
    first = briefs[0]
    title = first.title if len(briefs) == 1 else _("Briefs: %(count)s clients", count=len(briefs))
    internal = _("for internal use")
    paper = Paper(
        facts=Facts(
            title=title,
            author=first.author,
            subject=_("Brief before a contact"),
            language="ru" if first.language == "ru" else "en",
            at=first.at,
        ),
        footer=f"{first.bank} · {internal}",
        numbering=lambda page, of: _("page %(page)s of %(pages)s", page=page, pages=of),
        limit=PAGES,
    )
    story: list[Flowable] = []
    for number, brief in enumerate(briefs):
        if number:
            story.append(PageBreak())
        story += story_of(brief, number)
    return render(story, paper)


def story_of(brief: Brief, number: int) -> list[Flowable]:
    """One brief as one page of a paper, cut where it would need a second one; ``number`` keeps its
    keys apart from others'."""
    story = _drawn(brief, number)
    for cut in _CUTS:
        if height_of(story) <= BODY_HEIGHT:
            break
        story = _drawn(_cut(brief, *cut), number)
    return story


def _cut(brief: Brief, letters: int, known: int, lines: int) -> Brief:
    return dataclasses.replace(
        brief,
        title=_short(brief.title, letters),
        subtitle=_short(brief.subtitle, letters),
        must_know=_short(brief.must_know, known),
        parts=tuple(
            dataclasses.replace(part, rows=_rows(part.rows, letters, lines)) for part in brief.parts
        ),
    )


def _rows(rows: Sequence[Row], letters: int, lines: int) -> tuple[Row, ...]:
    kept = tuple(
        dataclasses.replace(
            row,
            first=_short(row.first, letters),
            second=_short(row.second, letters),
            end=_short(row.end, letters // 2),
        )
        for row in rows[:lines]
    )
    more = len(rows) - len(kept)
    return (*kept, Row(_("and %(count)s more on the screen", count=more))) if more else kept


def _short(words: str, letters: int) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= letters else f"{plain[: letters - 1].rstrip()}…"


def _drawn(brief: Brief, number: int) -> list[Flowable]:
    found: list[Flowable] = [
        heading(brief.title, H1, key=f"client-{number}"),
        text(soft(brief.subtitle)),
    ]
    if brief.must_know:
        found += [Spacer(1, 6), text(strong(brief.must_know))]
    for place, part in enumerate(brief.parts):
        found += _part(part, f"part-{number}-{place}")
    return found


def _part(part: Part, key: str) -> list[Flowable]:
    columns = [Column("", 0.72), Column("", 0.28, right=True)]
    rows = [
        [
            text(*stacked(row.first, soft(row.second)), style=DENSE),
            text(soft(row.end), style=DENSE_RIGHT),
        ]
        for row in part.rows
    ]
    head = heading(part.title, HEAD, key=key, level=1)
    return section(head, table(columns, rows, width=TEXT_WIDTH, compact=True))
