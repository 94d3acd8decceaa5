"""The charts of a proposal: the benefit, and the outlook."""

from __future__ import annotations

from decimal import Decimal

from reportlab.platypus import Flowable, Spacer

from ..core.charts import Series, bars, donut, fold, line
from ..core.charts.chart import Chart
from ..core.pdf import drawing, heading, strong, text
from ..core.pdf.section import section
from ..core.pdf.styles import BODY, H2, SMALL, TEXT_WIDTH
from ..core.pdf.table import layout
from .content import Outlook, ProposalDocument
from .words import Language, Money, Words, count


def benefit(proposal: ProposalDocument, words: Words, money: Money) -> list[Flowable]:
    if not proposal.benefit:
        return []
    most = max(max(abs(one.now), abs(one.with_us)) for one in proposal.benefit)
    unit, divisor = _unit(most, words, money)
    chart = bars(
        words.benefit,
        [one.period for one in proposal.benefit],
        [
            Series(words.now, [one.now / divisor for one in proposal.benefit]),
            Series(words.with_us, [one.with_us / divisor for one in proposal.benefit]),
        ],
        height=228,
        number=lambda value: _number(value, words.language),
    )
    note = " ".join(filter(None, (words.benefit_note.format(unit=unit), proposal.benefit_note)))
    saved = [text(f"{words.saving}: ", strong(money.show(proposal.saving)), style=BODY)]
    return section(
        heading(words.benefit, H2, key="benefit", level=1),
        *(saved if proposal.saving > 0 else []),
        text(note, style=SMALL),
        Spacer(1, 8),
        drawing(chart, TEXT_WIDTH),
        whole=True,
    )


def _unit(most: int, words: Words, money: Money) -> tuple[str, int]:
    """In what unit a chart speaks: its name, and how many minor units it holds."""
    whole = most // money.unit
    if whole >= 10_000_000:
        return words.million.format(currency=money.symbol), money.unit * 1_000_000
    if whole >= 10_000:
        return words.thousand.format(currency=money.symbol), money.unit * 1_000
    return money.symbol, money.unit


def _number(value: float, language: Language) -> str:
    shown = Decimal(str(round(value, 1 if abs(value) < 100 else 0)))
    return count(shown, language).replace("-", "−")


def outlook(proposal: ProposalDocument, words: Words, money: Money) -> list[Flowable]:
    given = proposal.outlook
    amounts = [abs(value) for _, value in (*given.points, *given.parts)]
    if not amounts:
        return []
    unit, divisor = _unit(max(amounts), words, money)
    title = given.title or words.outlook
    both = bool(given.points and given.parts)
    figures = []
    if given.points:
        trend = _trend(given, title, divisor, words, wide=not both)
        figures.append(drawing(trend, TEXT_WIDTH * (0.5 if both else 1)))
    if given.parts:
        figures.append(drawing(_parts(given, divisor, words), TEXT_WIDTH * 0.47))
    return section(
        heading(f"{title}, {unit}", H2, key="outlook", level=1),
        layout([figures], [TEXT_WIDTH / len(figures)] * len(figures)),
        whole=True,
    )


def _trend(outlook: Outlook, title: str, divisor: int, words: Words, *, wide: bool) -> Chart:
    return line(
        title,
        [period for period, _ in outlook.points],
        [Series("", [value / divisor for _, value in outlook.points])],
        width=640 if wide else 320,
        height=200 if wide else 172,
        number=lambda value: _number(value, words.language),
    )


def _parts(outlook: Outlook, divisor: int, words: Words) -> Chart:
    total = sum(value for _, value in outlook.parts) / divisor
    return donut(
        words.structure,
        fold([(name, value / divisor) for name, value in outlook.parts], outlook.other or "…"),
        centre=_number(total, words.language),
        width=300,
        height=172,
        number=lambda value: _number(value, words.language),
    )
