"""Promises of the bank that nobody kept in time go to the supervisor (C5)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from ..clients.models import Client
from ..core import clock
from ..core.db import db
from ..interactions.models import Promise, PromiseState
from ..interactions.words import Side
from ..notices import operations as notices
from ..notices.kinds import notice_kind
from ..staff.calendar import bank_calendar
from ..staff.models import Employee
from . import queries

#: So many working days after its day a promise is the supervisor's matter too.
GRACE = 1
OLDEST = dt.timedelta(days=60)
OVERDUE = notice_kind(
    "promise:overdue",
    icon="flag",
    tone="warn",
    words=_l("Promise of %(who)s is overdue since %(day)s: %(subject)s, “%(text)s”"),
)


def escalate_promises() -> int:
    """Tell the supervisors of the bank's promises that are overdue, each once; how many notices.

    A periodic job. An inherited promise is its receiver's: their supervisor is told.
    """
    edge = bank_calendar().add_working_days(clock.today(None), -GRACE)
    rows = db.session.execute(
        sa.select(Promise, Client, Employee)
        .join(Client, Client.id == Promise.client_id)
        .join(Employee, Employee.id == Promise.owner_id)
        .where(
            Promise.state == PromiseState.OPEN,
            Promise.side == Side.BANK,
            Promise.due_on.between(edge - OLDEST, edge - dt.timedelta(days=1)),
            Client.deleted_at.is_(None),
        )
        .order_by(Promise.due_on, Promise.id)
        .limit(1_000)
    ).all()
    told = 0
    for promise, client, owner in rows:
        people = [one.id for one in queries.reviewers_of(owner.team_id) if one.id != owner.id]
        told += notices.tell(
            people,
            OVERDUE.code,
            subject=client.display_name,
            params={
                "who": owner.short_name,
                "day": promise.due_on.isoformat(),
                "text": promise.text,
            },
            leads_to="card.show",
            values={"public_id": client.public_id},
            client_id=client.id,
            once=f"promise-overdue:{promise.id}",
        )
    return told
