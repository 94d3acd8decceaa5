"""Who is chosen, what would become of each, what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..clients.models import (
    OF_PRIMARY_MANAGER,
    Assignment,
    Client,
    ClientKind,
    CustomValue,
    Lifecycle,
)
from ..clients.queries import Filter, matched, visible_to, within_reach
from ..core.db import PUBLIC_ID_LENGTH, any_of, db
from ..core.errors import NotFound
from ..interactions.models import Interaction, InteractionState
from ..plans.models import PlanProspect, PlanShare
from ..plans.queries import is_taken
from ..policy.enforce import Actor
from ..portfolios.queries import assignable
from ..schedules.models import Schedule, TemplateVersion
from ..schedules.words import ScheduleState
from ..segments.models import SegmentMember
from ..staff.models import Employee
from .models import BulkDeed, BulkItem, Deed, Fate
from .words import PERMISSIONS

MOST_IDS = 500


def chosen(
    actor: Actor, ids: Sequence[str], everything: Filter | None, deed: Deed = Deed.SET
) -> sa.Select[Client]:
    """The clients of ``ids`` (public), or all that ``everything`` shows; within reach, and to be
    assigned also those nobody serves."""
    if everything is not None:
        return matched(actor, everything)
    near = within_reach(actor, "clients:read")
    if deed is Deed.ASSIGN:
        near = sa.or_(near, assignable(actor))
    named = Client.public_id.in_(list(ids)[:MOST_IDS])
    return sa.select(Client).where(near, named, Client.deleted_at.is_(None))


def fate(deed: Deed, params: Mapping[str, Any], actor: Actor) -> sa.ColumnElement[Any]:
    """What would become of a row of Client: an expression. ``params``: see ``operations``."""
    unfit, same = _TESTS[deed](params)
    is_assigned = deed is Deed.ASSIGN
    near = assignable(actor) if is_assigned else within_reach(actor, PERMISSIONS[deed])
    return sa.case(
        (sa.not_(near), Fate.FORBIDDEN.value),
        (unfit, Fate.UNFIT.value),
        (same, Fate.SAME.value),
        else_=Fate.DUE.value,
    )


def effect(
    statement: sa.Select[Client], deed: Deed, params: Mapping[str, Any], actor: Actor
) -> dict[Fate, int]:
    """Fate → how many clients, for the clients of ``statement``. One statement."""
    inner = statement.with_only_columns(fate(deed, params, actor).label("fate")).subquery()
    rows = db.session.execute(sa.select(inner.c.fate, sa.func.count()).group_by(inner.c.fate))
    return {Fate(name): count for name, count in rows}


def skipped(
    statement: sa.Select[Client],
    deed: Deed,
    params: Mapping[str, Any],
    actor: Actor,
    limit: int = 20,
) -> list[tuple[Fate, str, str]]:
    """(fate, public id, name) of clients of ``statement`` that would be left out, by name."""
    inner = statement.with_only_columns(
        fate(deed, params, actor).label("fate"),
        Client.public_id.label("public_id"),
        Client.display_name.label("name"),
        Client.name_key.label("name_key"),
    ).subquery()
    rows = db.session.execute(
        sa.select(inner.c.fate, inner.c.public_id, inner.c.name)
        .where(inner.c.fate != Fate.DUE.value)
        .order_by(inner.c.fate, inner.c.name_key)
        .limit(limit)
    )
    return [(Fate(row[0]), row[1], row[2]) for row in rows]


def typed(kind: Any, value: Any) -> Any:
    """A plain value of the params as a column of type ``kind`` takes it."""
    if value is None:
        return None
    if isinstance(kind, sa.Date):
        return dt.date.fromisoformat(value)
    return Decimal(value) if isinstance(kind, sa.Numeric) else value


def counts(bulk: BulkDeed) -> dict[Fate, int]:
    """Fate → how many clients of a deed."""
    rows = db.session.execute(
        sa.select(BulkItem.fate, sa.func.count())
        .where(BulkItem.bulk_deed_id == bulk.id)
        .group_by(BulkItem.fate)
    )
    return {fate: count for fate, count in rows}  # noqa: C416 - rows of two


def left_out(bulk: BulkDeed, actor: Actor, limit: int = 50) -> list[tuple[Fate, str, str, str]]:
    """(fate, public id, name, why if it was said) of clients that were left out, as far as
    ``actor`` sees them."""
    rows = db.session.execute(
        visible_to(actor, with_deleted=True)
        .join(BulkItem, BulkItem.client_id == Client.id)
        .where(
            BulkItem.bulk_deed_id == bulk.id,
            BulkItem.fate.in_([Fate.FORBIDDEN, Fate.UNFIT]),
        )
        .with_only_columns(BulkItem.fate, Client.public_id, Client.display_name, BulkItem.why)
        .order_by(BulkItem.fate, Client.name_key)
        .limit(limit)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def deed_of(public_id: str, *, actor: Actor) -> BulkDeed:
    """The bulk deed of ``actor``; NotFound for any other."""
    found = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        found = db.session.scalars(
            sa.select(BulkDeed).where(
                BulkDeed.public_id == public_id, BulkDeed.author_id == actor.employee_id
            )
        ).one_or_none()
    if found is None:
        raise NotFound(_("There is no such deed."))
    return found


def by_operation(operation_id: int) -> BulkDeed | None:
    """The bulk deed written down as ``operation_id``."""
    return db.session.scalars(
        sa.select(BulkDeed).where(BulkDeed.operation_id == operation_id)
    ).one_or_none()


def done_clients(bulk: BulkDeed) -> list[int]:
    """Keys of the clients that were changed."""
    return list(
        db.session.scalars(
            sa.select(BulkItem.client_id).where(
                BulkItem.bulk_deed_id == bulk.id, BulkItem.fate == Fate.DONE
            )
        )
    )


def served_first(client_ids: Sequence[int]) -> list[tuple[Client, Employee]]:
    """The clients with who serves each first, in the order of worth; for who holds them."""
    rows = db.session.execute(
        sa.select(Client, Employee)
        .join(Assignment, OF_PRIMARY_MANAGER)
        .join(Employee, Employee.id == Assignment.employee_id)
        .where(Client.id == any_of(client_ids))
        .order_by(Client.call_order, Client.id)
    )
    return [(row[0], row[1]) for row in rows]


def due_of(
    statement: sa.Select[Client], deed: Deed, params: Mapping[str, Any], actor: Actor, limit: int
) -> list[int]:
    """Keys of the first ``limit`` clients of ``statement`` that ``deed`` would change."""
    wanted = statement.where(fate(deed, params, actor) == Fate.DUE.value)
    return list(
        db.session.scalars(
            wanted.with_only_columns(Client.id).order_by(Client.call_order, Client.id).limit(limit)
        )
    )


Tests = tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]


def _open_primary(*more: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(OF_PRIMARY_MANAGER, *more)


def _set(params: Mapping[str, Any]) -> Tests:
    foreign = Client.kind.not_in(params["kinds"]) if "kinds" in params else sa.false()
    value = params.get("value")
    if "custom_id" in params:
        column = getattr(CustomValue, params["column"])
        mine = (
            CustomValue.client_id == Client.id,
            CustomValue.field_id == params["custom_id"],
        )
        if value is None:
            return foreign, sa.not_(sa.exists().where(*mine))
        asked: Any = sa.literal(value, column.type)
        if not isinstance(value, list):
            asked = sa.cast(sa.literal(value), column.type)
        return foreign, sa.exists().where(*mine, column == asked)
    if "field" not in params:
        return foreign, sa.false()
    column = getattr(Client, params["field"])
    return foreign, column.is_not_distinct_from(typed(column.type, value))


def _assign(params: Mapping[str, Any]) -> Tests:
    certified = params.get("is_certified", True)
    unfit = sa.false() if certified else Client.vip_tier != ""
    mine = _open_primary(Assignment.employee_id == params.get("employee_id", 0))
    return unfit, mine


def _plan(params: Mapping[str, Any]) -> Tests:
    if params.get("spares"):
        return sa.not_(_open_primary()), Client.next_contact_at.is_not(None)
    if "at" not in params:
        return sa.not_(_open_primary()), sa.false()
    same = sa.exists().where(
        Interaction.client_id == Client.id,
        Interaction.state == InteractionState.PLANNED,
        Interaction.planned_at == _called_at(params),
        OF_PRIMARY_MANAGER,
    )
    return sa.not_(_open_primary()), same


def _called_at(params: Mapping[str, Any]) -> Any:
    """When the client of an Assignment is called, see ``diaries.laid``."""
    at = sa.cast(sa.literal(params["at"]), Interaction.planned_at.type)
    moved = {
        int(keeper): sa.cast(sa.literal(other), Interaction.planned_at.type)
        for keeper, other in params.get("moved", {}).items()
    }
    return sa.case(moved, value=Assignment.employee_id, else_=at) if moved else at


def _take(params: Mapping[str, Any]) -> Tests:
    plan_id = params.get("plan_id", 0)
    shared = sa.select(PlanShare.employee_id).where(PlanShare.plan_id == plan_id)
    fits = _open_primary(Assignment.employee_id.in_(shared)) if plan_id else _open_primary()
    here = sa.exists().where(PlanProspect.plan_id == plan_id, PlanProspect.client_id == Client.id)
    unfit = sa.or_(
        Client.lifecycle != Lifecycle.PROSPECT,
        Client.is_active.is_(False),
        sa.not_(fits),
        sa.and_(is_taken(plan_id), sa.not_(here)),
    )
    return unfit, here


def _start(params: Mapping[str, Any]) -> Tests:
    runs = sa.exists().where(
        Schedule.client_id == Client.id,
        Schedule.state.in_([ScheduleState.RUNNING, ScheduleState.PAUSED]),
        Schedule.template_version_id == TemplateVersion.id,
        TemplateVersion.template_id == params.get("template_id", 0),
    )
    kinds = params.get("kinds", [kind.value for kind in ClientKind])
    unfit = sa.or_(sa.not_(_open_primary()), Client.is_active.is_(False), Client.kind.not_in(kinds))
    return unfit, runs


def _bin(params: Mapping[str, Any]) -> Tests:
    return Client.vip_tier != "", Client.deleted_at.is_not(None)


def _member(params: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        SegmentMember.client_id == Client.id,
        SegmentMember.segment_id == params.get("segment_id", 0),
    )


_TESTS: dict[Deed, Any] = {
    Deed.SET: _set,
    Deed.ASSIGN: _assign,
    Deed.PLAN: _plan,
    Deed.BIN: _bin,
    Deed.TAKE: _take,
    Deed.START: _start,
    Deed.LIST_ADD: lambda params: (sa.false(), _member(params)),
    Deed.LIST_REMOVE: lambda params: (
        sa.false(),
        sa.not_(_member(params)) if "segment_id" in params else sa.false(),
    ),
}
