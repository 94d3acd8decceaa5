"""The lists behind the numbers of a day: every client of some managers with one need."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ...clients.models import Assignment, Client, Lifecycle
from ...clients.queries import within_reach
from ...core import clock
from ...core.db import UTCDateTime, any_of
from ...core.pagination import Order, Page, keyset
from ...handovers.models import Handover, HandoverItem
from ...handovers.queries import still_awaits
from ...interactions.models import Interaction, InteractionState, Promise, PromiseState
from ...interactions.words import Side
from ...policy.enforce import Actor
from ...staff.models import Employee, name_of
from ..rules import Need, Task
from .attention import TASK, last_heard, may_need, seen_by, silent, task_of
from .given_up import none_because
from .worth import worth_key


def case_page(
    actor: Actor,
    manager_ids: list[int],
    need: Need,
    *,
    before: dt.datetime,
    cursor: str | None = None,
) -> Page[Task]:
    """A page of the list behind a number: every client of the managers with ``need`` that
    ``actor`` reaches; of promises those of the bank that were not kept by their day. In the order
    of My day: who is worth most first, of the silent those to be spoken with anyhow last; what is
    overdue by its age. ``before``: the beginning of the day."""
    now = clock.now()
    statement, order = cases_of(actor, manager_ids, need, before=before)
    page = keyset(statement, order, cursor=cursor, counted=True, scalars=False)
    told = statement.selected_columns.keys()
    page.rows = [
        replace(
            task_of(row, now, need, row.because),
            days=max((now - row.since).days, int(need is Need.OVERDUE)),  # as on My day
            contact_public_id=row.contact,
            number=row.number,
            manager=row.keeper or "",
            text=row.text if need is Need.PROMISE else "",
            day=row.due_on if need is Need.PROMISE else None,
        )
        for row in (SimpleNamespace(**dict(zip(told, one, strict=False))) for one in page.rows)
    ]
    return page


def cases_of(
    actor: Actor, manager_ids: list[int], need: Need, *, before: dt.datetime
) -> tuple[sa.Select[*tuple[Any, ...]], list[Order]]:
    """Everything :func:`case_page` pages through, and in which order."""
    match need:
        case Need.OVERDUE:
            return _overdue(actor, manager_ids, before)
        case Need.PROMISE:
            return _broken(actor, manager_ids)
        case Need.ACCEPT:
            return _unaccepted(actor, manager_ids)
        case _:
            return _needy(actor, manager_ids, need, clock.now())


def _broken(
    actor: Actor, manager_ids: list[int]
) -> tuple[sa.Select[*tuple[Any, ...]], list[Order]]:
    statement = (
        sa.select(
            *TASK,
            sa.func.coalesce(Interaction.public_id, "").label("contact"),
            sa.literal(0).label("number"),
            Promise.created_at.label("since"),
            _name_of(Promise.owner_id).label("keeper"),
            sa.literal("").label("because"),
            Promise.text,
            Promise.due_on,
        )
        .select_from(Promise)
        .join(Client, Client.id == Promise.client_id)
        .outerjoin(Interaction, Interaction.id == Promise.interaction_id)
        .where(
            Promise.owner_id == _one_or_any(manager_ids),
            Promise.state == PromiseState.OPEN,
            Promise.side == Side.BANK,
            Promise.due_on < clock.today(actor.zone),
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read"),
        )
    )
    return statement, [Order(Promise.due_on), Order(Promise.id)]


def _unaccepted(
    actor: Actor, manager_ids: list[int]
) -> tuple[sa.Select[*tuple[Any, ...]], list[Order]]:
    statement = (
        sa.select(
            *TASK,
            sa.literal("").label("contact"),
            sa.literal(0).label("number"),
            Handover.executed_at.label("since"),
            _name_of(HandoverItem.receiver_id).label("keeper"),
            sa.literal("").label("because"),
        )
        .select_from(HandoverItem)
        .join(Handover, Handover.id == HandoverItem.handover_id)
        .join(Client, Client.id == HandoverItem.client_id)
        .where(
            HandoverItem.receiver_id == _one_or_any(manager_ids),
            still_awaits(),
            within_reach(actor, "clients:read"),
        )
    )
    return statement, [Order(Handover.executed_at), Order(HandoverItem.id)]


def _overdue(
    actor: Actor, manager_ids: list[int], before: dt.datetime
) -> tuple[sa.Select[*tuple[Any, ...]], list[Order]]:
    statement = (
        sa.select(
            *TASK,
            Interaction.public_id.label("contact"),
            Interaction.contact_number.label("number"),
            Interaction.planned_at.label("since"),
            _keeper().label("keeper"),
            sa.literal("").label("because"),
        )
        .select_from(Interaction)
        .join(Client, Client.id == Interaction.client_id)
        .where(
            Interaction.manager_id == _one_or_any(manager_ids),
            Interaction.state == InteractionState.PLANNED,
            Interaction.planned_at < before,
            Client.deleted_at.is_(None),
            within_reach(actor, "interactions:read"),
        )
    )
    return statement, [Order(Interaction.planned_at), Order(Interaction.id)]


def _needy(
    actor: Actor, manager_ids: list[int], need: Need, now: dt.datetime
) -> tuple[sa.Select[*tuple[Any, ...]], list[Order]]:
    statement = (
        sa.select(
            *TASK,
            sa.literal("").label("contact"),
            sa.literal(0).label("number"),
            last_heard().label("since"),
            _keeper().label("keeper"),
            none_because(Client.id).label("because"),
        )
        .select_from(Assignment)
        .join(Client, Client.id == Assignment.client_id)
        .where(
            Assignment.employee_id == _one_or_any(manager_ids),
            Assignment.ended_at.is_(None),
            Assignment.is_primary,
            seen_by(actor, is_own=manager_ids == [actor.employee_id]),
        )
    )
    if need is Need.NO_STEP:
        waiting = statement.where(Assignment.step_order.is_not(None))
        return waiting, [Order(Assignment.step_order), Order(Assignment.client_id)]
    at = Client.created_at
    heard = sa.func.coalesce(Client.last_contact_at, at, type_=at.type)
    quiet = statement.where(
        may_need(sa.literal(now, UTCDateTime())),
        Assignment.lifecycle == Lifecycle.CLIENT,
        Client.is_active.is_(True),
        silent(now),
    )
    planned = sa.case((Client.next_contact_at.is_(None), 0), else_=1)
    return quiet, [Order(planned), Order(worth_key()), Order(heard), Order(Client.id)]


def _one_or_any(keys: list[int]) -> Any:
    if len(keys) == 1:  # an index gives the order of one
        return sa.literal(keys[0], sa.BigInteger)
    return any_of(keys)


def _name_of(key: Any) -> sa.ScalarSelect[str]:
    return sa.select(name_of(Employee)).where(Employee.id == key).scalar_subquery()


def _keeper() -> sa.ScalarSelect[str]:
    """The name of who serves the client of the row."""
    served = aliased(Assignment)
    return (
        sa.select(name_of(Employee))
        .join(served, served.employee_id == Employee.id)
        .where(served.client_id == Client.id, served.ended_at.is_(None), served.is_primary)
        .limit(1)
        .scalar_subquery()
    )
