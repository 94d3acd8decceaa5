"""The act of transfer on paper: which clients went to whom, and who signs for it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from ..core.papers import Signatory
from ..core.pdf import Column, Paper, heading, render, soft, strong, table, text
from ..core.pdf.archive import Facts
from ..core.pdf.section import section, signatures
from ..core.pdf.styles import BODY, DENSE, DENSE_RIGHT, H1, H2, RIGHT, TEXT_WIDTH, Style
from ..core.pdf.text import stacked
from .act_words import WORDS, ActWords, Language, count, day

PAGES = 600
"""An act names every client, so it may be long: 2,000 clients take some 25 pages."""
GAP = 0.03
"""Between the two clients of a line, as a part of its width: a number is not read with the next."""
SOME = 70
"""So much room, in points, has a list at the foot of a page, or it begins on the next."""
CATEGORIES = ("client", "prospect", "former", "beside")
CAPTION = Style("caption", parent=BODY, spaceBefore=8, spaceAfter=3)


@dataclass(frozen=True)
class Transferred:
    """A client of the act. ``category``: the name of a VIP's tier, else the stage (a code), or
    ``beside`` where the leaver was deputy or specialist.

    ``open_matters``: how many contacts, deals and tasks went along; ``detail``: which, in words,
    for a VIP.
    """

    code: str
    name: str
    category: str
    receiver: str
    open_matters: int = 0
    is_vip: bool = False
    detail: str = ""


@dataclass(frozen=True)
class Person:
    """Who signs: name and position."""

    name: str
    position: str


@dataclass(frozen=True)
class Act:
    """An act of transfer. ``counted``: how many clients of the leaver go along; ``stays``: how many
    more the leaver had, left out by choice; ``until``: the day a substitution is over; ``stands``:
    why it is no act of what is (a key of ``ActWords.stands``), and the day since when.

    Two supervisors sign where VIPs are among the clients or many move.
    """

    bank: str
    number: str
    date: dt.date
    at: dt.datetime
    reason: str
    leaver: Person
    receivers: tuple[Person, ...]
    supervisors: tuple[Person, ...]
    clients: tuple[Transferred, ...]
    counted: int
    language: Language
    stays: int = 0
    until: dt.date | None = None
    stands: tuple[str, dt.date | None] | None = None

    def __post_init__(self) -> None:
        if self.counted != len(self.clients):
            raise ValueError(f"{self.counted} clients go in, {len(self.clients)} come out")

    def by_receiver(self) -> Mapping[str, tuple[int, int]]:
        """For each receiver: clients and open matters, in the receivers' order."""
        clients = Counter(one.receiver for one in self.clients)
        matters: Counter[str] = Counter()
        for one in self.clients:
            matters[one.receiver] += one.open_matters
        names = dict.fromkeys([*(one.name for one in self.receivers), *clients])
        return {name: (clients[name], matters[name]) for name in names}


def draw_act(act: Act) -> bytes:
    """The act as PDF: the same bytes for the same data.

    ValueError (at the making of the act): what goes in is not what comes out. Refuses a field of
    more than 5,000 characters and more than ``PAGES`` pages (``TooLarge``).
    """
    words = WORDS[act.language]
    title = words.title.format(number=act.number)
    paper = Paper(
        facts=Facts(
            title=title,
            author=act.leaver.name,
            subject=words.subject.format(leaver=act.leaver.name),
            language=act.language,
            at=act.at,
        ),
        footer=f"{act.bank} · {title}",
        numbering=lambda page, of: words.page.format(page=page, pages=of),
        limit=PAGES,
    )
    story = [
        heading(title, H1, key="act"),
        text(
            *stacked(
                soft(f"{act.bank} · {day(act.date, act.language)}"),
                words.intro.format(leaver=act.leaver.name, position=_amid(act.leaver.position)),
                _why(act, words),
                strong(_stands(act, words)),
            )
        ),
        *_totals(act, words),
        *_clients(act, words),
        *_signatures(act, words),
    ]
    return render(story, paper)


def _why(act: Act, words: ActWords) -> str:
    if act.until is None:
        return act.reason
    return f"{act.reason}, {words.until.format(day=day(act.until, act.language))}"


def _amid(position: str) -> str:
    """A position in the middle of a sentence: «персональный менеджер», but «VIP-менеджер»."""
    return position[:1].lower() + position[1:] if position[1:2].islower() else position


def _stands(act: Act, words: ActWords) -> str:
    """What makes it no act of what is: a draft, or what went back since."""
    if act.stands is None:
        return ""
    code, on = act.stands
    return words.stands[code].format(day=day(on, act.language) if on is not None else "")


def _totals(act: Act, words: ActWords) -> list[Flowable]:
    sums, said = act.by_receiver(), partial(count, language=act.language)
    matters = sum(one.open_matters for one in act.clients)
    columns = [
        Column(words.receiver, 0.56),
        Column(words.clients, 0.2, right=True),
        Column(words.matters, 0.24, right=True),
    ]
    rows = [
        [text(name), text(said(clients), style=RIGHT), text(said(open_), style=RIGHT)]
        for name, (clients, open_) in sums.items()
    ]
    totals = [
        [
            text(strong(name)),
            text(strong(said(clients)), style=RIGHT),
            text(strong(open_), style=RIGHT),
        ]
        for name, clients, open_ in (
            (words.came_out, len(act.clients), said(matters)),
            *([(words.stays, act.stays, "")] if act.stays else []),
            (words.went_in, act.counted + act.stays, "" if act.stays else said(matters)),
        )
    ]
    head = heading(words.totals, H2, key="totals", level=1)
    return section(head, table(columns, rows, width=TEXT_WIDTH, totals=totals))


def _clients(act: Act, words: ActWords) -> list[Flowable]:
    """Receiver by receiver: VIPs with what goes along, a line each; the others by name, two in a
    line, with the number of their open matters. Every client has its place in one numbering."""
    story: list[Flowable] = []
    place = 0
    for number, (name, (many, _matters)) in enumerate(act.by_receiver().items(), 1):
        if not many:
            continue
        mine = [one for one in act.clients if one.receiver == name]
        title = words.list_of.format(receiver=name, number=count(many, act.language))
        tables: list[Flowable] = []
        by_kind: dict[tuple[bool, str], list[Transferred]] = {}
        for one in sorted(mine, key=_order):
            by_kind.setdefault((one.is_vip, one.category), []).append(one)
        for (is_vip, category), some in by_kind.items():
            draw = _in_detail if is_vip else _in_pairs
            tables += [
                CondPageBreak(SOME),
                _caption(category, count(len(some), act.language), words),
            ]
            tables.append(draw(some, place, words))
            place += len(some)
        head = heading(title, H2, key=f"clients-{number}", level=1)
        story += [CondPageBreak(2 * SOME), head, *tables[1:]]
    return story


def _order(one: Transferred) -> tuple[bool, int]:
    """VIPs first, then clients, prospects, former ones; each in the order given."""
    known = CATEGORIES.index(one.category) if one.category in CATEGORIES else len(CATEGORIES)
    return not one.is_vip, known


def _caption(category: str, many: str, words: ActWords) -> Flowable:
    name = words.categories.get(category, category)
    return text(strong(name), soft(f" · {many}"), style=CAPTION)


def _in_detail(some: Sequence[Transferred], after: int, words: ActWords) -> Flowable:
    columns = [
        Column(words.place, 0.07),
        Column(words.client, 0.36),
        Column(words.code, 0.12),
        Column(words.matters, 0.45),
    ]
    rows = [
        [
            text(soft(str(number)), style=DENSE),
            text(one.name, style=DENSE),
            text(soft(one.code), style=DENSE),
            text(one.detail or str(one.open_matters or "—"), style=DENSE),
        ]
        for number, one in enumerate(some, after + 1)
    ]
    return table(columns, rows, width=TEXT_WIDTH, compact=True)


def _in_pairs(some: Sequence[Transferred], after: int, words: ActWords) -> Flowable:
    one_side = [
        Column(words.place, 0.067),
        Column(words.client, 0.25),
        Column(words.code, 0.102),
        Column(words.matters_short, 0.066, right=True),
    ]
    cells = [
        [
            text(soft(str(number)), style=DENSE),
            text(one.name, style=DENSE),
            text(soft(one.code), style=DENSE),
            text(str(one.open_matters or "—"), style=DENSE_RIGHT),
        ]
        for number, one in enumerate(some, after + 1)
    ]
    if len(cells) % 2:
        cells.append([text("", style=DENSE) for _ in one_side])
    rows = [
        [*left, text("", style=DENSE), *right]
        for left, right in zip(cells[::2], cells[1::2], strict=True)
    ]
    return table([*one_side, Column("", GAP), *one_side], rows, width=TEXT_WIDTH, air=1.2)


def _signatures(act: Act, words: ActWords) -> list[Flowable]:
    people = [
        Signatory(words.handed_over, act.leaver.position, act.leaver.name),
        *(Signatory(words.received, one.position, one.name) for one in act.receivers),
        *(Signatory(words.approved, one.position, one.name) for one in act.supervisors),
    ]
    dated = words.dated.format(year=act.date.year)
    head = heading(words.signatures, H2, key="signatures", level=1)
    blocks = signatures(people, dated, TEXT_WIDTH)
    said = words.statement_of_some if act.stays else words.statement
    statement = text(said, style=BODY)
    return section(head, statement, Spacer(1, 10), *blocks, whole=len(people) <= 8)
