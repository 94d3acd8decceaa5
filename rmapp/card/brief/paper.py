"""The brief on paper: one sheet, or two for a client with much behind it."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from reportlab.platypus import Flowable, PageBreak, Spacer

from ...core.pdf import Column, Paper, heading, render, soft, strong, table, text
from ...core.pdf.archive import Facts
from ...core.pdf.section import section
from ...core.pdf.styles import DENSE, DENSE_RIGHT, H1, H2, TEXT_WIDTH, Style
from ...core.pdf.text import stacked
from .content import Brief, Part

#: A brief is one page (C3, V9): its parts stand close.
HEAD = Style("brief-part", parent=H2, fontSize=10, leading=12, spaceBefore=7, spaceAfter=2)
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
    """One brief as part of a paper; ``number`` keeps its keys apart from others'."""
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
