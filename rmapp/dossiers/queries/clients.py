"""What making, editing and binning a dossier reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import (
    Client,
    ClientAddress,
    ClientEmail,
    ClientEvent,
    ClientMessenger,
    ClientPhone,
    ContactPerson,
    DecisionRole,
)
from ...clients.queries import visible_to, within_reach
from ...core import clock, pagination
from ...core.db import PUBLIC_ID_LENGTH, db
from ...core.errors import NotFound
from ...core.pagination import Order, Page
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...settings import settings
from ...staff.models import Employee


def assignable(actor: Actor) -> list[Employee]:
    """Colleagues to whom ``actor`` may give a new client, by name; nobody without the right."""
    how_far = reach(actor, "assignments:edit")
    if how_far in (Reach.NONE, Reach.OWN):
        return []
    statement = (
        sa.select(Employee)
        .where(Employee.is_active, Employee.left_at.is_(None))
        .order_by(Employee.name_key, Employee.id)
        .limit(300)
    )
    if how_far is Reach.TEAM:
        statement = statement.where(Employee.team_id.in_(actor.team_ids))
    return list(db.session.execute(statement).scalars())


@dataclass(frozen=True)
class MadeByHand:
    """How many dossiers a person has made today and since Monday."""

    today: int
    week: int


def made_by_hand(actor: Actor) -> MadeByHand:
    """The dossiers ``actor`` made in the form (D11), by the days of the bank; imports are not
    counted."""
    zone = settings().bank_zone
    today = clock.today(zone)
    monday = today - dt.timedelta(days=today.weekday())
    midnight, week = (
        dt.datetime.combine(day, dt.time(), ZoneInfo(zone)) for day in (today, monday)
    )
    row = db.session.execute(
        sa.select(sa.func.count().filter(ClientEvent.at >= midnight), sa.func.count()).where(
            ClientEvent.kind == "created",
            ClientEvent.author_id == actor.employee_id,
            ClientEvent.at >= week,
        )
    ).one()
    return MadeByHand(*row)


def employee_id(public_id: str | None) -> int | None:
    """The key of the employee ``public_id``; 0, which nobody has, for an unknown one."""
    if not public_id:
        return None
    found = db.session.execute(
        sa.select(Employee.id).where(Employee.public_id == public_id[:PUBLIC_ID_LENGTH])
    ).scalar_one_or_none()
    return found or 0


def locked(client: Client) -> Client:
    """The row of ``client`` as it is now, held until the transaction ends."""
    return db.session.execute(
        sa.select(Client)
        .where(Client.id == client.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()


@dataclass(frozen=True)
class Meanwhile:
    """What was done to a dossier, by others or in another window. ``before``: field or list → what
    it was; ``names``: who did it, by key; ``moment``: when everything still was as it was;
    ``last_at``: when it was changed last."""

    before: dict[str, Any]
    names: dict[int, str]
    moment: dt.datetime | None
    last_at: dt.datetime | None


def changes_since(client_id: int, version: int) -> Meanwhile:
    """What changed in the dossier since it stood at ``version``."""
    rows = db.session.execute(
        sa.select(ClientEvent.at, ClientEvent.detail, Employee)
        .outerjoin(Employee, Employee.id == ClientEvent.author_id)
        .where(
            ClientEvent.client_id == client_id,
            ClientEvent.kind == "changed",
            ClientEvent.detail["version"].as_integer() >= version,
        )
        .order_by(ClientEvent.id)
    ).all()
    before: dict[str, Any] = {}
    for _at, detail, _author in rows:
        for name, (was, _now) in detail.get("changes", {}).items():
            before.setdefault(name, was)
    names = {author.id: author.name for _at, _detail, author in rows if author}
    if not rows:
        return Meanwhile(before, names, None, None)
    return Meanwhile(before, names, _still(client_id, rows[0].at), rows[-1].at)


#: A fact and the rows it tells of are written in one transaction, not in one moment.
_DEED, _TICK = dt.timedelta(seconds=2), dt.timedelta(milliseconds=1)


def _still(client_id: int, first: dt.datetime) -> dt.datetime:
    """A moment before the change at ``first`` and after the one before it."""
    last = db.session.execute(
        sa.select(sa.func.max(ClientEvent.at)).where(
            ClientEvent.client_id == client_id, ClientEvent.at < first
        )
    ).scalar_one()
    beginning = first - 10 * _DEED
    return min(first - _TICK, max(beginning, last + _DEED) if last else beginning)


def known_of(client: Client, *, actor: Actor) -> tuple[set[str], bool]:
    """Names of the fields and lists of ``client`` that have a value (see ``rules``), and whether
    ``actor`` may see the sensitive ones."""
    names = {column.key for column in sa.inspect(Client).column_attrs if column.key != "search"}
    found = {name for name in names if getattr(client, name) not in (None, "", [])}
    tables: dict[str, Any] = {
        "phones": ClientPhone, "emails": ClientEmail, "addresses": ClientAddress,
        "messengers": ClientMessenger,
    }  # fmt: skip
    there = {
        name: sa.exists().where(model.client_id == client.id) for name, model in tables.items()
    }
    there["decides"] = sa.exists().where(
        ContactPerson.client_id == client.id,
        ContactPerson.deleted_at.is_(None),
        ContactPerson.decision_role == DecisionRole.DECIDES,
    )
    may_see = within_reach(actor, "clients:read-sensitive", sa.literal(client.id, sa.BigInteger))
    row = db.session.execute(
        sa.select(*[one.label(name) for name, one in there.items()], may_see.label("may_see"))
    ).one()
    return found | {name for name in there if getattr(row, name)}, bool(row.may_see)


def in_bin(actor: Actor, *, cursor: str | None = None) -> Page[Client]:
    """Clients in the bin that ``actor`` may restore, the last one first."""
    statement = visible_to(actor, "clients:restore", with_deleted=True).where(
        Client.deleted_at.is_not(None),
        Client.erased_at.is_(None),
        Client.merged_into_id.is_(None),
    )
    return pagination.keyset(
        statement,
        [Order(Client.deleted_at, descending=True), Order(Client.id, descending=True)],
        cursor=cursor,
    )


def binned(client_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Who put each client into the bin, and why: key → (name, reason). One statement."""
    rows = db.session.execute(
        sa.select(ClientEvent.client_id, ClientEvent.detail, Employee)
        .outerjoin(Employee, Employee.id == ClientEvent.author_id)
        .where(ClientEvent.client_id.in_(client_ids), ClientEvent.kind == "deleted")
        .order_by(ClientEvent.id)
    )
    return {
        client_id: (employee.name if employee else "", str(detail.get("reason") or ""))
        for client_id, detail, employee in rows
    }


def deleted_client_of(public_id: str, *, actor: Actor) -> Client:
    """The client ``public_id`` in the bin; NotFound when there is none to restore."""
    client = db.session.execute(
        sa.select(Client).where(
            Client.public_id == public_id,
            Client.deleted_at.is_not(None),
            Client.merged_into_id.is_(None),
            within_reach(actor, "clients:restore"),
        )
    ).scalar_one_or_none()
    if client is None:
        raise NotFound(_("There is no such client in the bin."))
    return client
