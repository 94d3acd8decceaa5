"""Changing what a planned contact is about; its time is another deed (see ``moving``)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from ...audit.operations import record
from ...core.db import db
from ...materials.models import MaterialVersion
from ...policy.enforce import Actor
from ..bringing import bring_papers
from ..models import Handing, HandingState, Interaction
from ..queries import client_held
from .colleagues import respect_colleagues
from .enclosing import enclose
from .materials import bring
from .matters import Matter, write
from .moving import check_open


def change(interaction: Interaction, matter: Matter, *, actor: Actor, version: int) -> Interaction:
    """Write everything but time, length and room of a planned contact anew; return it. Its
    participants are loaded.

    Refuses as :func:`plan`, and with :class:`Conflict` when it was changed meanwhile or is planned
    no more.
    """
    client = client_held(interaction.client_id, actor=actor, permission="interactions:plan")
    check_open(interaction, version)
    write(interaction, matter)
    flag_modified(interaction, "note")  # people alone are a change too
    db.session.flush()
    if matter.seniors:
        respect_colleagues(interaction, field="seniors")
    _bring_only(interaction, matter.materials)
    enclose(interaction, matter.enclosures)
    if matter.proposals is not None:
        bring_papers(interaction, matter.proposals, actor=actor)
    record(
        "interaction:changed",
        actor=actor,
        obj=interaction,
        name=client.display_name,
        client_id=client.id,
        detail={"purpose": matter.purpose.value},
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
