"""Changing what a planned contact is about; its time is another deed (see ``moving``)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from ...audit.operations import record
from ...core.db import db
from ...documents.models import DocumentVersion
from ...materials.models import MaterialVersion
from ...policy.enforce import Actor
from ..models import Handing, HandingState, Interaction, Scenario
from ..queries import client_held
from ..strategies import Motive, Strategy
from ..words import Purpose, Rank
from .colleagues import respect_colleagues
from .enclosing import enclose
from .materials import bring
from .moving import check_open
from .planning import join


def change(
    interaction: Interaction,
    *,
    actor: Actor,
    version: int,
    purpose: Purpose,
    purpose_text: str = "",
    structure: Sequence[str] = (),
    scenario: Scenario | None = None,
    strategies: Sequence[Strategy] = (),
    motives: Sequence[Motive] = (),
    need: str = "",
    contact_person_id: int | None = None,
    persons: Sequence[int] = (),
    seniors: Sequence[tuple[int, Rank]] = (),
    place: str = "",
    materials: Sequence[MaterialVersion] = (),
    enclosures: Sequence[DocumentVersion] = (),
    note: str = "",
    remind_minutes: int | None = None,
    subject: str = "",
    body: str = "",
    addressee: str = "",
) -> Interaction:
    """Write everything but time, length and room of a planned contact anew; return it. Its
    participants are loaded.

    A point that was ticked and is still there stays ticked. The place of a contact that holds a
    room stays the room's; a scenario keeps the version it was planned with. Refuses as
    :func:`plan`, and with :class:`Conflict` when it was changed meanwhile or is planned no more.
    """
    client = client_held(interaction.client_id, actor=actor, permission="interactions:plan")
    check_open(interaction, version)
    ticked = {interaction.structure[one] for one in interaction.ticked}
    points = [point for point in structure if point]
    interaction.purpose, interaction.purpose_text = purpose, purpose_text
    interaction.structure = points
    interaction.ticked = [number for number, point in enumerate(points) if point in ticked]
    if interaction.scenario_id != (scenario.id if scenario else None):
        interaction.scenario_id = scenario.id if scenario else None
        interaction.scenario_number = scenario.number if scenario else None
    interaction.strategies = [Strategy(one).value for one in strategies]
    interaction.motives = [Motive(one).value for one in motives]
    interaction.need = need
    interaction.contact_person_id = contact_person_id
    if interaction.booking_id is None:
        interaction.place = place
    interaction.note, interaction.remind_minutes = note, remind_minutes
    interaction.subject, interaction.body = subject, body
    interaction.addressee = addressee
    join(interaction, persons, seniors)
    flag_modified(interaction, "note")  # people alone are a change too
    db.session.flush()
    if seniors:
        respect_colleagues(interaction, field="seniors")
    _bring_only(interaction, materials)
    enclose(interaction, enclosures)
    record(
        "interaction:changed",
        actor=actor,
        obj=interaction,
        name=client.display_name,
        client_id=client.id,
        detail={"purpose": purpose.value},
    )
    return interaction


def _bring_only(interaction: Interaction, versions: Sequence[MaterialVersion]) -> None:
    wanted = {one.id: one for one in versions}
    is_its = sa.and_(
        Handing.interaction_id == interaction.id, Handing.state == HandingState.PLANNED
    )
    db.session.execute(
        sa.delete(Handing)
        .where(is_its, Handing.version_id.not_in(wanted or [0]))
        .execution_options(synchronize_session=False)
    )
    there = set(
        db.session.execute(
            sa.select(Handing.version_id).where(Handing.interaction_id == interaction.id)
        ).scalars()
    )
    bring(interaction, [one for key, one in wanted.items() if key not in there])
    db.session.flush()
