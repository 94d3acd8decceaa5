"""Planning a contact."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError

from ...audit.operations import record
from ...clients.events import note as note_event
from ...clients.models import Client
from ...core import clock
from ...core.db import db, is_taken
from ...core.errors import Invalid
from ...core.formatting import hour, moment
from ...policy.enforce import Actor, demand, reach
from ...rooms.models import Room
from ..bringing import bring_papers
from ..models import Interaction
from ..queries import clashing, client_held, contacts_so_far, free_from, served_by
from ..queries.contacts import EXCLUSIVE
from ..rules.next_step import USUAL_MINUTES
from ..words import Kind
from .colleagues import respect_colleagues
from .dates import keep_dates, set_facts
from .enclosing import enclose
from .materials import bring
from .matters import UNSAID, Matter, write
from .rooms import follow, take_room

NO_DOUBLE_BOOKING = "interaction_no_double_booking"
SHORTEST, LONGEST = 5, 720
FARTHEST = dt.timedelta(days=5 * 366)
#: A call planned "now" is not refused because the form took a while.
GRACE = dt.timedelta(minutes=10)
#: Time that is free so long after what stands there is offered instead.
SOON = dt.timedelta(hours=3)
_UNTIMED = (Kind.LETTER, Kind.EMAIL, Kind.MESSAGE)


def plan(
    *,
    actor: Actor,
    client: Client,
    kind: Kind,
    at: dt.datetime,
    minutes: int | None = None,
    matter: Matter = UNSAID,
    room: Room | None = None,
    manager_id: int | None = None,
    is_told: bool = True,
    held_for: str = "",
    number: int = 0,
) -> Interaction:
    """Plan a contact with ``client`` and return it.

    ``at``: aware; ``minutes``: its length, the usual one of the kind if None. ``room``: of the
    bank, taken for the same time; it is the place. ``manager_id``: whose contact it is; by default
    the actor's if they serve the client, else the first manager's. ``is_told``: whether the
    client's history tells of it (a series tells once of all). ``held_for``: the permission for
    which the caller holds the client's row already; ``number``: which contact with the client it
    will be, where the caller knows. Refuses with Forbidden, NotFound (reach),
    :class:`Invalid` for a time that has passed, is too far, or is taken by another visit or
    meeting of the manager, and for people who are not of this client or bank.
    """
    demand(actor, "interactions:plan")
    if not held_for or reach(actor, held_for) is not reach(actor, "interactions:plan"):
        client_held(client.id, actor=actor, permission="interactions:plan")
    length = minutes_of(kind, minutes)
    check_time(kind, at, actor.zone)
    interaction = Interaction(
        client_id=client.id,
        manager_id=manager_id or _manager_for(actor, client.id),
        kind=kind,
        planned_at=at,
        ends_at=at + dt.timedelta(minutes=length),
        minutes=length,
        structure=[],
        ticked=[],
        spoken={},
        contact_number=number or contacts_so_far(client.id) + 1,
        created_at=clock.now(),
        created_by_id=actor.employee_id,
        participants=[],
    )
    write(interaction, matter)
    enter(interaction, client)
    if matter.seniors:
        respect_colleagues(interaction, field="seniors")
    bring(interaction, matter.materials)
    if matter.proposals:
        bring_papers(interaction, matter.proposals, actor=actor)
    if matter.enclosures:
        enclose(interaction, matter.enclosures)
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
        detail={"kind": kind.value, "at": at.isoformat(), "purpose": matter.purpose.value},
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
            with db.session.no_autoflush:
                free = free_from(
                    interaction.manager_id,
                    interaction.planned_at,
                    interaction.minutes,
                    but=interaction.id,
                )
            raise _taken(other.planned_at, other.ends_at, free)
    try:
        with db.session.begin_nested() if interaction.kind in EXCLUSIVE else nullcontext():
            db.session.add(interaction)
            db.session.flush()
    except DBAPIError as error:
        if not is_taken(error, NO_DOUBLE_BOOKING):
            raise
        raise _taken(interaction.planned_at, interaction.ends_at) from None
    follow(interaction)
    if client is not None:
        sa.orm.attributes.set_committed_value(interaction, "client", client)


def _taken(starts: dt.datetime, ends: dt.datetime, free: dt.datetime | None = None) -> Invalid:
    """``free``: from when there is time; told if it is soon."""
    if free is not None and starts < free <= ends + SOON:
        words = _(
            "The diary is taken from %(start)s to %(end)s. There is time from %(free)s on.",
            start=moment(starts),
            end=hour(ends),
            free=hour(free),
        )
        return Invalid(words, fields={"at": [words]})
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
