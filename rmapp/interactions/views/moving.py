"""Moving a planned contact to another time, and back."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict

from ...core.fields import read_moment
from ...core.forms import attempt
from ...policy.enforce import current_actor, requires
from ...rooms import queries as bank_rooms
from .. import operations, queries
from ..moving_forms import NO_ROOM, MoveForm
from .contacts import PID, back_to, interactions, page, room_of_contact
from .words import cautions_of


@interactions.route(f"/{PID}/move", methods=["GET", "POST"])
@requires("interactions:plan")
def move(public_id: str) -> ResponseReturnValue:
    """Another time for a planned contact; ``?at=`` proposes one (the client asked for it)."""
    actor = current_actor()
    interaction = queries.interaction_of(public_id, actor=actor, permission="interactions:plan")
    before: dict[str, Any] = {
        "at": interaction.planned_at.astimezone(ZoneInfo(actor.zone)).strftime("%Y-%m-%dT%H:%M"),
        "minutes": interaction.minutes,
    }
    form = MoveForm(
        at=_proposed(actor.zone) or interaction.planned_at,
        minutes=interaction.minutes,
        version=interaction.version,
    )
    own = room_of_contact(interaction)
    others = bank_rooms.rooms() if own else []
    form.offer(own, [one for one in others if own and one.id != own.id])
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.reschedule(
            interaction,
            actor=actor,
            version=form.version_number,
            at=form.at.data,
            minutes=form.minutes.data,
            reason=form.reason.data or "",
            room=next((one for one in others if one.public_id == form.room.data), None),
            without_room=form.room.data == NO_ROOM,
        ),
    ):
        back = back_to(interaction)
        words = {"text": _("The contact is moved.")}
        if not form.room.data:
            words["undo_url"] = url_for(
                "interactions.move_back",
                public_id=public_id,
                version=interaction.version,
                back=back,
                **before,
            )
        flash(words, "ok")  # type: ignore[arg-type]
        for caution in cautions_of(interaction):
            flash(caution, "warn")
        return redirect(back)
    return page("move", interaction=interaction, form=form, back=back_to(interaction))


def _proposed(zone: str) -> dt.datetime | None:
    """The time of ``?at=``, None when nothing that can be read is named."""
    try:
        return read_moment(request.args.get("at", ""), ZoneInfo(zone))
    except ValueError:
        return None


@interactions.post(f"/{PID}/move-back")
@requires("interactions:plan")
def move_back(public_id: str) -> ResponseReturnValue:
    """Undo a move: back to ``?at=`` for ``?minutes=``, unless it was changed since."""
    actor = current_actor()
    interaction = queries.interaction_of(public_id, actor=actor, permission="interactions:plan")
    form = MoveForm(formdata=CombinedMultiDict([request.form, request.args]))
    form.offer(None, ())
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.reschedule(
            interaction,
            actor=actor,
            version=form.version_number,
            at=form.at.data,
            minutes=form.minutes.data,
        ),
    ):
        flash(_("The contact is back at its time."), "ok")
    for reasons in form.errors.values():
        flash(reasons[0], "bad")
    return redirect(back_to(interaction))
