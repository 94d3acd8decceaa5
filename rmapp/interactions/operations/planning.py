"""Planning a contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from ...audit.operations import record
from ...clients.events import note as note_event
from ...clients.models import Client, ContactPerson
from ...core import clock
from ...core.db import db
from ...core.errors import Invalid
from ...core.formatting import hour, moment
from ...documents.models import DocumentVersion
from ...materials.models import MaterialVersion
from ...policy.enforce import Actor
from ...rooms.models import Room
from ...staff.models import Employee
from ..models import Interaction, Participant, Scenario
from ..queries import clashing, client_held, contacts_so_far, served_by
from ..queries.contacts import EXCLUSIVE
from ..rules.next_step import USUAL_MINUTES
from ..strategies import Motive, Strategy
from ..words import Kind, Purpose, Rank
from .colleagues import respect_colleagues
from .dates import keep_dates, set_facts
from .enclosing import enclose
from .materials import bring
from .rooms import follow, take_room

NO_DOUBLE_BOOKING = "interaction_no_double_booking"
SHORTEST, LONGEST = 5, 720
FARTHEST = dt.timedelta(days=5 * 366)
#: A call planned "now" is not refused because the form took a while.
GRACE = dt.timedelta(minutes=10)
_UNTIMED = (Kind.LETTER, Kind.EMAIL, Kind.MESSAGE)


def plan(
    *,
    actor: Actor,
    client: Client,
    kind: Kind,
    at: dt.datetime,
    minutes: int | None = None,
    purpose: Purpose = Purpose.OTHER,
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
    room: Room | None = None,
    materials: Sequence[MaterialVersion] = (),
    enclosures: Sequence[DocumentVersion] = (),
    note: str = "",
    remind_minutes: int | None = None,
    subject: str = "",
    body: str = "",
    addressee: str = "",
    manager_id: int | None = None,
    is_told: bool = True,
) -> Interaction:
    """Plan a contact with ``client`` and return it.

    ``at``: aware; ``minutes``: its length, the usual one of the kind if None. ``persons``: keys of
    further contact persons; ``seniors``: colleagues taken along, with their rank. ``room``: of the
    bank, taken for the same time; it is the place. ``materials``: to bring; ``enclosures``: files
    of the client's documents that go with a letter. ``manager_id``:
    whose contact it is; by default the actor's if they serve the client, else the first
    manager's. ``is_told``: whether the client's history tells of it (a series tells once of all).
    Refuses with Forbidden, NotFound (reach), :class:`Invalid` for a time that has
    passed, is too far, or is taken by another visit or meeting of the manager, and for people who
    are not of this client or bank.
    """
    client_held(client.id, actor=actor, permission="interactions:plan")
    length = minutes_of(kind, minutes)
    check_time(kind, at, actor.zone)
    interaction = Interaction(
        client_id=client.id,
        contact_person_id=contact_person_id,
        manager_id=manager_id or _manager_for(actor, client.id),
        kind=kind,
        planned_at=at,
        ends_at=at + dt.timedelta(minutes=length),
        minutes=length,
        purpose=purpose,
        purpose_text=purpose_text,
        structure=[point for point in structure if point],
        scenario_id=scenario.id if scenario else None,
        scenario_number=scenario.number if scenario else None,
        strategies=[Strategy(one).value for one in strategies],
        motives=[Motive(one).value for one in motives],
        need=need,
        place=place,
        note=note,
        remind_minutes=remind_minutes,
        subject=subject,
        body=body,
        addressee=addressee,
        contact_number=contacts_so_far(client.id) + 1,
        created_at=clock.now(),
        created_by_id=actor.employee_id,
        participants=[],
    )
    join(interaction, persons, seniors)
    enter(interaction, client)
    if seniors:
        respect_colleagues(interaction, field="seniors")
    bring(interaction, materials)
    if enclosures:
        enclose(interaction, enclosures)
    if room is not None:
        take_room(interaction, room, client, actor=actor)
        db.session.flush()
    if not client.is_active:
        set_facts(client, is_active=True)  # whoever is contacted rests no more
    keep_dates([client.id])
    record(
        "interaction:planned",
        actor=actor,
        obj=interaction,
        name=client.display_name,
        client_id=client.id,
        detail={"kind": kind.value, "at": at.isoformat(), "purpose": purpose.value},
    )
    if is_told:
        detail = when(interaction)
        note_event(client.id, "contact-planned", actor=actor, obj=interaction, detail=detail)
    return interaction


def enter(interaction: Interaction, client: Client | None = None) -> None:
    """Write a new or moved contact, taking its time in the manager's diary.

    Refuses with :class:`Invalid` at ``at`` when a visit or meeting stands there already: asked
    first for good words, and held by the constraint against two at the same moment; at ``room``
    when the room it holds cannot come along.
    """
    interaction.diary_id = interaction.manager_id
    if interaction.kind in EXCLUSIVE:
        with db.session.no_autoflush:
            other = clashing(
                interaction.manager_id,
                interaction.planned_at,
                interaction.ends_at,
                but=interaction.id,
            )
        if other is not None:
            raise _taken(other.planned_at, other.ends_at)
    try:
        with db.session.begin_nested() if interaction.kind in EXCLUSIVE else nullcontext():
            db.session.add(interaction)
            db.session.flush()
    except IntegrityError as error:
        if NO_DOUBLE_BOOKING not in str(error.orig):
            raise
        raise _taken(interaction.planned_at, interaction.ends_at) from None
    follow(interaction)
    if client is not None:
        sa.orm.attributes.set_committed_value(interaction, "client", client)


def _taken(starts: dt.datetime, ends: dt.datetime) -> Invalid:
    words = _(
        "The diary is taken from %(start)s to %(end)s. Choose another time.",
        start=moment(starts),
        end=hour(ends),
    )
    return Invalid(words, fields={"at": [words]})


def when(interaction: Interaction) -> dict[str, Any]:
    return {
        "kind": interaction.kind.value,
        "at": interaction.planned_at.isoformat(),
        "minutes": interaction.minutes,
    }


def minutes_of(kind: Kind, minutes: int | None) -> int:
    length = USUAL_MINUTES[kind] if minutes is None else minutes
    if not SHORTEST <= length <= LONGEST:
        words = _("From 5 minutes to 12 hours.")
        raise Invalid(words, fields={"minutes": [words]})
    return length


def check_time(kind: Kind, at: dt.datetime, zone: str) -> None:
    now = clock.now()
    if kind in _UNTIMED:
        place = ZoneInfo(zone)
        is_past = at.astimezone(place).date() < now.astimezone(place).date()
    else:
        is_past = at < now - GRACE
    words = ""
    if is_past:
        words = _("This time has passed. Choose a later one, or record the contact as held.")
    elif at > now + FARTHEST:
        words = _("This is more than five years ahead.")
    if words:
        raise Invalid(words, fields={"at": [words]})


def _manager_for(actor: Actor, client_id: int) -> int:
    serving = served_by(client_id)
    if not serving or any(employee_id == actor.employee_id for employee_id, _first in serving):
        return actor.employee_id
    return serving[0][0]


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
