"""Changing what a planned contact is about."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from ...core.errors import Conflict
from ...core.forms import attempt
from ...core.i18n import reader_language
from ...policy.enforce import current_actor, requires
from .. import operations, queries, words
from ..bringing import papers_of, with_papers
from ..models import Interaction, InteractionState
from ..planning_forms import MatterForm
from ..strategies import MOTIVES, STRATEGIES
from .contacts import PID, back_to, interactions
from .preparing import matter_of, may_hand_in, offer, offer_for, tell_renamed
from .writing import BODY


@interactions.route(f"/{PID}/edit", methods=["GET", "POST"])
@requires("interactions:plan", body=BODY)
def edit(public_id: str) -> ResponseReturnValue:
    """Everything of a planned contact but its time and room."""
    actor = current_actor()
    whole = (
        *queries.WITH_PEOPLE,
        *queries.WITH_MATERIALS,
        *queries.WITH_FILES,
        joinedload(Interaction.scenario),
        with_papers(),
    )
    interaction = queries.interaction_of(
        public_id, actor=actor, permission="interactions:plan", options=whole
    )
    if interaction.state is not InteractionState.PLANNED:
        raise Conflict(_("This contact is not planned any more: somebody has dealt with it."))
    client = interaction.client
    found = offer_for(client, interaction.kind, interaction.purpose, actor=actor)
    found.keep(interaction, actor)
    brought = [one.key for one in papers_of(interaction, actor=actor)]
    form = MatterForm(version=interaction.version, proposals=brought, **_as_it_is(interaction))
    offer(form, found, actor=actor)

    def keep() -> None:
        matter = matter_of(form, found, client, actor=actor)
        operations.change(interaction, matter, actor=actor, version=form.version_number)
        tell_renamed(form, matter)

    if form.validate_on_submit() and attempt(form, keep):
        flash(_("The contact is changed."), "ok")
        return redirect(back_to(interaction))
    return render_template(
        "interactions/edit.html",
        form=form,
        interaction=interaction,
        client=client,
        kind=interaction.kind,
        library=found.for_purpose(form.purpose.data),
        speech=reader_language(),
        strategies=STRATEGIES,
        motives=MOTIVES,
        may_hand_in=may_hand_in(actor),
        back=back_to(interaction),
        words=words,
    )


def _as_it_is(interaction: Interaction) -> dict[str, Any]:
    people = interaction.participants
    ranks = [one.rank.value for one in people if one.rank is not None]
    lines = (
        "strategies", "motives", "need", "place", "subject", "body", "addressee",
    )  # fmt: skip
    return {
        **{name: getattr(interaction, name) for name in lines},
        "purpose_text": interaction.goal,
        "structure": interaction.points,
        "note": interaction.told,
        "purpose": interaction.purpose.value,
        "scenario": interaction.scenario.public_id if interaction.scenario else "",
        "contact_person": str(interaction.contact_person_id or ""),
        "persons": [str(one.contact_person_id) for one in people if one.contact_person_id],
        "seniors": [str(one.employee_id) for one in people if one.employee_id],
        **({"rank": ranks[0]} if ranks else {}),
        "remind": str(interaction.remind_minutes or ""),
        "materials": [one.version.public_id for one in interaction.handings],
        "enclosed": [one.version.public_id for one in interaction.enclosures],
    }
