"""Finding clients as one types (D15): one index, tokens in both scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from ...core.db import db, escape_like
from ...core.text import (
    EXACT_MARK,
    fold,
    other_layout,
    query_variants,
    sort_key,
    to_cyrillic,
    to_latin,
)
from ...policy.enforce import Actor
from ...staff.models import Employee
from ..models import Assignment, Client, ClientEmail, ClientKind, ClientPhone, Lifecycle
from .reach import within_reach

MOST = 20
SHORTEST = 2  # letters or digits below which nothing is asked
FEW = 3  # with fewer hits the query is asked again, allowing for one typo a word


@dataclass(frozen=True)
class Hit:
    """One client found. ``matched``: the phone, address or number that answered, if not a name."""

    id: int
    public_id: str
    name: str
    kind: ClientKind
    lifecycle: Lifecycle
    vip_tier: str
    inn: str
    manager: str | None
    matched: str


def matching(text: str, *, typos: bool = False) -> sa.ColumnElement[bool] | None:
    """The condition that a client answers ``text``; None when there is nothing to ask for."""
    asked = _asked(text, typos=typos)
    if not asked:
        return None
    return Client.search.op("@@", is_comparison=True)(_query(asked))


def search(actor: Actor, text: str, limit: int = MOST) -> list[Hit]:
    """Clients within reach of ``actor`` that answer ``text``, the best first, ``limit`` at most.

    Exact name, then beginning of the name, then beginning of another word of it, then what was
    found by people, numbers and phones; where that finds few, one typo a word. VIP clients first
    among equals. At most three statements.
    """
    limit = max(1, min(limit, MOST))
    rows = _found(actor, text, limit, typos=False)
    if len(rows) < min(FEW, limit):
        known = {row.id for row in rows}
        rows += [row for row in _found(actor, text, limit, typos=True) if row.id not in known]
    rows = rows[:limit]
    matched = _matched(text, rows)
    return [
        Hit(
            id=row.id,
            public_id=row.public_id,
            name=row.display_name,
            kind=row.kind,
            lifecycle=row.lifecycle,
            vip_tier=row.vip_tier,
            inn=row.inn,
            manager=_full_name(row),
            matched=matched.get(row.id, ""),
        )
        for row in rows
    ]


def _found(actor: Actor, text: str, limit: int, *, typos: bool) -> list[Any]:
    condition = matching(text, typos=typos)
    if condition is None:
        return []
    keys = _keys(text)
    begins = sa.or_(*[Client.name_key.like(escape_like(k) + "%", escape="\\") for k in keys])
    within = sa.or_(*[Client.name_key.like(f"% {escape_like(k)}%", escape="\\") for k in keys])
    rank = sa.case((Client.name_key.in_(keys), 0), (begins, 1), (within, 2), else_=3)
    statement = (
        sa.select(
            Client.id,
            Client.public_id,
            Client.display_name,
            Client.kind,
            Client.lifecycle,
            Client.vip_tier,
            Client.inn,
            Employee.family_name,
            Employee.given_name,
        )
        .outerjoin(
            Assignment,
            sa.and_(
                Assignment.client_id == Client.id,
                Assignment.ended_at.is_(None),
                Assignment.is_primary,
            ),
        )
        .outerjoin(Employee, Employee.id == Assignment.employee_id)
        .where(condition, within_reach(actor, "clients:read"), Client.deleted_at.is_(None))
        .order_by(rank, Client.vip_tier == "", Client.name_key, Client.id)
        .limit(limit)
    )
    return list(db.session.execute(statement).all())


def _asked(text: str, *, typos: bool) -> str:
    """The text of the query. A beginning of one letter answers half the base: it is left out."""
    groups = [
        [token for token in group if len(token) >= SHORTEST]
        for group in query_variants(text, typos=typos)
    ]
    return " & ".join(
        "(" + " | ".join(f"'{t}'" if t[0] == EXACT_MARK else f"'{t}':*" for t in group) + ")"
        for group in groups
        if group
    )


def _keys(text: str) -> list[str]:
    """What a name would sort by that is written as ``text``: as it is, in the other script, on
    the other keyboard."""
    key = sort_key(text)
    cyrillic = " ".join(to_cyrillic(word) for word in key.split())
    return list(dict.fromkeys([key, cyrillic, to_latin(key), sort_key(other_layout(text))]))


def _query(text: str) -> sa.ColumnElement[Any]:
    return sa.cast(sa.literal(text, sa.Text), TSQUERY)


def _full_name(row: Any) -> str | None:
    return " ".join(part for part in (row.family_name, row.given_name) if part) or None


def _matched(text: str, rows: list[Any]) -> dict[int, str]:
    """What of each client answered a query of digits or with an at sign."""
    digits = re.sub(r"\D", "", fold(text))
    if not rows or not ("@" in text or len(digits) >= 4):
        return {}
    ids = sa.any_(sa.literal([row.id for row in rows], sa.ARRAY(sa.BigInteger)))
    found: dict[int, str] = {}
    if "@" in text:
        statement = sa.select(ClientEmail.client_id, ClientEmail.address).where(
            ClientEmail.client_id == ids,
            ClientEmail.address.contains(text.strip().lower(), autoescape=True),
        )
    else:
        for row in rows:
            if row.inn and digits in row.inn:
                found[row.id] = row.inn
        tail = digits[1:] if len(digits) == 11 and digits[0] == "8" else digits
        statement = sa.select(ClientPhone.client_id, ClientPhone.number).where(
            ClientPhone.client_id == ids, ClientPhone.number.contains(tail, autoescape=True)
        )
    for client_id, value in db.session.execute(statement):
        found.setdefault(client_id, value)
    return found
