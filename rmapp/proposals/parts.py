"""The tables and texts of a proposal."""

from __future__ import annotations

from reportlab.platypus import Flowable, KeepTogether, Spacer

from ..core.pdf import Column, fonts, heading, paragraphs, soft, strong, table, text
from ..core.pdf.section import section, signatures
from ..core.pdf.styles import H1, H2, RIGHT, SMALL, TEXT_WIDTH
from ..core.pdf.text import Text, stacked
from .content import PriceLine, ProposalDocument
from .words import Money, Words, count, day

_QUANTITY, _AIR = 0.22, 13.0
"""The part of the width that quantities take, and the air at the sides of a cell."""
_UNIT_SIZES = (8.2, 7.4, 6.6)
"""The sizes of units, the largest that fits first."""
_SHORT_TERMS = 700
"""Terms of so many characters are kept on one page with the signatures."""


def needs(proposal: ProposalDocument, words: Words) -> list[Flowable]:
    if not proposal.needs:
        return []
    grid = table(
        [
            Column(words.task, 0.33),
            Column(words.solution, 0.40),
            Column(words.terms_column, 0.27),
        ],
        [[text(n.task), text(strong(n.solution)), text(n.terms)] for n in proposal.needs],
        width=TEXT_WIDTH,
    )
    head = heading(words.needs, H1, key="needs")
    return [*section(head, text(words.needs_intro)), Spacer(1, 8), grid]


def prices(proposal: ProposalDocument, words: Words, money: Money) -> list[Flowable]:
    if not proposal.lines:
        return []
    columns = [
        Column(words.product, 1 - _QUANTITY - 0.4),
        Column(words.quantity, _QUANTITY, right=True),
        Column(words.price, 0.19, right=True),
        Column(words.amount, 0.21, right=True),
    ]
    rows = [
        [
            text(one.product),
            _quantity(one, words),
            text(money.show(one.price), style=RIGHT),
            text(money.show(one.amount), style=RIGHT),
        ]
        for one in proposal.lines
    ]
    totals: list[tuple[str, int]] = [(words.total, proposal.total)]
    if proposal.discount:
        subtotal = proposal.total + proposal.discount
        totals = [(words.subtotal, subtotal), (words.discount, -proposal.discount), *totals]
    last = len(totals) - 1
    grid = table(
        columns,
        rows,
        width=TEXT_WIDTH,
        totals=[
            [
                text(strong(name) if index == last else name),
                text(""),
                text(""),
                text(strong(money.show(sum_)) if index == last else money.show(sum_), style=RIGHT),
            ]
            for index, (name, sum_) in enumerate(totals)
        ],
    )
    first = not proposal.needs
    head = heading(words.prices, H1 if first else H2, key="prices", level=0 if first else 1)
    return section(head, grid)


def _quantity(one: PriceLine, words: Words) -> Text:
    """How many of what unit: on one line where that fits, else the unit whole on the next, in
    smaller type if need be."""
    number, unit = count(one.quantity, words.language), one.unit.replace(" ", "\u00a0")
    if not unit:
        return text(number, style=RIGHT)
    room = TEXT_WIDTH * _QUANTITY - _AIR
    beside = fonts.width(f"{number}\u00a0", RIGHT.fontName, RIGHT.fontSize)
    if beside + _wide(unit, _UNIT_SIZES[0]) <= room:
        return text(f"{number}\u00a0", soft(unit, _UNIT_SIZES[0]), style=RIGHT)
    fits = [size for size in _UNIT_SIZES if _wide(unit, size) <= room]
    beneath = soft(unit, fits[0]) if fits else soft(one.unit, _UNIT_SIZES[-1])
    return text(*stacked(number, beneath), style=RIGHT)


def _wide(unit: str, size: float) -> float:
    return fonts.width(fonts.printable(unit), RIGHT.fontName, size)


def steps(proposal: ProposalDocument, words: Words) -> list[Flowable]:
    if not proposal.steps:
        return []
    grid = table(
        [
            Column(words.number_sign, 0.07),
            Column(words.step, 0.45),
            Column(words.step_term, 0.2),
            Column(words.responsible, 0.28),
        ],
        [
            [text(strong(str(number))), text(one.action), text(one.term), text(one.responsible)]
            for number, one in enumerate(proposal.steps, 1)
        ],
        width=TEXT_WIDTH,
    )
    head = heading(words.steps, H1, key="steps")
    return [Spacer(1, 14), *section(head, grid)]


def closing(proposal: ProposalDocument, words: Words) -> list[Flowable]:
    """Terms, signatures and the bank's requisites; short terms stay with the signatures."""
    signed = _signed(proposal, words)
    terms = _terms(proposal, words)
    if signed and len(proposal.terms) <= _SHORT_TERMS and len(proposal.signatures) <= 4:
        return [KeepTogether([*terms, *signed]), *_requisites(proposal)]
    return [
        *section(terms[0], *terms[1:]),
        *([KeepTogether(signed)] if len(proposal.signatures) <= 6 else signed),
        *_requisites(proposal),
    ]


def _terms(proposal: ProposalDocument, words: Words) -> list[Flowable]:
    until = words.valid_until.format(date=day(proposal.valid_until, words.language))
    # A Russian date already ends with a full stop.
    last = text(until.rstrip(".") + ".")
    return [heading(words.terms, H2, key="terms", level=1), *paragraphs(proposal.terms), last]


def _signed(proposal: ProposalDocument, words: Words) -> list[Flowable]:
    if not proposal.signatures:
        return []
    dated = words.dated.format(year=proposal.date.year)
    head = heading(words.signatures, H2, key="signatures", level=1)
    return [head, *signatures(proposal.signatures, dated, TEXT_WIDTH)]


def _requisites(proposal: ProposalDocument) -> list[Flowable]:
    bank = proposal.bank
    about = " · ".join(filter(None, (bank.name, bank.address, bank.requisites, bank.licence)))
    return [Spacer(1, 8), text(about.replace("\n", " · "), style=SMALL)]
