"""What a contact is about, who takes part, what goes with it: handed in as one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import ContactPerson
from ...core.db import db
from ...core.errors import Invalid
from ...documents.models import DocumentVersion
from ...materials.models import MaterialVersion
from ...staff.models import Employee
from ..models import Interaction, Participant, Scenario
from ..models.spoken import kept_of
from ..strategies import Motive, Strategy
from ..words import Purpose, Rank


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Everything of a contact but its client, kind, time and room.

    ``persons``: keys of further contact persons; ``seniors``: colleagues taken along, with their
    rank; ``materials``: to bring; ``enclosures``: files of the client's documents that go with a
    letter; ``proposals``: public ids of those to bring, None leaves them as they are; ``place``: a
    room that is held stands above it.
    """

    purpose: Purpose = Purpose.OTHER
    purpose_text: str = ""
    structure: Sequence[str] = ()
    scenario: Scenario | None = None
    strategies: Sequence[Strategy] = ()
    motives: Sequence[Motive] = ()
    need: str = ""
    contact_person_id: int | None = None
    persons: Sequence[int] = ()
    seniors: Sequence[tuple[int, Rank]] = ()
    place: str = ""
    materials: Sequence[MaterialVersion] = ()
    enclosures: Sequence[DocumentVersion] = ()
    proposals: Sequence[str] | None = None
    note: str = ""
    remind_minutes: int | None = None
    subject: str = ""
    body: str = ""
    addressee: str = ""
    spoken: Mapping[str, Any] = field(default_factory=dict)  # in both languages, see models.spoken


UNSAID = Matter()
_AS_GIVEN = (
    "purpose", "purpose_text", "need", "contact_person_id", "note", "remind_minutes", "subject",
    "body", "addressee",
)  # fmt: skip


def write(interaction: Interaction, matter: Matter) -> None:
    """Put ``matter`` into the contact; its participants are loaded, things to bring come apart.

    A point that was ticked and is still there stays ticked; a scenario keeps the version it was
    chosen with. Refuses with :class:`Invalid` people who are not of this client or of the bank.
    """
    known = interaction.spoken or {}
    for name in _AS_GIVEN:
        setattr(interaction, name, getattr(matter, name))
    _speak(interaction, matter, known)
    scenario = matter.scenario
    if interaction.scenario_id != (scenario.id if scenario else None):
        interaction.scenario_id = scenario.id if scenario else None
        interaction.scenario_number = scenario.number if scenario else None
    interaction.strategies = [Strategy(one).value for one in matter.strategies]
    interaction.motives = [Motive(one).value for one in matter.motives]
    if interaction.booking_id is None:
        interaction.place = matter.place
    join(interaction, matter.persons, matter.seniors)


def _speak(interaction: Interaction, matter: Matter, known: Mapping[str, Any]) -> None:
    """The points with their ticks, and what of it all is kept in both languages: of what was
    ``known`` and what ``matter`` brings, whatever still says the same in one of them."""
    spoken: dict[str, Any] = {}
    for name in ("purpose_text", "note"):
        text = getattr(matter, name)
        if pair := kept_of(text, matter.spoken.get(name), known.get(name)):
            spoken[name] = pair
    former, points = interaction.points_kept, [point for point in matter.structure if point]
    pairs = [*matter.spoken.get("structure", ()), *(pair for _point, pair in former)]
    found = [kept_of(point, *pairs) for point in points]
    if any(found):
        spoken["structure"] = found
    ticked: set[str] = set()
    for at in interaction.ticked:
        point, pair = former[at]
        ticked |= {point, *(pair or {}).values()}
    interaction.structure = points
    interaction.ticked = [at for at, point in enumerate(points) if point in ticked]
    interaction.spoken = spoken


def join(
    interaction: Interaction, persons: Sequence[int], seniors: Sequence[tuple[int, Rank]]
) -> None:
    """Add the people of both sides; refuse those who are not of this client or of the bank."""
    first = interaction.contact_person_id
    wanted = {*persons, *([first] if first else [])}
    if wanted:
        known = db.session.execute(
            sa.select(sa.func.count()).where(
                ContactPerson.id.in_(wanted),
                ContactPerson.client_id == interaction.client_id,
                ContactPerson.deleted_at.is_(None),
            )
        ).scalar_one()
        if known != len(wanted):
            words = _("This contact person does not belong to the client.")
            raise Invalid(words, fields={"contact_person": [words]})
    if seniors:
        ids = {employee_id for employee_id, _rank in seniors}
        active = db.session.execute(
            sa.select(sa.func.count()).where(Employee.id.in_(ids), Employee.is_active.is_(True))
        ).scalar_one()
        if active != len(ids):
            words = _("This colleague does not work in the bank any more.")
            raise Invalid(words, fields={"seniors": [words]})
    interaction.participants = [
        *(Participant(contact_person_id=one) for one in sorted(set(persons) - {first})),
        *(Participant(employee_id=one, rank=rank) for one, rank in seniors),
    ]
