"""The supervisor's desk: exceptions first, every number leads to the list behind it (S2)."""

from __future__ import annotations

import datetime as dt

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ...core import clock
from ...interactions.rules.times import day_bounds
from ...policy.enforce import current_actor, requires
from ...policy.table import ACQUISITION, PERSONAL
from .. import queries
from ..rules import Need
from .day import bounds, contacts_chart, home, vocabulary


@home.get("/team")
@requires("team:watch")
def desk() -> ResponseReturnValue:
    """The managers of the team: clients, plan of the week, what is missing, load."""
    actor = current_actor()
    today = clock.today(actor.zone)
    monday = today - dt.timedelta(days=today.weekday())
    week = (
        day_bounds(monday, actor.zone)[0],
        day_bounds(monday + dt.timedelta(days=6), actor.zone)[1],
    )
    found = queries.desk_of(actor, monday=monday, week=week, today=bounds(actor)[0])
    return render_template(
        "home/desk.html",
        desk=found,
        rows=found.rows,
        today=today,
        hunters=sum(row.load.role_code == ACQUISITION for row in found.rows),
        keepers=sum(row.load.role_code == PERSONAL for row in found.rows),
        chart=contacts_chart(found.weeks, width=640),
        narrow=contacts_chart(found.weeks),
        **vocabulary(),
    )


@home.get("/team/cases/<any(no_step, overdue, silent):what>")
@requires("team:watch")
def team_cases(what: str) -> ResponseReturnValue:
    """The list behind a number of the whole team."""
    actor = current_actor()
    need = Need(what)
    page = queries.case_page(
        actor,
        queries.watched_ids(actor),
        need,
        before=bounds(actor)[0],
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "home/cases.html", page=page, need=need, whose=None, team=True, **vocabulary()
    )
