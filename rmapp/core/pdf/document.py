"""From a story of flowables to the bytes of a PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageTemplate

from . import fonts
from .archive import CREATOR, PRODUCER, Facts
from .canvas import FOOT, PAGES, PaperCanvas
from .styles import (
    ACCENT,
    LINE,
    MARGIN,
    MUTED,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    TEXT_WIDTH,
)
from .tags import artifact

BODY_TEMPLATE = "body"
_TOP = 24.0
#: What a page has room for between its head and its footer.
BODY_HEIGHT = PAGE_HEIGHT - MARGIN - FOOT - _TOP
_NUMBER_ROOM = 80.0
Decoration = Callable[[Any], None]


@dataclass(frozen=True)
class Cover:
    """A first page of its own: what is painted beneath, and the frames its flowables fill.

    ``frames``: left, bottom, width, height of each frame in points.
    """

    paint: Decoration
    frames: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True)
class Paper:
    """What a document says about itself, and what stands on each of its pages.

    ``numbering(page, of)``: the words at the foot on the right ("" for none).
    ``band``: the coloured strip at the top of each page but a cover. ``limit``: so many pages
    at most.
    """

    facts: Facts
    footer: str
    numbering: Callable[[int, int], str]
    cover: Cover | None = None
    band: bool = True
    limit: int = PAGES


def render(story: Sequence[Flowable], paper: Paper) -> bytes:
    """The PDF of ``story``: the same bytes for the same input.

    Refuses more pages than ``paper.limit`` (:class:`~rmapp.core.errors.TooLarge`).
    """
    fonts.ready()
    facts = paper.facts
    output = io.BytesIO()
    document = BaseDocTemplate(
        output,
        title=facts.title,
        author=facts.author,
        subject=facts.subject,
        creator=CREATOR,
        producer=PRODUCER,
        lang=facts.language,
        invariant=1,
    )
    body = Frame(
        MARGIN,
        FOOT + 22,
        TEXT_WIDTH,
        BODY_HEIGHT,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    templates = [PageTemplate(BODY_TEMPLATE, [body], onPage=partial(_body_page, paper))]
    if paper.cover:
        frames = [
            Frame(*place, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
            for place in paper.cover.frames
        ]
        templates.insert(0, PageTemplate("cover", frames, onPage=partial(_cover_page, paper.cover)))
    document.addPageTemplates(templates)
    document.build(
        list(story),
        canvasmaker=partial(PaperCanvas, facts=facts, numbering=paper.numbering, limit=paper.limit),
    )
    return output.getvalue()


def _cover_page(cover: Cover, canvas: Any, _document: Any) -> None:
    canvas.saveState()
    with artifact(canvas):
        cover.paint(canvas)
    canvas.restoreState()


def _body_page(paper: Paper, canvas: Any, _document: Any) -> None:
    canvas.saveState()
    with artifact(canvas, "Pagination"):
        if paper.band:
            canvas.setFillColor(ACCENT)
            canvas.rect(0, PAGE_HEIGHT - 14, PAGE_WIDTH, 14, stroke=0, fill=1)
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, FOOT + 12, PAGE_WIDTH - MARGIN, FOOT + 12)
        canvas.setFont(fonts.REGULAR, 8)
        canvas.setFillColor(MUTED)
        canvas.drawString(MARGIN, FOOT, fitted(paper.footer, 8, TEXT_WIDTH - _NUMBER_ROOM))
    canvas.restoreState()


def fitted(words: str, size: float, room: float, font: str = fonts.REGULAR) -> str:
    """One line of ``words``, cut with an ellipsis where ``room`` ends."""
    shown = " ".join(fonts.printable(words[:400]).split("\n"))
    if fonts.width(shown, font, size) <= room:
        return shown
    while shown and fonts.width(shown + "…", font, size) > room:
        shown = shown[:-1]
    return shown.rstrip() + "…"


def height_of(story: Iterable[Flowable]) -> float:
    """How high ``story`` stands in one column without an end."""
    height = after = 0.0
    for one in story:
        if isinstance(one, CondPageBreak):
            continue
        before = one.getSpaceBefore() if height else 0.0
        height += max(after, before) + one.wrap(TEXT_WIDTH, 1e6)[1]
        after = one.getSpaceAfter()
    return height
