"""Every select of handovers: what hangs on a leaver, the pieces, the lists, the checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from ..clients.models import Assignment, AssignmentRole, Client, Relation, RelationKind
from ..core import registry
from ..core.db import Base, db
from ..core.errors import NotFound
from ..core.pagination import PAGE, Order, Page, keyset
from ..policy.enforce import Actor, reach
from ..policy.models import Reach
from ..portfolios.queries import POINTS, within_my_teams
from ..staff.models import Employee
from .models import Handover, HandoverItem, HandoverReceiver, HandoverState, ItemState
from .rules import Piece

FAMILY = (RelationKind.HOUSEHOLD, RelationKind.GROUP, RelationKind.OWNER)


@dataclass(frozen=True)
class Branch:
    """One line of the tree of what hangs on an employee."""

    key: str  # table.column
    label: Any
    count: int
    moves: bool  # goes with the clients, or to the successor; else it ends or is history


def leaver_of(public_id: str, *, actor: Actor) -> Employee:
    """The employee whose clients ``actor`` may hand over; :class:`NotFound` beyond reach."""
    employee = db.session.execute(
        sa.select(Employee).where(
            Employee.public_id == public_id, within_my_teams(actor, "handovers:make")
        )
    ).scalar_one_or_none()
    if employee is None:
        raise NotFound(_("There is no such employee, or they are not in your teams."))
    return employee


def tree(leaver_id: int) -> list[Branch]:
    """Everything open that hangs on an employee, counted: nothing is hidden."""
    branches = []
    for hanging in registry.on_employee():
        if hanging.label is None or hanging.rule is registry.AtHandover.HISTORY:
            continue
        table = Base.metadata.tables[hanging.table]
        conditions = [table.c[hanging.column] == leaver_id, *_still_open(hanging, table)]
        count = db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions))
        moves = hanging.rule in (registry.AtHandover.MOVES, registry.AtHandover.SUCCESSOR)
        branches.append(Branch(str(hanging), hanging.label, int(count or 0), moves))
    return branches


def _still_open(hanging: registry.Hanging, table: sa.Table) -> list[sa.ColumnElement[bool]]:
    if hanging.is_open is not None:
        return [hanging.is_open(table)]
    return [table.c.ended_at.is_(None)] if "ended_at" in table.c else []


def client_counts(leaver_id: int) -> dict[str, int]:
    """The leaver's clients by kind: ``vip``, ``client``, ``prospect``, ``other``, ``seconded``."""
    kind = sa.case(
        (Assignment.is_primary.is_(False), "seconded"),
        (Client.vip_tier != "", "vip"),
        else_=Client.lifecycle,
    )
    rows = db.session.execute(
        sa.select(kind, sa.func.count())
        .select_from(Assignment)
        .join(Client, Client.id == Assignment.client_id)
        .where(Assignment.employee_id == leaver_id, Assignment.ended_at.is_(None))
        .group_by(kind)
    )
    return {str(name): int(number) for name, number in rows}


def pieces_of(leaver_id: int) -> list[Piece]:
    """The clients that hang on the leaver, as the share-out sees them."""
    rows = db.session.execute(
        sa.select(
            Client.id,
            sa.func.max(sa.case((Assignment.is_primary.is_(True), POINTS), else_=0)),
            sa.func.bool_or(Assignment.is_primary & (Client.vip_tier != "")),
            Client.language,
        )
        .join(Assignment, Assignment.client_id == Client.id)
        .where(Assignment.employee_id == leaver_id, Assignment.ended_at.is_(None))
        .group_by(Client.id)
        .order_by(Client.id)
    ).all()
    family = _families(leaver_id)
    deputies = _deputies(leaver_id)
    return [
        Piece(
            client_id=row[0],
            points=int(row[1]),
            is_vip=bool(row[2]),
            language=row[3],
            family=family.get(row[0], 0),
            deputies=frozenset(deputies.get(row[0], ())),
        )
        for row in rows
    ]


def _served_by(leaver_id: int) -> Any:
    return sa.select(Assignment.client_id).where(
        Assignment.employee_id == leaver_id, Assignment.ended_at.is_(None)
    )


def _families(leaver_id: int) -> dict[int, int]:
    """Client → the smallest key among those it belongs together with."""
    served = _served_by(leaver_id)
    pairs = db.session.execute(
        sa.select(Relation.client_id, Relation.other_id).where(
            Relation.kind.in_(FAMILY),
            Relation.until.is_(None),
            Relation.client_id.in_(served),
            Relation.other_id.in_(served),
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


def _deputies(leaver_id: int) -> dict[int, list[int]]:
    rows = db.session.execute(
        sa.select(Assignment.client_id, Assignment.employee_id).where(
            Assignment.ended_at.is_(None),
            Assignment.role == AssignmentRole.DEPUTY,
            Assignment.employee_id != leaver_id,
            Assignment.client_id.in_(_served_by(leaver_id)),
        )
    )
    found: dict[int, list[int]] = {}
    for client_id, employee_id in rows:
        found.setdefault(client_id, []).append(employee_id)
    return found


def visible_to(actor: Actor) -> sa.Select[Any]:
    """The handovers ``actor`` may see: their teams' leavers; own: where they give or receive."""
    statement = sa.select(Handover).options(
        joinedload(Handover.leaver),
        joinedload(Handover.created_by),
        joinedload(Handover.signed_by),
        selectinload(Handover.receivers).joinedload(HandoverReceiver.employee),
    )
    how_far = reach(actor, "handovers:read")
    if how_far is Reach.ALL or reach(actor, "handovers:sign") is Reach.ALL:
        return statement
    received = sa.select(HandoverReceiver.handover_id).where(
        HandoverReceiver.employee_id == actor.employee_id
    )
    mine = sa.or_(
        Handover.leaver_id == actor.employee_id,
        sa.and_(
            Handover.id.in_(received),
            Handover.state.in_([HandoverState.DONE, HandoverState.UNDONE]),
        ),
    )
    if how_far is Reach.TEAM:
        team = sa.select(Employee.id).where(within_my_teams(actor, "handovers:read"))
        mine = sa.or_(
            mine, Handover.leaver_id.in_(team), Handover.created_by_id == actor.employee_id
        )
    elif how_far is Reach.NONE:
        mine = sa.false()
    return statement.where(mine)


def listing(actor: Actor, *, cursor: str | None = None) -> Page[Handover]:
    """A page of handovers, newest first."""
    return keyset(visible_to(actor), [Order(Handover.id, descending=True)], cursor=cursor)


def handover_of(public_id: str, *, actor: Actor, lock: bool = False) -> Handover:
    """The handover ``public_id``; :class:`NotFound` beyond reach. ``lock``: for a deed on it."""
    statement = visible_to(actor).where(Handover.public_id == public_id)
    if lock:
        statement = statement.with_for_update(of=Handover)
    found: Handover | None = db.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFound(_("There is no such handover, or it is not yours to see."))
    return found


def items(
    handover: Handover,
    *,
    receiver_id: int | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[HandoverItem]:
    """A page of the clients of a handover: VIPs first, heavy ones first."""
    statement = (
        sa.select(HandoverItem)
        .options(joinedload(HandoverItem.client), joinedload(HandoverItem.receiver))
        .where(HandoverItem.handover_id == handover.id)
    )
    if receiver_id is not None:
        statement = statement.where(HandoverItem.receiver_id == receiver_id)
    order = [
        Order(sa.cast(HandoverItem.is_vip, sa.Integer), descending=True),
        Order(HandoverItem.points, descending=True),
        Order(HandoverItem.id, descending=True),
    ]
    return keyset(statement, order, cursor=cursor, limit=limit, counted=True)


@dataclass(frozen=True)
class Share:
    """What one receiver gets."""

    receiver: HandoverReceiver
    clients: int
    vips: int
    points: int

    @property
    def after(self) -> int:
        """Load after the handover, points."""
        return self.receiver.points_before + self.points


def shares(handover: Handover) -> list[Share]:
    """What every receiver gets, with the load before and after."""
    rows = db.session.execute(
        sa.select(
            HandoverItem.receiver_id,
            sa.func.count(),
            sa.func.count().filter(HandoverItem.is_vip.is_(True)),
            sa.func.sum(HandoverItem.points),
        )
        .where(HandoverItem.handover_id == handover.id)
        .group_by(HandoverItem.receiver_id)
    )
    found = {row[0]: row[1:] for row in rows}
    nothing = (0, 0, 0)
    return [
        Share(one, *[int(value or 0) for value in found.get(one.employee_id, nothing)])
        for one in handover.receivers
    ]


@dataclass(frozen=True)
class Check:
    """Whether a handover can be carried out: what goes in, what comes out, what is in the way."""

    into: int
    out: int
    vips: int
    unplaced: int
    appeared: list[str]  # clients that came to the leaver since the draft
    gone: list[str]  # clients that left the leaver since the draft

    @property
    def ok(self) -> bool:
        """Nothing stands in the way."""
        return not (self.unplaced or self.appeared or self.gone) and self.into == self.out > 0


def check(handover: Handover) -> Check:
    """Compare the draft with what hangs on the leaver now."""
    served = _served_by(handover.leaver_id)
    planned = sa.select(HandoverItem.client_id).where(HandoverItem.handover_id == handover.id)
    names = sa.select(Client.display_name).order_by(Client.name_key).limit(100)
    appeared = db.session.scalars(names.where(Client.id.in_(served), Client.id.not_in(planned)))
    gone = db.session.scalars(names.where(Client.id.in_(planned), Client.id.not_in(served)))
    into = db.session.scalar(sa.select(sa.func.count(sa.distinct(served.subquery().c.client_id))))
    out, vips, unplaced = db.session.execute(
        sa.select(
            sa.func.count().filter(HandoverItem.receiver_id.is_not(None)),
            sa.func.count().filter(HandoverItem.is_vip.is_(True)),
            sa.func.count().filter(HandoverItem.receiver_id.is_(None)),
        ).where(HandoverItem.handover_id == handover.id)
    ).one()
    return Check(int(into or 0), out, vips, unplaced, list(appeared), list(gone))


def to_accept(employee_id: int, *, handover_id: int | None = None) -> sa.Select[Any]:
    """The clients handed to an employee that await acceptance."""
    statement = (
        sa.select(HandoverItem)
        .options(joinedload(HandoverItem.client))
        .where(HandoverItem.receiver_id == employee_id, HandoverItem.state == ItemState.MOVED)
        .order_by(HandoverItem.is_vip.desc(), HandoverItem.id)
    )
    if handover_id is not None:
        statement = statement.where(HandoverItem.handover_id == handover_id)
    return statement


def count_to_accept(employee_id: int) -> int:
    """How many clients await acceptance by an employee."""
    return int(
        db.session.scalar(
            sa.select(sa.func.count()).where(
                HandoverItem.receiver_id == employee_id, HandoverItem.state == ItemState.MOVED
            )
        )
        or 0
    )


def count_to_sign(actor: Actor) -> int:
    """How many handovers wait for the signature of ``actor``."""
    if reach(actor, "handovers:sign") is not Reach.ALL:
        return 0
    return int(
        db.session.scalar(
            sa.select(sa.func.count()).where(
                Handover.state == HandoverState.WAITING,
                Handover.created_by_id != actor.employee_id,
            )
        )
        or 0
    )
