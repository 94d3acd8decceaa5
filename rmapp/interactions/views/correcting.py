"""Correcting and undoing the outcome of a contact that is over (C5)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict

from ...clients.queries import reaches_client
from ...core.errors import Conflict
from ...core.forms import DeedForm, attempt
from ...policy.enforce import Actor, current_actor, reach, requires
from .. import operations, queries
from ..correcting_forms import CorrectForm, UndoForm
from ..followers import Hanging, hanging_on
from ..models import Interaction, InteractionState
from .contacts import PID, back_to, interactions, page
from .proposing import Ended, around


@interactions.route(f"/{PID}/correct", methods=["GET", "POST"])
@requires("interactions:correct")
def correct(public_id: str) -> ResponseReturnValue:
    """Give a contact that is over another outcome, with the reason."""
    interaction, hanging = _over(public_id)
    form = CorrectForm(version=interaction.version)
    form.offer(interaction.kind)
    form.hang(hanging)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.correct_outcome(
            interaction,
            form.correction(),
            actor=current_actor(),
            version=form.version_number,
            reason=form.reason.data,
            taken_back=form.taken_back.data or [],
        ),
    ):
        flash(_("The outcome is corrected."), "ok")
        return redirect(back_to(interaction))
    if not form.is_submitted():
        form.fill(interaction)
    said = around(Ended.of(interaction)) | {"number": interaction.contact_number}
    return page(
        "correct",
        form=form,
        interaction=interaction,
        staying=[one for one in hanging if one.stays],
        is_last=queries.is_last_contact(interaction),
        back=back_to(interaction),
        **said,
    )


@interactions.route(f"/{PID}/undo", methods=["GET", "POST"])
@requires("interactions:correct")
def undo(public_id: str) -> ResponseReturnValue:
    """Take the outcome of a contact away, with the reason."""
    interaction, hanging = _over(public_id)
    form = UndoForm(version=interaction.version)
    form.hang(hanging)
    if form.validate_on_submit() and attempt(
        form,
        lambda: operations.undo_outcome(
            interaction,
            actor=current_actor(),
            version=form.version_number,
            reason=form.reason.data,
            taken_back=form.taken_back.data or [],
        ),
    ):
        flash(_("The outcome is undone."), "ok")
        return redirect(back_to(interaction))
    if not form.is_submitted():
        form.taken_back.data = [one.key for one in hanging if not one.stays]
    return page(
        "undo",
        form=form,
        interaction=interaction,
        staying=[one for one in hanging if one.stays],
        was_planned=queries.was_planned(interaction),
        back=back_to(interaction),
    )


def say_recorded(interaction: Interaction, words: str, *, actor: Actor) -> None:
    """Tell that an outcome is recorded, with the way to take it back at once for who may."""
    told: dict[str, Any] = {"text": words}
    asked, may = "interactions:record", "interactions:correct"
    if reach(actor, may) is reach(actor, asked) or reaches_client(
        actor, may, interaction.client_id
    ):
        told["undo_url"] = url_for(
            "interactions.take_back",
            public_id=interaction.public_id,
            version=interaction.version,
            back=request.values.get("back"),
        )
    flash(told, "ok")  # type: ignore[arg-type]


@interactions.post(f"/{PID}/take-back")
@requires("interactions:correct")
def take_back(public_id: str) -> ResponseReturnValue:
    """Undo an outcome just recorded by mistake in one press, with all it brought about, unless the
    contact was changed after ``?version=``. What cannot go with it is shown first."""
    actor = current_actor()
    interaction = queries.interaction_of(public_id, actor=actor, permission="interactions:correct")
    deed = DeedForm(formdata=CombinedMultiDict([request.form, request.args]))
    there = redirect(back_to(interaction))
    if interaction.state is not InteractionState.DONE:
        flash(_("This contact has no outcome: somebody has undone it."), "warn")
        return there
    hanging = hanging_on(interaction, actor=actor)
    if interaction.version != deed.version_number or any(one.stays for one in hanging):
        flash(_("More has happened with this contact since. Look what would be undone."), "warn")
        return redirect(
            url_for("interactions.undo", public_id=public_id, back=request.args.get("back"))
        )
    if deed.validate_on_submit() and attempt(
        deed,
        lambda: operations.undo_outcome(
            interaction,
            actor=actor,
            version=deed.version_number,
            reason=_("Recorded by mistake, taken back at once."),
            taken_back=[one.key for one in hanging],
        ),
    ):
        flash(_("The outcome is undone, with what it brought about."), "ok")
    for words in deed.form_errors:
        flash(words, "bad")
    return there


def _over(public_id: str) -> tuple[Interaction, list[Hanging]]:
    """The contact, which is over, and everything that hangs on its outcome."""
    actor = current_actor()
    interaction = queries.interaction_of(public_id, actor=actor, permission="interactions:correct")
    if interaction.state is not InteractionState.DONE:
        raise Conflict(_("This contact has no outcome: somebody has undone it."))
    return interaction, hanging_on(interaction, actor=actor)
