"""The economics of VIP service on paper, with the picture of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_babel import gettext as _
from reportlab.platypus import Flowable, Spacer

from ...core.formatting import day, money, number, percent
from ...core.pdf import Column, drawing, heading, render, soft, table, text
from ...core.pdf.section import section
from ...core.pdf.styles import H1, H2, READING, RIGHT, TEXT_WIDTH
from ...core.pdf.text import Text
from .. import words
from ..economics import chart_of
from ..queries import Worth
from ..rules import reason_of
from .base import bank_here, sheet


def draw_economics(
    whole: Worth,
    managers: Sequence[Worth],
    losing: Sequence[Worth],
    *,
    version: int,
    at: dt.datetime,
) -> bytes:
    """What all bring and cost, by manager, and who is not worth the terms and why."""
    title = _("Economics of VIP service")
    brings = whole.cost.profit + whole.cost.fee
    share = f" ({percent(whole.cost.total / brings)})" if brings > 0 else ""
    story: list[Flowable] = [
        heading(title, H1, key="economics"),
        text(
            soft(
                f"{bank_here()} · {day(at, 'long')} · "
                + _("12 months, by the terms of version %(number)s", number=version)
            )
        ),
        Spacer(1, 8),
        text(
            _(
                "%(count)s VIP clients bring %(brings)s; their terms cost %(cost)s%(share)s and"
                " leave %(net)s. Not worth their terms: %(losing)s.",
                count=number(whole.clients),
                brings=money(brings),
                cost=money(whole.cost.total),
                share=share,
                net=money(whole.cost.net),
                losing=number(whole.losing),
            ),
            style=READING,
        ),
        drawing(chart_of(whole, managers, width=640), TEXT_WIDTH),
    ]
    if managers:
        story += section(
            heading(_("By manager"), H2, key="managers", level=1), _managers(managers, whole)
        )
    if losing:
        columns = [
            Column(_("Client"), 0.26),
            Column(_("Manager"), 0.18),
            Column(_("Left"), 0.18, right=True),
            Column(_("Why not worth it"), 0.38),
        ]
        lines = [
            [
                text(one.name),
                text(one.manager_name or "—"),
                text(money(one.cost.net), style=RIGHT),
                text(words.why_not_worth(one.cost, reason_of(one.cost, is_known=one.is_known))),
            ]
            for one in losing
        ]
        story += section(
            heading(_("Not worth their terms"), H2, key="losing", level=1),
            table(columns, lines, width=TEXT_WIDTH, compact=True),
        )
    return render(story, sheet(title, at=at))


def _managers(managers: Sequence[Worth], whole: Worth) -> Flowable:
    columns = [
        Column(_("Manager"), 0.22), Column("VIP", 0.06, right=True),
        Column(_("Bring"), 0.2, right=True), Column(_("Cost"), 0.2, right=True),
        Column(_("Left"), 0.2, right=True), Column(_("Not worth it"), 0.12, right=True),
    ]  # fmt: skip

    def row(one: Worth, name: str) -> list[Text]:
        figures = (
            number(one.clients),
            money(one.cost.profit + one.cost.fee),
            money(one.cost.total),
            money(one.cost.net),
            number(one.losing),
        )
        return [text(name), *(text(value, style=RIGHT) for value in figures)]

    return table(
        columns,
        [row(one, one.name or _("nobody")) for one in managers],
        width=TEXT_WIDTH,
        totals=[row(whole, _("All"))],
        compact=True,
    )
