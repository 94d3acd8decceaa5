"""All handovers somebody may see."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ...policy.enforce import can, current_actor, requires
from .. import queries
from ..forms import REASONS
from ..words import STATES
from .wizard import handovers


@handovers.get("/")
@requires("handovers:read")
def listing() -> ResponseReturnValue:
    """Handovers, newest first."""
    actor = current_actor()
    person = request.args.get("person", "")[:16]
    page = queries.listing(actor, person=person, cursor=request.args.get("cursor"))
    return render_template(
        "handovers/listing.html",
        page=page,
        sizes=queries.sizes(page.rows, actor),
        person=person,
        reasons=REASONS,
        states=STATES,
        declined=queries.count_declined(actor) if can(actor, "handovers:make") else 0,
        late=queries.count_late(actor) if can(actor, "handovers:make") else 0,
    )
