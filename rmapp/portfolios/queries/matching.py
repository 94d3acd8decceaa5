"""What is known of clients and managers when they are brought together."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ...clients.models import (
    OF_PRIMARY_MANAGER,
    Assignment,
    AssignmentRole,
    Client,
    ClientAddress,
    Lifecycle,
    Relation,
    RelationKind,
)
from ...core import clock
from ...core.db import db
from ...interactions.models import Interaction, InteractionState, Promise, PromiseState
from ...policy.table import ACQUISITION, PERSONAL
from ...products.models import Holding, HoldingState, Product, ProductKind
from ...staff.licences import Licence
from ..rules import PROMISE, Piece, Receiver
from .loads import POINTS, ManagerLoad

FAMILY = (RelationKind.HOUSEHOLD, RelationKind.GROUP, RelationKind.OWNER)
#: What a product asks of whoever serves its client.
ASKS = {
    ProductKind.INSURANCE: Licence.INSURANCE,
    ProductKind.CURRENCY: Licence.CURRENCY,
    ProductKind.GUARANTEE: Licence.GUARANTEE,
}
CRAFTS = {ACQUISITION: "winning", PERSONAL: "serving"}
REMEMBERED = dt.timedelta(days=730)


@dataclass
class Facts:
    """Beside a client's own row: who serves and knows it, what it needs, whom it belongs to."""

    deputies: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    licences: set[str] = field(default_factory=set)
    city: str = ""
    promises: int = 0
    family: int = 0


def receiver_from(one: ManagerLoad, *, on: dt.date | None = None) -> Receiver:
    """A manager as the rules see them; ``on``: the day on which clients would come."""
    away = one.absence
    day = on or clock.today(one.employee.zone)
    return Receiver(
        employee_id=one.employee.id,
        points=one.load.points,
        capacity=one.load.capacity,
        is_vip_certified=one.employee.is_vip_certified,
        languages=frozenset(one.employee.languages or [one.employee.language]),
        licences=frozenset(one.employee.licences),
        branch=one.employee.branch,
        specialisation=one.employee.specialisation,
        is_exclusive=one.employee.is_exclusive,
        is_away=away is not None and away.starts_on <= day <= away.ends_on,
        craft=CRAFTS.get(one.role_code, ""),
    )


def pieces_of(which: Any, *, leaver_id: int | None, branch: str = "") -> list[Piece]:
    """The clients of ``which`` (a select of keys) as the rules see them.

    ``leaver_id``: who serves them until now: deputies and friends are others; the leaver's open
    promises go along and weigh. ``branch``: where they are used to be served.
    """
    first: Any = (
        sa.select(Assignment.employee_id)
        .where(
            OF_PRIMARY_MANAGER,
        )
        .scalar_subquery()
        if leaver_id is not None
        else sa.null()
    )
    rows = db.session.execute(
        sa.select(
            Client.id, POINTS, Client.vip_tier, Client.language, Client.activity,
            Client.occupation, Client.lifecycle, first.label("first"),
        )
        .where(Client.id.in_(which))
        .order_by(Client.id)
    ).all()  # fmt: skip
    facts = facts_of(which, leaver_id=leaver_id)
    nothing = Facts()
    return [_piece(row, facts.get(row[0], nothing), leaver_id, branch) for row in rows]


def piece_of(client: Client) -> Piece:
    """One client as the rules see it, whoever serves it now."""
    [piece] = pieces_of(sa.select(Client.id).where(Client.id == client.id), leaver_id=None)
    return piece


def _piece(row: Any, known: Facts, leaver_id: int | None, branch: str) -> Piece:
    """Whoever is a client's deputy or specialist hands over a role that weighs nothing, and that
    goes its own way: families stay together with whoever serves them first."""
    client_id, points, vip_tier, language, activity, occupation, lifecycle, first = row
    is_first = first == leaver_id
    return Piece(
        client_id=client_id,
        points=(int(points) if is_first else 0) + PROMISE * known.promises,
        is_vip=bool(vip_tier) and bool(is_first),
        language=language,
        family=known.family if is_first else 0,
        deputies=frozenset(known.deputies),
        known=frozenset(known.known - known.deputies),
        licences=frozenset(known.licences),
        place=known.city or branch,
        field=f"{activity} {occupation}".strip(),
        craft=CRAFTS[PERSONAL if vip_tier or lifecycle is Lifecycle.CLIENT else ACQUISITION],
        first=0 if is_first else int(first or 0),
    )


def facts_of(which: Any, *, leaver_id: int | None) -> dict[int, Facts]:
    """Client → facts, for the clients of ``which``; six statements for any number."""
    found: dict[int, Facts] = defaultdict(Facts)
    for client_id, employee_id, is_deputy in _serving(which, leaver_id):
        (found[client_id].deputies if is_deputy else found[client_id].known).add(employee_id)
    for client_id, employee_id in _met(which, leaver_id):
        found[client_id].known.add(employee_id)
    for client_id, kind in _holdings(which):
        found[client_id].licences.add(ASKS[kind].value)
    for client_id, city in _cities(which):
        found[client_id].city = city
    if leaver_id is not None:
        for client_id, promises in _promises(which, leaver_id):
            found[client_id].promises = promises
    for client_id, head in _families(which).items():
        found[client_id].family = head
    return found


def _serving(which: Any, leaver_id: int | None) -> Iterable[Any]:
    """Who serves the clients besides, or has served them."""
    is_open = Assignment.ended_at.is_(None)
    besides = Assignment.role.in_([AssignmentRole.DEPUTY, AssignmentRole.SPECIALIST])
    return db.session.execute(
        sa.select(Assignment.client_id, Assignment.employee_id, is_open & besides)
        .where(
            Assignment.client_id.in_(which),
            Assignment.employee_id != (leaver_id or 0),
            sa.or_(is_open & besides, Assignment.ended_at > clock.now() - REMEMBERED),
        )
        .distinct()
    )


def _met(which: Any, leaver_id: int | None) -> Iterable[Any]:
    return db.session.execute(
        sa.select(Interaction.client_id, Interaction.manager_id)
        .where(
            Interaction.client_id.in_(which),
            Interaction.state == InteractionState.DONE,
            Interaction.outcome_at > clock.now() - REMEMBERED,
            Interaction.manager_id != (leaver_id or 0),
        )
        .distinct()
    )


def _holdings(which: Any) -> Iterable[Any]:
    return db.session.execute(
        sa.select(Holding.client_id, Product.kind)
        .join(Product, Product.id == Holding.product_id)
        .where(
            Holding.client_id.in_(which),
            Holding.state == HoldingState.ACTIVE,
            Product.kind.in_(list(ASKS)),
        )
        .distinct()
    )


def _cities(which: Any) -> Iterable[Any]:
    return db.session.execute(
        sa.select(ClientAddress.client_id, ClientAddress.city)
        .where(ClientAddress.client_id.in_(which), ClientAddress.city != "")
        .order_by(ClientAddress.id.desc())  # the first address is the last to be written
    )


def _promises(which: Any, leaver_id: int) -> Iterable[Any]:
    return db.session.execute(
        sa.select(Promise.client_id, sa.func.count())
        .where(
            Promise.client_id.in_(which),
            Promise.owner_id == leaver_id,
            Promise.state == PromiseState.OPEN,
        )
        .group_by(Promise.client_id)
    )


def _families(which: Any) -> dict[int, int]:
    """Client → the smallest key among those it belongs together with."""
    pairs = db.session.execute(
        sa.select(Relation.client_id, Relation.other_id).where(
            Relation.kind.in_(FAMILY),
            Relation.until.is_(None),
            Relation.client_id.in_(which),
            Relation.other_id.in_(which),
        )
    )
    head: dict[int, int] = {}

    def root(key: int) -> int:
        while head.setdefault(key, key) != key:
            head[key] = head[head[key]]
            key = head[key]
        return key

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        head[high] = low
    return {key: root(key) for key in head}
