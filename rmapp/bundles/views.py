"""The page of a bundle: ask for it, see it being made, take it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..core.forms import DeedForm
from ..core.i18n import reader_language
from ..handovers.queries import handover_of
from ..policy.enforce import current_actor, requires
from ..work.shown import shown
from . import operations, queries

bundles = Blueprint("bundles", __name__, url_prefix="/handovers")
blueprints = [bundles]
PID = "<string(length=16):public_id>"


@bundles.get(f"/{PID}/bundle")
@requires("handovers:read")
def show(public_id: str) -> ResponseReturnValue:
    """What there is of it."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor)
    found = queries.bundle_of(handover, actor.employee_id, reader_language())
    item = found[1] if found else None
    return render_template(
        "bundles/show.html",
        handover=handover,
        bundle=found[0] if found else None,
        work=item,
        bar=shown(item) if item is not None and item.state.value != "done" else None,
        is_going=item is not None and item.state in operations.GOING,
        clients=queries.count_of(handover.id, actor.employee_id),
        most=queries.MOST,
        deed=DeedForm(),
    )


@bundles.post(f"/{PID}/bundle")
@requires("handovers:read")
def ask(public_id: str) -> ResponseReturnValue:
    """Have it made."""
    actor = current_actor()
    operations.ask(handover_of(public_id, actor=actor), language=reader_language(), actor=actor)
    return redirect(url_for("bundles.show", public_id=public_id))


@bundles.get(f"/{PID}/bundle.pdf")
@requires("handovers:read")
def file(public_id: str) -> ResponseReturnValue:
    """The PDF. While there is none a person is led to where it is asked for, a program is told."""
    actor = current_actor()
    handover = handover_of(public_id, actor=actor)
    found = queries.bundle_of(handover, actor.employee_id, reader_language())
    is_there = found is not None and found[0].sha256 is not None
    wanted = request.accept_mimetypes  # none: anything will do
    if not is_there and (not wanted or wanted.accept_html):
        flash(_("There is no file yet."), "warn")
        return redirect(url_for("bundles.show", public_id=public_id))
    response = Response(
        operations.fetch(handover, language=reader_language(), actor=actor),
        mimetype="application/pdf",
    )
    response.headers["Content-Disposition"] = f'inline; filename="briefs-{public_id}.pdf"'
    return response
