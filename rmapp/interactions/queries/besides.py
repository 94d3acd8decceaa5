"""What is read with a contact where its page needs it: in the statement of the contact itself."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, with_expression

from ...documents.models import DocumentVersion
from ...materials.models import MaterialVersion
from ..models import Enclosure, Handing, Interaction, InteractionState, Participant

#: Who takes part.
WITH_PEOPLE = (
    joinedload(Interaction.participants).options(
        joinedload(Participant.employee), joinedload(Participant.contact_person)
    ),
)
#: The files that go with a letter.
WITH_FILES = (
    joinedload(Interaction.enclosures)
    .joinedload(Enclosure.version)
    .joinedload(DocumentVersion.document),
)
#: What is brought: few rows times few.
WITH_MATERIALS = (
    joinedload(Interaction.handings).options(
        joinedload(Handing.version).joinedload(MaterialVersion.material),
        joinedload(Handing.contact_person),
    ),
)


def _planned_before() -> sa.ScalarSelect[int]:
    other = aliased(Interaction)
    return (
        sa.select(sa.func.count(other.id))
        .where(
            other.client_id == Interaction.client_id,
            other.state == InteractionState.PLANNED,
            other.planned_at < Interaction.planned_at,
        )
        .correlate(Interaction)
        .scalar_subquery()
    )


#: With a contact, how many others of its client are planned before it.
WITH_ORDER = with_expression(Interaction.planned_before, _planned_before())
