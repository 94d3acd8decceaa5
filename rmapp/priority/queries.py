"""Past contacts with what was known before each, and the clients to be put in order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from ..clients.models import Client, Lifecycle
from ..core.db import any_of, db
from ..interactions.models import Interaction, InteractionState
from ..interactions.words import TWO_WAY, NoNextReason, Result
from ..opportunities.models import Opportunity
from .models import CallModel, CallSwitch
from .rules.stated import Known

#: The latest so many contacts are looked at.
MOST = 20_000
#: What a contact is described by: all of it was known before it.
COLUMNS = (
    "kind", "number", "purpose", "hour", "weekday", "last_result", "heat", "answered",
    "agreed", "days_since", "days_silent", "client_kind", "source", "channel",
)  # fmt: skip


@dataclass(frozen=True)
class Described:
    """A contact, past or to come: its columns as the learner reads them, and as the rules do."""

    cells: tuple[str, ...]
    known: Known


@dataclass(frozen=True)
class PastContact:
    """A past contact. ``success``: the client agreed, or bought."""

    at: dt.datetime
    success: bool
    before: Described


@dataclass(frozen=True)
class Candidate:
    """A client to be put in order; ``worth`` of a success in minor units, 0: not known."""

    id: int
    worth: int
    next: Described


_i = aliased(Interaction)
_two_way = _i.result.in_(sorted(TWO_WAY))
_agreed = _i.result == Result.AGREED


def _is_success(row: Any) -> bool:
    return bool(row.result is Result.AGREED or row.no_next_reason is NoNextReason.BOUGHT)


def past_contacts(zone: str, limit: int = MOST) -> list[PastContact]:
    """The latest ``limit`` contacts with an outcome, the earliest first, each with what stood in
    the base before it. One statement. ``zone``: of the bank."""
    recent = (
        sa.select(Interaction.client_id, Interaction.outcome_at)
        .where(Interaction.state == InteractionState.DONE)
        .order_by(Interaction.outcome_at.desc(), Interaction.id.desc())
        .limit(limit)
        .cte("recent")
    )
    mine: dict[str, Any] = {"partition_by": _i.client_id, "order_by": (_i.outcome_at, _i.id)}
    before: dict[str, Any] = {**mine, "rows": (None, -1)}
    told = (
        sa.select(
            _i.id, _i.outcome_at, _i.planned_at, _i.kind, _i.purpose, _i.contact_number,
            _i.result, _i.no_next_reason,
            Client.kind.label("client_kind"), Client.source_id, Client.channel_id,
            sa.func.lag(_i.result).over(**mine).label("last_result"),
            sa.func.lag(_i.temperature_after).over(**mine).label("heat"),
            sa.func.lag(_i.outcome_at).over(**mine).label("last_at"),
            sa.func.count().filter(_two_way).over(**before).label("answered"),
            sa.func.count().filter(_agreed).over(**before).label("agreed"),
            sa.func.max(_i.outcome_at).filter(_two_way).over(**before).label("spoken_at"),
        )
        .join(Client, Client.id == _i.client_id)
        .where(
            _i.state == InteractionState.DONE,
            _i.client_id.in_(sa.select(recent.c.client_id)),
        )
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(
        sa.select(told)
        .where(told.c.outcome_at >= sa.select(sa.func.min(recent.c.outcome_at)).scalar_subquery())
        .order_by(told.c.outcome_at, told.c.id)
    ).all()
    there = ZoneInfo(zone)
    return [
        PastContact(row.outcome_at, _is_success(row), _described(row, row.outcome_at, there))
        for row in rows[-limit:]
    ]


def candidates(after: int, limit: int, zone: str, now: dt.datetime) -> list[Candidate]:
    """The next ``limit`` active clients in the order of their keys, with the contact planned next,
    or a call where none is. Five statements."""
    clients = db.session.execute(
        sa.select(
            Client.id, Client.kind, Client.source_id, Client.channel_id, Client.possible_profit,
            Client.temperature,
        )
        .where(
            Client.id > after,
            Client.deleted_at.is_(None),
            Client.is_active.is_(True),
            Client.lifecycle != Lifecycle.FORMER,
        )
        .order_by(Client.id)
        .limit(limit)
    ).all()  # fmt: skip
    if not clients:
        return []
    ids = [row.id for row in clients]
    counted, last, planned = _counted(ids), _last(ids), _planned(ids)
    sales, there = _open_sales(ids), ZoneInfo(zone)
    found = []
    for row in clients:
        view = _view(
            row,
            plan=planned.get(row.id),
            past=last.get(row.id),
            counted=counted.get(row.id),
            has_open_sale=row.id in sales,
        )
        worth = sales.get(row.id) or row.possible_profit or 0
        found.append(Candidate(row.id, worth, _described(view, now, there)))
    return found


def _view(client: Any, *, plan: Any, past: Any, counted: Any, has_open_sale: bool) -> _Next:
    """The next contact with ``client``: as it is planned (a call where it is not), after the last
    one that took place and all that were counted; each of the three may be missing."""
    number = past.contact_number + 1 if past else 1
    return _Next(
        kind=plan.kind if plan else "call",
        purpose=plan.purpose if plan else "",
        planned_at=plan.planned_at if plan else None,
        contact_number=plan.contact_number if plan else number,
        client_kind=client.kind,
        source_id=client.source_id,
        channel_id=client.channel_id,
        last_result=past.result if past else None,
        heat=past.temperature_after if past and past.temperature_after else client.temperature,
        last_at=past.outcome_at if past else None,
        answered=counted.answered if counted else 0,
        agreed=counted.agreed if counted else 0,
        spoken_at=counted.spoken_at if counted else None,
        has_open_sale=has_open_sale,
    )


def _counted(client_ids: list[int]) -> dict[int, Any]:
    """How many contacts of each client were answered and agreed to, and when the last talk was."""
    rows = db.session.execute(
        sa.select(
            _i.client_id,
            sa.func.count().filter(_two_way).label("answered"),
            sa.func.count().filter(_agreed).label("agreed"),
            sa.func.max(_i.outcome_at).filter(_two_way).label("spoken_at"),
        )
        .where(_i.client_id == any_of(client_ids), _i.state == InteractionState.DONE)
        .group_by(_i.client_id)
    )
    return {row.client_id: row for row in rows}


def _last(client_ids: list[int]) -> dict[int, Any]:
    """The last contact with each client that took place."""
    rows = db.session.execute(
        sa.select(_i.client_id, _i.result, _i.temperature_after, _i.outcome_at, _i.contact_number)
        .where(_i.client_id == any_of(client_ids), _i.state == InteractionState.DONE)
        .ext(distinct_on(_i.client_id))
        .order_by(_i.client_id, _i.outcome_at.desc(), _i.id.desc())
    )
    return {row.client_id: row for row in rows}


def _planned(client_ids: list[int]) -> dict[int, Any]:
    """The contact planned next with each client."""
    rows = db.session.execute(
        sa.select(_i.client_id, _i.kind, _i.purpose, _i.planned_at, _i.contact_number)
        .where(_i.client_id == any_of(client_ids), _i.state == InteractionState.PLANNED)
        .ext(distinct_on(_i.client_id))
        .order_by(_i.client_id, _i.planned_at, _i.id)
    )
    return {row.client_id: row for row in rows}


def _open_sales(client_ids: list[int]) -> dict[int, int]:
    """What the open sales of each client are expected to bring, weighed by nothing: the chance is
    that of the contact. The profit, or a tenth of the amount where none is said."""
    rows = db.session.execute(
        sa.select(
            Opportunity.client_id,
            sa.func.sum(sa.func.coalesce(Opportunity.expected_profit, Opportunity.amount / 10)),
        )
        .where(
            Opportunity.client_id == any_of(client_ids),
            Opportunity.closed_at.is_(None),
        )
        .group_by(Opportunity.client_id)
    )
    return {client_id: int(worth or 0) for client_id, worth in rows}


@dataclass(frozen=True)
class _Next:
    kind: str
    purpose: str
    planned_at: dt.datetime | None
    contact_number: int
    client_kind: str
    source_id: int | None
    channel_id: int | None
    last_result: str | None
    heat: str | None
    last_at: dt.datetime | None
    answered: int
    agreed: int
    spoken_at: dt.datetime | None
    has_open_sale: bool = False


def _described(row: Any, at: dt.datetime, zone: ZoneInfo) -> Described:
    local = row.planned_at.astimezone(zone) if row.planned_at else None
    heat, result = row.heat or "", row.last_result or ""
    cells = (
        str(row.kind), str(min(row.contact_number, 12)), str(row.purpose),
        str(local.hour) if local else "", str(local.isoweekday()) if local else "",
        str(result), str(heat), str(min(row.answered, 20)), str(min(row.agreed, 20)),
        _days(row.last_at, at), _days(row.spoken_at, at), str(row.client_kind),
        str(row.source_id or ""), str(row.channel_id or ""),
    )  # fmt: skip
    known = Known(
        number=row.contact_number,
        heat=str(heat) or "cold",
        last_result=str(result),
        answered=row.answered,
        has_open_sale=getattr(row, "has_open_sale", False),
    )
    return Described(cells, known)


def _days(since: dt.datetime | None, at: dt.datetime) -> str:
    return str(max(0, (at - since).days)) if since else ""


def typical_worth() -> int:
    """What a success is worth where nothing is said of it: the median possible profit, in minor
    units; 0 while no client has one."""
    middle = sa.func.percentile_cont(0.5).within_group(Client.possible_profit)
    return int(db.session.scalar(sa.select(middle).where(Client.possible_profit.is_not(None))) or 0)


def latest_model() -> CallModel | None:
    """What was learned last."""
    return db.session.scalar(
        sa.select(CallModel).order_by(CallModel.learned_at.desc(), CallModel.id.desc()).limit(1)
    )


def latest_switch() -> CallSwitch | None:
    """The last decision whether the learned order may decide; None: nobody has decided yet."""
    return db.session.scalar(
        sa.select(CallSwitch)
        .options(sa.orm.joinedload(CallSwitch.made_by))
        .order_by(CallSwitch.id.desc())
        .limit(1)
    )


def is_on() -> bool:
    """Whether a model that is better than the rules decides; it does until somebody says no."""
    switch = latest_switch()
    return switch is None or switch.is_on
