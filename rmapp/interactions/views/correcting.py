"""Correcting and undoing the outcome of a contact that is over (C5)."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...core.errors import Conflict
from ...core.forms import attempt
from ...policy.enforce import current_actor, requires
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


def _over(public_id: str) -> tuple[Interaction, list[Hanging]]:
    """The contact, which is over, and everything that hangs on its outcome."""
    actor = current_actor()
    interaction = queries.interaction_of(public_id, actor=actor, permission="interactions:correct")
    if interaction.state is not InteractionState.DONE:
        raise Conflict(_("This contact has no outcome: somebody has undone it."))
    return interaction, hanging_on(interaction, actor=actor)
