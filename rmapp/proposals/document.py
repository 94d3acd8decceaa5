"""A commercial proposal on paper, drawn from plain data: no database, no request, no clock."""

from __future__ import annotations

from ..core.papers import Signatory
from ..core.pdf import Paper, render
from ..core.pdf.archive import Facts
from . import figures, parts
from .content import (
    Bank,
    Benefit,
    Manager,
    Need,
    Outlook,
    PriceLine,
    ProposalDocument,
    Step,
)
from .cover import cover, cover_story
from .words import WORDS, Words

__all__ = [
    "Bank",
    "Benefit",
    "Manager",
    "Need",
    "Outlook",
    "PriceLine",
    "ProposalDocument",
    "Signatory",
    "Step",
    "draw",
]


def draw(proposal: ProposalDocument) -> bytes:
    """The proposal as PDF: the same bytes for the same data.

    Refuses (``TooLarge``) a field of more than 5,000 characters and more than sixty pages.
    """
    words, money = WORDS[proposal.language], proposal.money()
    paper = Paper(
        facts=Facts(
            title=f"{words.kind} {words.number_sign} {proposal.number} — {proposal.client_name}",
            author=proposal.manager.name,
            subject=proposal.summary or words.kind,
            language=proposal.language,
            at=proposal.at,
        ),
        footer=_footer(proposal, words),
        numbering=lambda page, of: (
            words.page.format(page=page, pages=of) if page > 1 or of == 1 else ""
        ),
        cover=cover(words.draft if proposal.draft else ""),
    )
    story = [
        *cover_story(proposal, words, money),
        *parts.needs(proposal, words),
        *parts.prices(proposal, words, money),
        *figures.benefit(proposal, words, money),
        *parts.steps(proposal, words),
        *figures.outlook(proposal, words, money),
        *parts.closing(proposal, words),
    ]
    return render(story, paper)


def _footer(proposal: ProposalDocument, words: Words) -> str:
    name = proposal.client_name
    short = name if len(name) <= 48 else name[:47].rstrip() + "…"
    said = [f"{words.kind_short} {words.number_sign} {proposal.number}", short, words.not_an_offer]
    return " · ".join([words.draft, *said] if proposal.draft else said)
