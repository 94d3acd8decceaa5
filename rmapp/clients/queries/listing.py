"""The list of clients: filters, orders, one statement a page."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ...core import clock, pagination
from ...core.db import db
from ...core.pagination import COUNT_CAP, Keyset, Order, Page
from ...core.phones import EXTENDED
from ...policy.enforce import Actor, reach
from ...policy.models import Reach
from ...staff.models import Employee, name_of
from ..models import (
    NEVER,
    Assignment,
    Client,
    ClientKind,
    ClientPhone,
    ContactPerson,
    Lifecycle,
    Temperature,
)
from ..models.reaching import WRITTEN_PHONE
from .reach import Reaching, by_name, own_clients, reaching, visible_to
from .search import matching

ORDERS = ("name", "next", "last")


@dataclass(frozen=True)
class Filter:
    """What a list is asked for; empty values ask for nothing. ``sort``: see ``ORDERS``, with a
    minus for the other way. ``vip``: "any", "none" or a tier. ``silent``: days."""

    text: str = ""
    lifecycle: Lifecycle | None = None
    kind: ClientKind | None = None
    temperature: Temperature | None = None
    manager: str = ""  # public id; "none": a client without a primary manager
    no_step: bool = False
    silent: int = 0
    vip: str = ""
    sort: str = "name"
    where: Any = None  # clients.catalogue.conditions.Condition
    columns: tuple[Any, ...] = ()  # fields of the catalogue to select besides
    order: Any = None  # the field of the catalogue to sort by instead of ``sort``
    ids: tuple[str, ...] = ()  # public ids: of these alone

    @property
    def is_empty(self) -> bool:
        """Whether the list shows everything within reach."""
        return self == Filter(sort=self.sort, columns=self.columns, order=self.order)


@dataclass(frozen=True)
class ListRow:
    """One line of the list."""

    id: int
    public_id: str
    name: str
    kind: ClientKind
    lifecycle: Lifecycle
    temperature: Temperature
    vip_tier: str
    manager: str | None
    last_contact_at: dt.datetime | None
    next_contact_at: dt.datetime | None
    resumes_on: dt.date | None
    phone: str | None
    currency: str = "RUB"
    extension: str = ""  # of the phone
    values: dict[str, Any] = field(default_factory=dict)  # key of the catalogue → value


_primary, _manager = aliased(Assignment), aliased(Employee)
#: Where a client is called: its own number, else that of its first contact person.
_phone = sa.func.coalesce(
    sa.select(WRITTEN_PHONE)
    .where(ClientPhone.client_id == Client.id, ClientPhone.is_invalid.is_(False))
    .order_by(ClientPhone.is_preferred.desc(), ClientPhone.id)
    .limit(1)
    .correlate(Client)
    .scalar_subquery(),
    sa.select(
        sa.case(
            (
                ContactPerson.phone_extension != "",
                ContactPerson.phone + EXTENDED + ContactPerson.phone_extension,
            ),
            else_=ContactPerson.phone,
        )
    )
    .where(
        ContactPerson.client_id == Client.id,
        ContactPerson.deleted_at.is_(None),
        ContactPerson.phone != "",
    )
    .order_by(ContactPerson.is_head.desc(), ContactPerson.id)
    .limit(1)
    .correlate(Client)
    .scalar_subquery(),
)
_COLUMNS: tuple[Any, ...] = (
    Client.id,
    Client.public_id,
    Client.display_name,
    Client.kind,
    Client.lifecycle,
    Client.temperature,
    Client.vip_tier,
    name_of(_manager).label("manager"),
    Client.last_contact_at,
    Client.next_contact_at,
    Client.resumes_on,
    _phone.label("phone"),
    Client.currency,
)
_OF_MANAGER = sa.and_(
    _primary.client_id == Client.id, _primary.ended_at.is_(None), _primary.is_primary
)


def listed(
    actor: Actor,
    wanted: Filter,
    *,
    cursor: str | None = None,
    limit: int = pagination.PAGE,
    count_to: int = pagination.COUNT_CAP,
) -> Page[ListRow]:
    """The page of clients within reach that ``wanted`` asks for, counted up to the cap.

    Two statements, one where the first page is all. Refuses a foreign cursor with Malformed.
    """
    if wanted.is_empty and not wanted.columns and wanted.order is None and count_to == COUNT_CAP:
        pages, counting = _everything(reaching(actor), wanted.sort)
    else:
        pages, counting = _paged(actor, wanted, count_to)
    page = pages.page(cursor=cursor, limit=limit, scalars=False)
    page.rows = [_row(row, wanted.columns) for row in page.rows]
    is_whole = cursor is None and page.next is None
    page.count = len(page.rows) if is_whole else db.session.execute(counting).scalar_one()
    return page


def _paged(actor: Actor, wanted: Filter, count_to: int) -> tuple[Keyset, sa.Select[int]]:
    """The pages that ``wanted`` asks for, and what counts their clients."""
    reached, name_key = _reached(actor, wanted)
    statement = (
        reached.outerjoin(_primary, _OF_MANAGER)
        .outerjoin(_manager, _manager.id == _primary.employee_id)
        .with_only_columns(*_COLUMNS, *[column.selected(actor) for column in wanted.columns])
    )
    return Keyset(statement, _order(wanted, name_key)), pagination.counted(reached, count_to)


@functools.lru_cache(maxsize=256)
def _everything(reader: Reaching, sort: str) -> tuple[Keyset, sa.Select[int]]:
    """The list as it opens: built once for each person."""
    pages, counting = _paged(reader.actor, Filter(sort=sort), COUNT_CAP)
    if reach(reader.actor, "clients:read") is Reach.OWN:
        counting = pagination.counted(own_clients(reader.actor), COUNT_CAP)
    return pages, counting


def row_of(actor: Actor, client_id: int, columns: Sequence[Any]) -> ListRow:
    """One line as :func:`listed` gives it, with ``columns`` of the catalogue besides."""
    extra = tuple(columns)
    found = db.session.execute(
        visible_to(actor)
        .where(Client.id == client_id)
        .outerjoin(_primary, _OF_MANAGER)
        .outerjoin(_manager, _manager.id == _primary.employee_id)
        .with_only_columns(*_COLUMNS, *[column.selected(actor) for column in extra])
    ).one()
    return _row(found, extra)


def matched(actor: Actor, wanted: Filter, permission: str = "clients:read") -> sa.Select[Client]:
    """The clients that :func:`listed` would page through, as a statement without order."""
    return _reached(actor, wanted, permission)[0]


def _reached(
    actor: Actor, wanted: Filter, permission: str = "clients:read"
) -> tuple[sa.Select[Any], Any]:
    """The clients asked for, and the column of their name on the way they are read along."""
    manager, where = wanted.manager, wanted.where
    if where and not manager:
        manager, where = where.kept_by(actor)
    reached, name_key = by_name(actor, manager, permission)
    return reached.where(*_conditions(wanted), *(where.sql(actor) if where else ())), name_key


def count_exactly(actor: Actor, wanted: Filter) -> int:
    """How many clients the list has, however many. One statement."""
    inner = matched(actor, wanted).with_only_columns(sa.literal(1)).subquery()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(inner)) or 0)


def managers_within(actor: Actor) -> list[Employee]:
    """Colleagues whose clients ``actor`` reaches, by name; nobody for a reach of one's own."""
    how_far = reach(actor, "clients:read")
    if how_far in (Reach.NONE, Reach.OWN):
        return []
    statement = (
        sa.select(Employee)
        .where(
            Employee.is_active.is_(True),
            sa.exists().where(Assignment.employee_id == Employee.id, Assignment.ended_at.is_(None)),
        )
        .order_by(Employee.name_key, Employee.id)
        .limit(300)
    )
    if how_far is Reach.TEAM:
        statement = statement.where(Employee.team_id.in_(actor.team_ids))
    return list(db.session.execute(statement).scalars())


def _conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.ids:
        found.append(Client.public_id.in_(wanted.ids))
    if wanted.text:
        condition = matching(wanted.text)
        found.append(sa.false() if condition is None else condition)
    for name in ("lifecycle", "kind", "temperature"):
        value = getattr(wanted, name)
        if value is not None:
            found.append(getattr(Client, name) == value)
    if wanted.no_step:
        found += [Client.next_contact_at.is_(None), Client.resumes_on.is_(None)]
    if wanted.silent:
        since = clock.now() - dt.timedelta(days=wanted.silent)
        found.append(sa.func.coalesce(Client.last_contact_at, Client.created_at) < since)
    if wanted.vip == "any":
        found.append(Client.vip_tier != "")
    elif wanted.vip == "none":
        found.append(Client.vip_tier == "")
    elif wanted.vip:
        found.append(Client.vip_tier == wanted.vip)
    return found


def _order(wanted: Filter, name_key: Any) -> list[Order]:
    descending = wanted.sort.startswith("-")
    name = wanted.sort.removeprefix("-")
    column: Any = name_key
    if wanted.order is not None and wanted.order.sort_down is not None:
        column = wanted.order.sort_down if descending else wanted.order.sort
        return [Order(column, descending), Order(name_key), Order(Client.id)]
    if wanted.order is not None:
        column = wanted.order.sort
    elif name == "next":
        column = sa.func.coalesce(Client.next_contact_at, NEVER, type_=Client.next_contact_at.type)
    elif name == "last":
        column = sa.func.coalesce(Client.last_contact_at, NEVER, type_=Client.last_contact_at.type)
    return [Order(column, descending), Order(Client.id, descending)]


def _row(row: Any, columns: tuple[Any, ...]) -> ListRow:
    (key, public_id, name, kind, lifecycle, temperature, tier, manager, last, upcoming, resumes,
     phone, currency, *values) = row  # fmt: skip
    number, _sign, extension = (phone or "").partition(EXTENDED)
    return ListRow(
        id=key,
        public_id=public_id,
        name=name,
        kind=kind,
        lifecycle=lifecycle,
        temperature=temperature,
        vip_tier=tier,
        manager=manager,
        last_contact_at=last,
        next_contact_at=upcoming,
        resumes_on=resumes,
        phone=number or None,
        extension=extension,
        currency=currency,
        values={one.key: value for one, value in zip(columns, values, strict=True)},
    )
