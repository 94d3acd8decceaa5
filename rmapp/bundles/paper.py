"""A bundle on paper: a table of contents that leads to each brief, then the briefs, a page each.

Drawn twice: the first time to learn on which page each brief begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from reportlab.platypus import Flowable, PageBreak

from ..card.brief import Brief
from ..card.brief.paper import story_of
from ..core.papers import page_count
from ..core.pdf import Column, Paper, heading, link, render, soft, table, text
from ..core.pdf.archive import Facts
from ..core.pdf.styles import H1, RIGHT, TEXT_WIDTH

PAGES = 2_500


class _Noted(Flowable):  # type: ignore[misc]
    """Takes no room and remembers the page it stands on."""

    def __init__(self, number: int, pages: dict[int, int]) -> None:
        super().__init__()
        self.number, self.pages = number, pages
        self.width = self.height = 0

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """No room."""
        return 0, 0

    def draw(self) -> None:
        """Remember the page."""
        self.pages[self.number] = self.canv.getPageNumber()


def draw_bundle(briefs: Sequence[tuple[Brief, bool]]) -> tuple[bytes, int]:
    """The briefs (each with whether it is a VIP's) as one tagged PDF, and its pages: the same bytes
    for the same data. ValueError for none; refuses more than ``PAGES`` pages (``TooLarge``)."""
    if not briefs:
        raise ValueError("no brief to draw")
    pages: dict[int, int] = {}
    paper = _paper(briefs[0][0], len(briefs))
    render(_story(briefs, {}, pages), paper)
    content = render(_story(briefs, dict(pages), {}), paper)
    return content, page_count(content)


def _paper(first: Brief, count: int) -> Paper:
    internal = _("for internal use")
    return Paper(
        facts=Facts(
            title=_title(count),
            author=first.author,
            subject=_("Briefs for the receiver of a handover"),
            language="ru" if first.language == "ru" else "en",
            at=first.at,
        ),
        footer=f"{first.bank} · {internal}",
        numbering=lambda page, of: _("page %(page)s of %(pages)s", page=page, pages=of),
        limit=PAGES,
    )


def _title(count: int) -> str:
    return str(ngettext("Briefs: %(num)s client", "Briefs: %(num)s clients", count))


def _story(
    briefs: Sequence[tuple[Brief, bool]], known: Mapping[int, int], pages: dict[int, int]
) -> list[Flowable]:
    columns = [
        Column(_("No."), 0.07),
        Column(_("Client"), 0.8),
        Column(_("Page"), 0.13, right=True),
    ]
    rows: list[Any] = [
        [
            text(soft(str(number))),
            link(brief.title, *([soft("  VIP")] if is_vip else []), to=f"client-{number}"),
            link(str(known.get(number, 0)), to=f"client-{number}", style=RIGHT),
        ]
        for number, (brief, is_vip) in enumerate(briefs, 1)
    ]
    story: list[Flowable] = [
        heading(_title(len(briefs)), H1, key="contents"),
        table(columns, rows, width=TEXT_WIDTH, compact=True),
    ]
    for number, (brief, _is_vip) in enumerate(briefs, 1):
        story += [PageBreak(), _Noted(number, pages), *story_of(brief, number)]
    return story
