"""VIP clients whose terms of service are about to be broken: silence and unanswered letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from ...clients.models import Assignment, Client
from ...core.db import db
from ...intake.models import IncomingLetter, LetterKind, LetterState
from ...interactions.models import Interaction
from ...notices.models import Notice
from ...outbox.models import Message
from ...staff.models import Employee
from .norms import norm_days, to_breach

MOST = 5_000
SILENCES = "silences"  # the parameter of a notice of many that says which
OLDEST = dt.timedelta(days=14)  # a letter before is the matter of a talk, not of a notice


def vips_near_breach(now: dt.datetime, *, ahead: int) -> list[Any]:
    """``(client, manager, heard, norm in days)`` of the VIP clients whose norm of contact is broken
    or will be within ``ahead`` days, the longest silent first."""
    heard = sa.func.coalesce(Client.last_contact_at, Client.created_at)
    return list(
        db.session.execute(
            sa.select(Client, Employee, heard, norm_days())
            .join(Assignment, Assignment.client_id == Client.id)
            .join(Employee, Employee.id == Assignment.employee_id)
            .where(*_served_vips(), to_breach(now) <= ahead)
            .order_by(heard, Client.id)
            .limit(MOST)
        )
    )


def silences_told(people: Collection[int], *, one: str, many: str) -> set[tuple[int, str]]:
    """``(employee, key of a silence)`` of all that ``people`` were told of by notices of the kinds
    ``one``, a client each, and ``many``."""
    rows = db.session.execute(
        sa.select(Notice.employee_id, Notice.kind, Notice.once, Notice.params).where(
            Notice.employee_id.in_(people), Notice.kind.in_((one, many))
        )
    )
    told: set[tuple[int, str]] = set()
    for employee_id, kind, once, params in rows:
        keys = [(once or "").removeprefix(f"{one}:")] if kind == one else params.get(SILENCES, [])
        told.update((employee_id, key) for key in keys)
    return told


def unanswered_of_vips(now: dt.datetime) -> list[Any]:
    """``(key of the letter, received, client, manager)`` of the letters of VIP clients after which
    nobody has spoken with the client and no colleague's letter has left."""
    spoke = sa.exists().where(
        Interaction.client_id == Client.id, Interaction.outcome_at >= IncomingLetter.received_at
    )
    wrote = sa.exists().where(
        Message.client_id == Client.id,
        Message.created_by_id.is_not(None),
        Message.sent_at >= IncomingLetter.received_at,
    )
    return list(
        db.session.execute(
            sa.select(IncomingLetter.id, IncomingLetter.received_at, Client, Employee)
            .join(Client, Client.id == IncomingLetter.client_id)
            .join(Assignment, Assignment.client_id == Client.id)
            .join(Employee, Employee.id == Assignment.employee_id)
            .where(
                *_served_vips(),
                IncomingLetter.state == LetterState.ATTACHED,
                IncomingLetter.kind == LetterKind.LETTER,
                IncomingLetter.received_at >= now - OLDEST,
                sa.not_(spoke),
                sa.not_(wrote),
            )
            .order_by(IncomingLetter.received_at, IncomingLetter.id)
            .limit(MOST)
        )
    )


def _served_vips() -> list[Any]:
    return [
        Client.vip_tier != "",
        Client.is_active.is_(True),
        Client.deleted_at.is_(None),
        Assignment.ended_at.is_(None),
        Assignment.is_primary,
    ]
