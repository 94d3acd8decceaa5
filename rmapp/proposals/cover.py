"""The first page of a proposal: geometry, title, who to whom, and the figures that matter."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Flowable, FrameBreak, NextPageTemplate, PageBreak, Spacer

from ..core.pdf import fonts, heading, soft, strong, text
from ..core.pdf.document import BODY_TEMPLATE, Cover
from ..core.pdf.styles import (
    ACCENT,
    BODY,
    DEEP,
    FIGURE,
    H1,
    LABEL,
    LEAD,
    LINE,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PALE,
    TEAL,
    TEXT_WIDTH,
    WHITE,
    Style,
)
from ..core.pdf.table import layout
from ..core.pdf.tags import Rule
from ..core.pdf.text import Text, stacked
from .content import ProposalDocument
from .words import Money, Words, day

_HORIZON = PAGE_HEIGHT * 0.42
_TITLE_AT = PAGE_HEIGHT * 0.76
_TOP_WIDTH = TEXT_WIDTH * 0.78
_CLIENT_ROOM = 118.0
_CLIENT_LIMIT = 480

_BANK = Style("cover-bank", parent=BODY, fontName=fonts.MEDIUM, fontSize=12, leading=16)
_BANK.textColor = WHITE
_TITLE = Style("cover-title", parent=H1, fontName=fonts.LIGHT, fontSize=34, leading=42)
_TITLE.textColor = WHITE
_NUMBER = Style("cover-number", parent=BODY, fontSize=10, leading=14, textColor=PALE)


def cover(draft: str) -> Cover:
    """The cover's painting and its two frames; ``draft``: a word shown large, or ""."""

    def paint(canvas: Any) -> None:
        canvas.setFillColor(DEEP)
        canvas.rect(0, _HORIZON, PAGE_WIDTH, PAGE_HEIGHT - _HORIZON, stroke=0, fill=1)
        _triangle(canvas, ACCENT, 0.45, 0.86)
        _triangle(canvas, TEAL, 0.78, 0.60)
        if draft:
            canvas.setFillColor(PALE)
            canvas.setFont(fonts.MEDIUM, 12)
            canvas.drawRightString(PAGE_WIDTH - MARGIN, PAGE_HEIGHT - MARGIN - 12, draft)

    low = 40.0
    return Cover(
        paint,
        (
            (MARGIN, _HORIZON + 4, _TOP_WIDTH, PAGE_HEIGHT - MARGIN - _HORIZON - 4),
            (MARGIN, low, TEXT_WIDTH, _HORIZON - 28 - low),
        ),
    )


def _triangle(canvas: Any, colour: Any, left: float, height: float) -> None:
    """A triangle on the horizon against the right edge; parts of the page's width and height."""
    path = canvas.beginPath()
    path.moveTo(PAGE_WIDTH * left, _HORIZON)
    path.lineTo(PAGE_WIDTH, _HORIZON)
    path.lineTo(PAGE_WIDTH, PAGE_HEIGHT * height)
    path.close()
    canvas.setFillColor(colour)
    canvas.drawPath(path, stroke=0, fill=1)


def cover_story(proposal: ProposalDocument, words: Words, money: Money) -> list[Flowable]:
    """What stands on the cover; a summary too long for it goes on over the page."""
    bank = text(proposal.bank.name[:200], style=_BANK)
    height = bank.wrap(_TOP_WIDTH, 1e6)[1]
    number = words.number.format(
        number=proposal.number, version=proposal.version, date=day(proposal.date, words.language)
    )
    title = heading(words.title, _TITLE, key="cover")
    title.entry = words.contents
    return [
        NextPageTemplate(BODY_TEMPLATE),
        bank,
        Spacer(1, max(0, PAGE_HEIGHT - MARGIN - height - _TITLE_AT)),
        title,
        Spacer(1, 6),
        _client(words.for_client.format(client=proposal.client_name)),
        Spacer(1, 8),
        text(number, style=_NUMBER),
        FrameBreak(),
        _figures(proposal, words, money),
        Spacer(1, 10),
        Rule(TEXT_WIDTH, LINE),
        Spacer(1, 14),
        _people(proposal, words),
        Spacer(1, 12),
        *_summary(proposal, words),
        PageBreak(),
    ]


def _client(words: str) -> Text:
    """The client's name in the largest type that fits; cut only where it would fill a page."""
    shown = words if len(words) <= _CLIENT_LIMIT else words[:_CLIENT_LIMIT].rstrip() + "…"
    for size in (17.0, 15.0, 13.0, 11.0, 9.5, 8.0):
        style = Style(
            "cover-client",
            parent=BODY,
            fontName=fonts.MEDIUM,
            fontSize=size,
            leading=size * 1.25,
            textColor=WHITE,
        )
        made = text(shown, style=style)
        if made.wrap(_TOP_WIDTH, 1e6)[1] <= _CLIENT_ROOM:
            break
    return made


def _figures(proposal: ProposalDocument, words: Words, money: Money) -> Flowable:
    """Two or three figures in large type: the benefit, the price, the last day."""
    shown = [(words.validity, day(proposal.valid_until, words.language))]
    if proposal.lines:
        shown.insert(0, (words.total_price, money.show(proposal.total)))
    if proposal.saving > 0:
        shown.insert(0, (words.saving, money.show(proposal.saving)))
    width = TEXT_WIDTH / len(shown)
    style = _figure_style([value for _, value in shown], width)
    cells = [[text(name, style=LABEL), text(value, style=style)] for name, value in shown]
    return layout([cells], [width] * len(shown))


def _figure_style(values: list[str], width: float) -> Style:
    """The type of the figures: the largest in which each stands on one line."""
    for size in (19.0, 17.0, 15.0, 13.0, 11.0):
        if all(fonts.width(value, fonts.LIGHT, size) <= width - 16 for value in values):
            break
    return Style("cover-figure", parent=FIGURE, fontSize=size, leading=25)


def _summary(proposal: ProposalDocument, words: Words) -> list[Flowable]:
    if not proposal.summary:
        return []
    style = LEAD if len(proposal.summary) <= 400 else BODY
    return [text(words.summary, style=LABEL), text(proposal.summary, style=style)]


def _people(proposal: ProposalDocument, words: Words) -> Flowable:
    manager = proposal.manager
    reach = " · ".join(filter(None, (manager.phone, manager.email)))
    return layout(
        [
            [
                [
                    text(words.prepared_for, style=LABEL),
                    text(strong(proposal.addressee or proposal.client_name[:_CLIENT_LIMIT])),
                ],
                [
                    text(words.prepared_by, style=LABEL),
                    text(*stacked(strong(manager.name), manager.position, soft(reach))),
                ],
            ]
        ],
        [TEXT_WIDTH / 2, TEXT_WIDTH / 2],
    )
