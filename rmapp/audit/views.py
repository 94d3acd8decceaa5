"""The auditor's pages: the trail and one entry. Nothing here changes anything."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..core.errors import NotFound
from ..policy.enforce import requires
from . import queries, shown

audit = Blueprint("audit", __name__, url_prefix="/audit")
blueprints = [audit]


@audit.get("/")
@requires("audit:read")
def trail() -> ResponseReturnValue:
    """The trail, newest first."""
    actor = request.args.get("actor", type=int)
    wanted = queries.Filter(
        actor_id=actor if actor is not None and 0 < actor < 2**63 else None,
        tag=request.args.get("tag", "")[:64],
        text=request.args.get("text", "")[:100],
    )
    return render_template(
        "audit/trail.html",
        page=queries.entries(wanted, cursor=request.args.get("cursor")),
        wanted=wanted,
        tags=sorted(((tag, shown.deed(tag)) for tag in queries.tags()), key=lambda one: one[1]),
        deed=shown.deed,
    )


@audit.get("/<int(max=9223372036854775807):number>")
@requires("audit:read")
def show(number: int) -> ResponseReturnValue:
    """One entry with its detail and its place in the chain."""
    entry = queries.entry(number)
    if entry is None:
        raise NotFound(_("There is no such entry."))
    return render_template(
        "audit/show.html", entry=entry, deed=shown.deed(entry.tag), lines=shown.lines(entry.detail)
    )
