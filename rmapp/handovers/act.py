"""The act of transfer on paper: which clients went to whom, and who signs for it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from reportlab.platypus import Flowable, Spacer

from rmapp.core.papers import Signatory
from rmapp.core.pdf import Column, Paper, heading, render, soft, strong, table, text
from rmapp.core.pdf.archive import Facts
from rmapp.core.pdf.section import section, signatures
from rmapp.core.pdf.styles import BODY, H1, H2, RIGHT, TEXT_WIDTH
from rmapp.core.pdf.text import stacked
from rmapp.handovers.act_words import WORDS, ActWords, Language, day

PAGES = 600
"""An act names every client, so it may be long: about 10,000 clients."""


@dataclass(frozen=True)
class Transferred:
    """A client of the act. ``open_matters``: contacts, deals and tasks that went along."""

    code: str
    name: str
    category: str
    receiver: str
    open_matters: int = 0


@dataclass(frozen=True)
class Person:
    """Who signs: name and position."""

    name: str
    position: str


@dataclass(frozen=True)
class Act:
    """An act of transfer. ``counted``: how many clients the leaver had before it.

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
                words.intro.format(leaver=act.leaver.name, position=act.leaver.position),
                act.reason,
            )
        ),
        *_totals(act, words),
        *_clients(act, words),
        *_signatures(act, words),
    ]
    return render(story, paper)


def _totals(act: Act, words: ActWords) -> list[Flowable]:
    sums = act.by_receiver()
    matters = sum(one.open_matters for one in act.clients)
    columns = [
        Column(words.receiver, 0.56),
        Column(words.clients, 0.2, right=True),
        Column(words.matters, 0.24, right=True),
    ]
    rows = [
        [text(name), text(str(clients), style=RIGHT), text(str(open_), style=RIGHT)]
        for name, (clients, open_) in sums.items()
    ]
    totals = [
        [
            text(strong(name)),
            text(strong(str(clients)), style=RIGHT),
            text(strong(str(matters)), style=RIGHT),
        ]
        for name, clients in ((words.came_out, len(act.clients)), (words.went_in, act.counted))
    ]
    head = heading(words.totals, H2, key="totals", level=1)
    return section(head, table(columns, rows, width=TEXT_WIDTH, totals=totals))


def _clients(act: Act, words: ActWords) -> list[Flowable]:
    columns = [
        Column("№", 0.06),
        Column(words.code, 0.13),
        Column(words.client, 0.28),
        Column(words.category, 0.19),
        Column(words.receiver, 0.27),
        Column(words.matters_short, 0.07, right=True),
    ]
    categories = {"prospect": words.prospect, "client": words.served, "former": words.former}
    rows = [
        [
            text(soft(str(number))),
            text(soft(one.code)),
            text(one.name),
            text(categories.get(one.category, one.category)),
            text(one.receiver),
            text(str(one.open_matters), style=RIGHT),
        ]
        for number, one in enumerate(act.clients, 1)
    ]
    head = heading(words.list_of_clients, H2, key="clients", level=1)
    return section(head, table(columns, rows, width=TEXT_WIDTH, compact=True))


def _signatures(act: Act, words: ActWords) -> list[Flowable]:
    people = [
        Signatory(words.handed_over, act.leaver.position, act.leaver.name),
        *(Signatory(words.received, one.position, one.name) for one in act.receivers),
        *(Signatory(words.approved, one.position, one.name) for one in act.supervisors),
    ]
    dated = words.dated.format(year=act.date.year)
    head = heading(words.signatures, H2, key="signatures", level=1)
    blocks = signatures(people, dated, TEXT_WIDTH)
    statement = text(words.statement, style=BODY)
    return section(head, statement, Spacer(1, 10), *blocks, whole=len(people) <= 8)
