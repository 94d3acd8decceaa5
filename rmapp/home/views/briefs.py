"""The briefs of a day's visits and meetings as one PDF: to be read the evening before (C3, C7)."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from ...audit import operations as audit
from ...card.brief import brief_of
from ...core import clock, seen
from ...interactions import queries as contacts
from ...interactions.bringing import with_papers
from ...interactions.rules.times import day_bounds, day_of
from ...policy.enforce import current_actor, requires
from .. import queries
from .day import home

#: Briefs drawn at once, one page each (ruling 22); the link leads on to those after them.
AT_ONCE = 5


@home.get("/day/briefs.pdf")
@requires("clients:read")
def briefs() -> ResponseReturnValue:
    """One page for each visit and meeting of ``?day=`` that is still to come, in their order;
    ``?after=`` so many of them. Every dossier in it counts as opened."""
    actor = current_actor()
    day = day_of(request.args.get("day", ""), clock.today(actor.zone))
    skipped = max(0, request.args.get("after", 0, type=int))
    planned = queries.to_meet(actor, actor.employee_id, *day_bounds(day, actor.zone))
    wanted = planned[skipped : skipped + AT_ONCE]
    if not wanted:
        said = format_date(day, "EEEE, d MMMM")
        flash(_("No visit and no meeting is planned: %(day)s.", day=said), "warn")
        return redirect(url_for("interactions.week", week=day.isoformat(), view="list"))
    whole = (*contacts.WITH_PEOPLE, *contacts.WITH_MATERIALS, with_papers())
    drawn = []
    for line in wanted:
        contact = contacts.interaction_of(line.public_id, actor=actor, options=whole)
        dossier, brief = brief_of(line.client_public_id, actor=actor, contact=contact)
        audit.opened(dossier.client.id, actor=actor)
        drawn.append(brief)
    seen.note(len(drawn))
    from ...card.brief.paper import draw_briefs  # loads what draws, see core.papers

    response = Response(draw_briefs(drawn), mimetype="application/pdf")
    name = f"briefs-{day.isoformat()}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
