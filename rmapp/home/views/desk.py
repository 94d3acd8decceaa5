"""The supervisor's desk: exceptions first, every number leads to the list behind it (S2)."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core import clock
from ...policy.enforce import current_actor, requires
from .. import queries
from ..queries import Span
from ..rules import Need
from .day import bounds, contacts_chart, home, vocabulary


@home.get("/team")
@requires("team:watch")
def desk() -> ResponseReturnValue:
    """The managers of the team, or of ``?team=``: clients, plan of the week, what is missing,
    load. More than a page can show are folded by team."""
    actor = current_actor()
    today = clock.today(actor.zone)
    found = queries.desk_of(
        actor,
        Span(today, actor.zone),
        team=request.args.get("team", ""),
        after=request.args.get("after", ""),
    )
    place = found.place
    way: list[tuple[str, str | None]] = []
    if place:
        way.append((_("Team desk"), url_for("home.desk")))
        way += ((one.name, url_for("home.desk", team=one.public_id)) for one in place.above)
        way.append((place.name, None))
    return render_template(
        "home/desk.html",
        desk=found,
        total=found.total,
        team=place.public_id if place else None,
        way=way,
        today=today,
        chart=contacts_chart(found.weeks, width=640),
        narrow=contacts_chart(found.weeks),
        **vocabulary(),
    )


@home.get("/team/cases/<any(no_step, overdue, silent, promise, accept):what>")
@requires("team:watch")
def team_cases(what: str) -> ResponseReturnValue:
    """The list behind a number of the whole team, or of ``?team=``."""
    actor = current_actor()
    need = Need(what)
    page = queries.case_page(
        actor,
        queries.watched_ids(actor, request.args.get("team", "")),
        need,
        before=bounds(actor)[0],
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "home/cases.html", page=page, need=need, whose=None, team=True, **vocabulary()
    )
