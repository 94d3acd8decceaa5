"""The act of transfer: at once, or asked for and kept where it is long."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.errors import NotFound
from ...core.forms import DeedForm
from ...core.i18n import reader_language
from ...policy.enforce import current_actor, requires
from ...work.models import OPEN as AT_WORK
from ...work.shown import shown
from .. import operations, queries
from .wizard import PID, handovers


@handovers.get(f"/{PID}/act.pdf")
@requires("handovers:read")
def act(public_id: str) -> ResponseReturnValue:
    """The act; of a draft, as it would be; to a receiver their part of it. While a long one is not
    made a person is led to where it is asked for, a program is told."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor)
    content = operations.act_now(handover, language=reader_language(), actor=actor)
    if content is None:
        wanted = request.accept_mimetypes  # none: anything will do
        if not wanted or wanted.accept_html:
            return redirect(url_for("handovers.act_page", public_id=public_id))
        raise NotFound(_("There is no file yet."))
    name = f"act-{handover.public_id}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, content_type="application/pdf", headers=headers)


@handovers.get(f"/{PID}/act")
@requires("handovers:read")
def act_page(public_id: str) -> ResponseReturnValue:
    """What there is of the act, and how far it is."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor)
    part = queries.part_of(handover, actor)
    found = queries.act_file(handover, part, reader_language())
    kept, item = found or (None, None)
    return render_template(
        "handovers/act.html",
        handover=handover,
        kept=kept,
        is_fresh=kept is not None and operations.is_fresh(kept, handover),
        is_long=operations.is_long(handover, part),
        work=item,
        bar=shown(item) if item is not None and item.state.value != "done" else None,
        is_going=item is not None and item.state in AT_WORK,
        clients=queries.count_in_act(handover, part),
        deed=DeedForm(),
    )


@handovers.post(f"/{PID}/act")
@requires("handovers:read")
def ask_for_act(public_id: str) -> ResponseReturnValue:
    """Have it made."""
    actor = current_actor()
    handover = queries.handover_of(public_id, actor=actor)
    operations.ask_for_act(handover, language=reader_language(), actor=actor)
    return redirect(url_for("handovers.act_page", public_id=public_id))
