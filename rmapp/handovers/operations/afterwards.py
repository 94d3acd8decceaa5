"""What follows a handover that was carried out: people are told, letters and dates are put to work.

Nothing here is sent or laid out in the transaction that moves the clients: work items go through
the clients in steps, so the handover itself stays short.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ...core import clock
from ...core.db import db
from ...interactions.models import Interaction
from ...interactions.operations.dates import keep_dates
from ...interactions.queries import free_from
from ...notices.kinds import notice_kind
from ...notices.operations import tell
from ...outbox import operations as outbox
from ...outbox.states import Purpose
from ...policy.enforce import Actor
from ...staff.calendar import calendars_for
from ...staff.models import Employee
from ...work import operations as work
from ...work.kinds import Progress
from .. import queries
from ..models import Handover, HandoverState
from ..texts import tier_of

LETTER = "handover:introduction"
LETTERS, DATES = "handover:letters", "handover:dates"
STEP = 100
GIVEN = notice_kind(
    "handover:given", icon="handover", words=_l("Clients of %(subject)s were handed to you")
)


def occasion(handover_id: int) -> str:
    """By which the letters of a handover can be cancelled."""
    return f"handover:{handover_id}"


def go_on_after(handover: Handover, *, actor: Actor | None) -> None:
    """Tell the receivers; submit the letters of introduction and the new dates."""
    values = {"public_id": handover.public_id}
    tell(
        [one.employee_id for one in handover.receivers],
        GIVEN.code,
        subject=handover.leaver.name,
        leads_to="handovers.show",
        values=values,
    )
    params = {**values, "handover": handover.id}
    wanted = {LETTERS: any(one.get("is_on") for one in handover.letters.values())}
    wanted[DATES] = not handover.keeps_dates
    for kind, is_wanted in wanted.items():
        if is_wanted:
            work.submit(
                kind, actor=actor, params=params, label=handover.leaver.name,
                dedup_key=f"{kind}:{handover.id}",
            )  # fmt: skip


def introduce(handover_id: int, done: int) -> Iterator[Progress]:
    """The handler of the letters: a hundred clients a step, from the ``done``-th on."""
    while True:
        handover = db.session.get_one(Handover, handover_id)
        if handover.state is not HandoverState.DONE:
            return
        rows = queries.to_introduce(handover, offset=done, limit=STEP)
        for row in rows:
            if not handover.letters.get(tier_of(is_vip=row.is_vip), {}).get("is_on"):
                continue
            if row.address is None or row.is_quiet or not row.is_told:
                continue
            address = outbox.address_for(row.address, client_id=row.client_id, actor=None)
            outbox.schedule(
                actor=None,
                kind=LETTER,
                address_id=address.id,
                purpose=Purpose.SERVICE,
                occasion=occasion(handover_id),
                dedup_key=f"{LETTER}:{handover_id}:{row.client_id}",
                params={"handover": handover_id, "client": row.client_id},
                client_id=row.client_id,
                employee_id=row.receiver_id,
                zone=row.zone,
            )
        done += len(rows)
        if len(rows) < STEP:
            return
        yield Progress(done)


def lay_out(handover_id: int, done: int) -> Iterator[Progress]:
    """The handler of the dates: each planned contact that came along gets a free working moment in
    its receiver's diary, on its day or the next that fits; fifty a step."""
    after = 0
    while True:
        handover = db.session.get_one(Handover, handover_id)
        if handover.state is not HandoverState.DONE:
            return
        contacts = queries.contacts_that_came(handover, after=after, limit=STEP // 2)
        if not contacts:
            return
        people = {
            one.id: one
            for one in db.session.scalars(
                sa.select(Employee).where(Employee.id.in_({c.manager_id for c in contacts}))
            )
        }
        calendars = calendars_for(people)
        for contact in contacts:
            manager = people[contact.manager_id]
            start = max(contact.planned_at, clock.now())
            moment = calendars[manager.id].next_working_moment(start, manager.zone)
            place(contact, free_from(manager.id, moment, contact.minutes))
        keep_dates([contact.client_id for contact in contacts])
        after = contacts[-1].id
        done += len(contacts)
        yield Progress(done)


def place(contact: Interaction, at: dt.datetime) -> None:
    """Put a contact into its manager's own diary at ``at``."""
    contact.planned_at = at.astimezone(ZoneInfo("UTC"))
    contact.ends_at = contact.planned_at + dt.timedelta(minutes=contact.minutes)
    contact.diary_id = contact.manager_id
    db.session.flush()
