"""The list of personal managers, and the list of VIP clients with criterion, evidence, manager."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from reportlab.platypus import Flowable, Spacer

from ...core.formatting import day, number
from ...core.pdf import Column, heading, render, soft, strong, table, text
from ...core.pdf.section import section
from ...core.pdf.styles import DENSE, H1, H2, RIGHT, TEXT_WIDTH
from ...core.pdf.text import stacked
from .base import bank_here, sheet


@dataclass(frozen=True)
class Manager:
    """A personal manager as the list names them."""

    name: str
    about: str  # position, branch, specialisation, languages
    vips: int
    clients: int
    points: int
    capacity: int
    is_certified: bool


@dataclass(frozen=True)
class Listed:
    """A VIP client as the list names it; ``why``: criterion, required and actual, line by line."""

    name: str
    tier: str
    since: dt.date | None
    version: int | None
    why: Sequence[str]
    manager: str


def draw_managers(rows: Sequence[Manager], *, at: dt.datetime) -> bytes:
    """The list of personal managers as PDF."""
    title = _("List of personal managers")
    columns = [
        Column(_("Manager"), 0.25),
        Column(_("About"), 0.26),
        Column(_("Serves VIP"), 0.12),
        Column("VIP", 0.08, right=True),
        Column(_("Clients"), 0.12, right=True),
        Column(_("Load / capacity"), 0.17, right=True),
    ]
    lines = [
        [
            text(one.name),
            text(soft(one.about)),
            text(_("yes") if one.is_certified else "—"),
            text(number(one.vips), style=RIGHT),
            text(number(one.clients), style=RIGHT),
            text(f"{number(one.points)} / {number(one.capacity)}", style=RIGHT),
        ]
        for one in rows
    ]
    story: list[Flowable] = [
        heading(title, H1, key="managers"),
        text(soft(" · ".join((bank_here(), day(at, "long"), _("load in points"))))),
        Spacer(1, 10),
        table(columns, lines, width=TEXT_WIDTH, compact=True),
    ]
    return render(story, sheet(title, at=at))


def draw_clients(rows: Sequence[Listed], *, at: dt.datetime, is_cut: bool = False) -> bytes:
    """The list of VIP clients as PDF: by what criterion, on what evidence, served by whom.

    ``is_cut``: there are more, and the paper says so.
    """
    title = _("List of VIP clients")
    tiers = Counter(one.tier for one in rows)
    sums = " · ".join(f"{tier}: {number(many)}" for tier, many in tiers.most_common())
    columns = [
        Column(_("No."), 0.07),
        Column(_("Client"), 0.22),
        Column(_("Tier"), 0.175),
        Column(_("Criterion and evidence"), 0.345),
        Column(_("Personal manager"), 0.19),
    ]
    lines = [
        [
            text(soft(str(place)), style=DENSE),
            text(one.name, style=DENSE),
            text(
                *stacked(
                    strong(one.tier),
                    _("since %(day)s", day=day(one.since, "d MMM y")) if one.since else "",
                    soft(_("v. %(number)s", number=one.version)) if one.version else "",
                ),
                style=DENSE,
            ),
            text("\n".join(one.why) or "—", style=DENSE),
            text(one.manager or "—", style=DENSE),
        ]
        for place, one in enumerate(rows, 1)
    ]
    story: list[Flowable] = [
        heading(title, H1, key="clients"),
        text(soft(f"{bank_here()} · {day(at, 'long')}")),
        text(_("Clients: %(count)s", count=number(len(rows))), soft(f" · {sums}" if sums else "")),
    ]
    if is_cut:
        story.append(text(_("There are more clients than this paper holds.")))
    head = heading(_("Clients by name"), H2, key="list", level=1)
    story += section(head, table(columns, lines, width=TEXT_WIDTH, compact=True))
    return render(story, sheet(title, at=at))
