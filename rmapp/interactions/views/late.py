"""A form of an outcome that came late: by the back button, from a second tab (C5).

What was recorded meanwhile is told, and what was typed goes over into a correction.
"""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...clients.queries import reaches_client
from ...core.formatting import moment
from ...policy.enforce import Actor
from .. import queries
from ..correcting_forms import CorrectForm
from ..followers import hanging_on
from ..forms import OutcomeForm
from ..models import Interaction, InteractionState
from .contacts import back_to, page
from .proposing import Ended, around


def dealt_with(interaction: Interaction, *, actor: Actor) -> ResponseReturnValue:
    """The page of a contact that is not planned any more, instead of the form of its outcome.

    It says what was recorded. What was sent stands in the form that corrects, for those who may
    correct, else in a text to copy; it answers 409 then, and nothing is changed.
    """
    sent = request.method == "POST"
    done = interaction.state is InteractionState.DONE
    may = done and reaches_client(actor, "interactions:correct", interaction.client_id)
    values = _correcting(interaction, actor) if sent and may else {}
    shown = page(
        "late",
        interaction=interaction,
        following=queries.following(interaction),
        may_correct=may,
        typed=request.form.get("note", "") if sent else "",
        back=back_to(interaction),
        here=url_for("interactions.show", public_id=interaction.public_id),
        **values,
    )
    return (shown, 409) if sent else shown


def _correcting(interaction: Interaction, actor: Actor) -> dict[str, object]:
    form = CorrectForm(version=interaction.version)
    form.offer(interaction.kind)
    hanging = hanging_on(interaction, actor=actor)
    form.hang(hanging)
    form.version.data = str(interaction.version)
    said = around(Ended.of(interaction)) | {"number": interaction.contact_number}
    return {
        "form": form,
        "staying": [one for one in hanging if one.stays],
        "is_last": queries.is_last_contact(interaction),
        **said,
    }


def is_stale(form: OutcomeForm, interaction: Interaction) -> bool:
    """Whether the contact was changed since ``form`` was drawn. It says so then and takes the new
    version: what was typed is sent once more."""
    if not form.is_submitted() or form.version_number == interaction.version:
        return False
    form.version.data = str(interaction.version)
    words = _(
        "This contact was changed meanwhile; it stands at %(when)s. Look, and record once more.",
        when=moment(interaction.planned_at, "EEE d MMM, HH:mm"),
    )
    form.form_errors = [*form.form_errors, words]
    return True
