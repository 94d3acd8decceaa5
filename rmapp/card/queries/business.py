"""What the client has, buys and was promised, in one statement; each list is capped."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ...clients.queries import Reaching, reaching
from ...core import clock
from ...core.db import db
from ...documents.queries import some_of
from ...interactions.models import Promise, PromiseState
from ...opportunities.models import FunnelStage, Opportunity
from ...policy.enforce import Actor
from ...products.models import Holding, HoldingState, Product
from ...proposals.models import Proposal, ProposalState
from ...settings import settings
from ...staff.models import Employee, name_of
from .around import Line
from .dossier import Dossier, reaches
from .group import group_totals

_DATES = ("closes_on", "opened_on", "due_on", "expires_on")
_MOMENTS = ("closed_at", "sent_at", "created_at")


@dataclass(frozen=True)
class Business:
    """Lists of plain values, in the order to be shown; empty where the person reaches none."""

    opportunities: list[Line] = field(default_factory=list)
    proposals: list[Line] = field(default_factory=list)
    holdings: list[Line] = field(default_factory=list)
    promises: list[Line] = field(default_factory=list)
    documents: list[Line] = field(default_factory=list)
    group: Line = field(default_factory=dict)  # totals over related clients, see ``group``


def business_of(actor: Actor, dossier: Dossier) -> Business:
    """The business with the client as far as ``actor`` reaches it."""
    client = dossier.client
    may = ("opportunities:read", "proposals:read", "interactions:read")
    seen = tuple(reaches(actor, permission, dossier) for permission in may)
    statement = _statement(reaching(actor), seen)
    bound = {
        "client": client.id,
        "currency": client.currency,
        "today": clock.today(settings().bank_zone),
    }
    row = db.session.execute(statement, bound).one()
    wanted = row._fields[:-1]
    found = {name: [_read(line) for line in getattr(row, name) or ()] for name in wanted}
    for line in found.get("proposals", ()):
        line["state"] = ProposalState(line["state"])
    return Business(**found, group=row.group or {})


@lru_cache(maxsize=256)
def _statement(reader: Reaching, seen: tuple[bool, bool, bool]) -> sa.Select[Any]:
    """The statement for ``:client`` with its ``:currency`` on the day ``:today``, kept: building it
    costs more than running it. ``seen``: opportunities, proposals, promises."""
    key: Any = sa.bindparam("client", type_=sa.BigInteger)
    wanted: dict[str, Any] = {
        "holdings": _holdings(key),
        "documents": _documents(reader.actor, key),
    }
    if seen[0]:
        wanted["opportunities"] = _opportunities(key)
    if seen[1]:
        wanted["proposals"] = _proposals(key)
    if seen[2]:
        wanted["promises"] = _promises(key)
    columns: list[Any] = [
        sa.select(sa.func.jsonb_agg(rows.subquery().c[0], type_=JSONB))
        .scalar_subquery()
        .label(name)
        for name, rows in wanted.items()
    ]
    currency = sa.bindparam("currency", type_=sa.String)
    today = sa.bindparam("today", type_=sa.Date)
    together = group_totals(reader.actor, key, currency=currency, today=today)
    return sa.select(*columns, together.label("group"))


def _read(line: Line) -> Line:
    for name in _DATES:
        if line.get(name):
            line[name] = dt.date.fromisoformat(line[name])
    for name in _MOMENTS:
        if line.get(name):
            line[name] = dt.datetime.fromisoformat(line[name])
    return line


def _object(*columns: Any, **named: Any) -> Any:
    pairs = {column.key: column for column in columns} | named
    parts = [part for name, value in pairs.items() for part in (sa.literal(name), value)]
    return sa.func.jsonb_build_object(*parts, type_=JSONB).label("line")


_MANAGER = name_of(Employee)


def _opportunities(client_id: Any) -> Any:
    one = Opportunity
    return (
        sa.select(
            _object(
                one.public_id, one.title, one.amount, one.currency, one.closes_on, one.closed_at,
                stage_en=FunnelStage.name_en, stage_ru=FunnelStage.name_ru, manager=_MANAGER,
                ending=FunnelStage.ending,
            )
        )
        .join(FunnelStage, FunnelStage.id == one.stage_id)
        .join(Employee, Employee.id == one.manager_id)
        .where(one.client_id == client_id)
        .order_by(one.closed_at.is_not(None), one.id.desc())
        .limit(8)
    )  # fmt: skip


def _proposals(client_id: Any) -> Any:
    one = Proposal
    return (
        sa.select(
            _object(
                one.public_id, one.number, one.state, one.total, one.currency, one.sent_at,
                one.created_at, manager=_MANAGER,
            )
        )
        .join(Employee, Employee.id == one.manager_id)
        .where(one.client_id == client_id)
        .order_by(one.id.desc())
        .limit(6)
    )  # fmt: skip


def _holdings(client_id: Any) -> Any:
    one = Holding
    return (
        sa.select(
            _object(
                one.number, one.balance, one.rate, one.profit_12m, one.currency, one.closes_on,
                name_en=Product.name_en, name_ru=Product.name_ru,
            )
        )
        .join(Product, Product.id == one.product_id)
        .where(one.client_id == client_id, one.state == HoldingState.ACTIVE)
        .order_by(one.id.desc())
        .limit(50)
    )  # fmt: skip


def _documents(actor: Actor, client_id: Any) -> Any:
    few = some_of(client_id, actor=actor).subquery()
    return sa.select(_object(few.c.public_id, few.c.title, few.c.kind, few.c.expires_on)).order_by(
        few.c.expires_on.asc().nulls_last(), few.c.id.desc()
    )


def _promises(client_id: Any) -> Any:
    return (
        sa.select(_object(Promise.text, Promise.side, Promise.due_on))
        .where(Promise.client_id == client_id, Promise.state == PromiseState.OPEN)
        .order_by(Promise.due_on, Promise.id)
        .limit(8)
    )
