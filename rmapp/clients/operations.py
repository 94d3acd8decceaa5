"""Low changes to clients that several slices share: assignments' rows and the search column.

Nothing here asks for a permission or writes the trail: the deed that calls it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..core import clock
from ..core.db import db
from ..core.errors import Conflict
from ..core.text import Terms
from ..policy.enforce import Actor
from ..staff.models import Employee
from . import spelling
from .custom import queries as custom
from .events import note
from .models import (
    PRIMARY,
    Assignment,
    AssignmentRole,
    Client,
    ClientEmail,
    ClientPhone,
    ContactPerson,
)
from .rules import NUMBERS, PERSON, order_key, terms_of

BATCH = 1_000


def assign_row(
    client_id: int,
    employee_id: int,
    role: AssignmentRole,
    *,
    actor: Actor | None,
    reason: str,
    handover_id: int | None = None,
    is_first: bool = False,
) -> Assignment:
    """Open an assignment of ``employee_id`` to the client and write it into the client's history.

    ``is_first``: the client was made in this transaction, so nobody serves it yet. Refuses with
    :class:`Conflict` when the client has a primary manager already (for a primary role) or the
    employee serves the client in this role.
    """
    is_primary = role in PRIMARY
    if not is_first:
        _nobody_in_the_way(client_id, employee_id, role)
    assignment = Assignment(
        client_id=client_id,
        employee_id=employee_id,
        role=role,
        is_primary=is_primary,
        started_at=clock.now(),
        reason=reason[:500],
        assigned_by_id=actor.employee_id if actor else None,
        handover_id=handover_id,
    )
    db.session.add(assignment)
    db.session.flush()
    _note_assignment(assignment, "assigned", actor=actor, reason=reason)
    return assignment


def _nobody_in_the_way(client_id: int, employee_id: int, role: AssignmentRole) -> None:
    db.session.execute(sa.select(Client.id).where(Client.id == client_id).with_for_update())
    same = sa.and_(Assignment.employee_id == employee_id, Assignment.role == role)
    in_the_way = db.session.execute(
        sa.select(Assignment.employee_id)
        .where(
            Assignment.client_id == client_id,
            Assignment.ended_at.is_(None),
            sa.or_(same, Assignment.is_primary) if role in PRIMARY else same,
        )
        .limit(1)
    ).scalar_one_or_none()
    if in_the_way == employee_id:
        raise Conflict(_("This colleague serves the client already."))
    if in_the_way is not None:
        raise Conflict(_("The client has a manager already. End that assignment first."))


def end_row(
    assignment: Assignment,
    *,
    actor: Actor | None,
    reason: str,
    handover_id: int | None = None,
) -> None:
    """End an open assignment now; the row and its reason stay (V10).

    Refuses with :class:`Conflict` when it has ended already.
    """
    if assignment.ended_at is not None:
        raise Conflict(_("This assignment has ended already."))
    assignment.ended_at = max(clock.now(), assignment.started_at)
    if handover_id is not None and assignment.handover_id is None:
        assignment.handover_id = handover_id
    db.session.flush()
    _note_assignment(assignment, "assignment-ended", actor=actor, reason=reason)


def _note_assignment(
    assignment: Assignment, kind: str, *, actor: Actor | None, reason: str
) -> None:
    employee: Employee | Actor
    if actor is not None and actor.employee_id == assignment.employee_id:
        employee = actor
    else:
        employee = db.session.get_one(Employee, assignment.employee_id)
    note(
        assignment.client_id,
        kind,
        actor=actor,
        title=employee.name,
        obj=assignment,
        detail={
            "role": assignment.role.value,
            "employee": employee.name,
            "employee_public_id": employee.public_id,
            "reason": reason[:500],
        },
    )


def search_terms(
    client: Any,
    *,
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    people: Iterable[str] = (),
    own: Iterable[str] = (),
) -> Terms:
    """What ``client`` (one, or a row with its names and numbers) is found by. ``people``: names of
    its contact persons; ``own``: texts of the bank's own fields."""
    person_name = [client.family_name, client.given_name, client.patronymic]
    return terms_of(
        names=[
            client.display_name,
            client.short_name,
            client.full_name,
            " ".join(part or "" for part in person_name).strip(),
            *people,
            *own,
        ],
        phones=phones,
        emails=emails,
        numbers=[getattr(client, name) for name in NUMBERS],
    )


def order_of(client: Any) -> str:
    """What lists sort ``client`` by: one, or a row with its kind and names."""
    parts = {name: getattr(client, name) for name in PERSON}
    return order_key(client.kind, client.display_name, parts)


def search_column(terms: Terms) -> sa.ColumnElement[Any]:
    """The value of the search column of a client that is about to be written; the words of its
    names are known from now on."""
    spelling.learn(terms.words)
    return sa.func.array_to_tsvector(sa.literal(terms.tokens, sa.ARRAY(sa.Text)))


def refresh_search(client: Client) -> None:
    """Write the order key and the search tokens of ``client`` anew from its rows."""
    db.session.flush()
    refresh_search_many([client.id])
    client.name_key = order_of(client)


@contextmanager
def indexing_at_once() -> Iterator[None]:
    """Many clients are written: their search tokens wait and enter the index together at the end.

    A session lets few of them wait, because every search reads what waits. Here a word that
    many of the clients share is looked up in the index once, not every sixty clients anew: half of
    what writing them costs the server.
    """
    name = "gin_pending_list_limit"
    usual = db.session.scalar(sa.select(sa.func.current_setting(name)))
    db.session.execute(sa.select(sa.func.set_config(name, "64MB", True)))
    yield
    db.session.execute(
        sa.select(sa.func.client_search_settle(), sa.func.set_config(name, usual, True))
    )


def refresh_search_many(ids: Sequence[int]) -> None:
    """The same for all clients of ``ids``, eight statements per thousand; versions stay."""
    for start in range(0, len(ids), BATCH):
        _refresh(list(ids[start : start + BATCH]))


@lru_cache(maxsize=1)
def _rows_of() -> tuple[Any, Any, Any, Any]:
    """What clients are found by: their rows, phones, mail, people; built once, ``:ids`` bound."""
    wanted = sa.any_(sa.bindparam("ids", type_=sa.ARRAY(sa.BigInteger)))
    columns = (
        "id", "kind", "display_name", "full_name", "short_name", "family_name", "given_name",
        "patronymic", *NUMBERS,
    )  # fmt: skip
    phone, email, person = ClientPhone, ClientEmail, ContactPerson
    return (
        sa.select(*[getattr(Client, name) for name in columns]).where(Client.id == wanted),
        sa.select(phone.client_id, phone.number).where(phone.client_id == wanted),
        sa.select(email.client_id, email.address).where(email.client_id == wanted),
        sa.select(person.client_id, person.name, person.phone, person.email)
        .where(person.client_id == wanted, person.deleted_at.is_(None))
        .order_by(person.id),
    )


def _refresh(ids: list[int]) -> None:
    given = {"ids": ids}
    asked, of_phones, of_emails, of_people = _rows_of()
    clients = db.session.execute(asked, given).all()
    phones, emails = _gathered(of_phones, given), _gathered(of_emails, given)
    names: dict[int, list[str]] = {}
    for person in db.session.execute(of_people, given):
        names.setdefault(person.client_id, []).append(person.name)
        phones.setdefault(person.client_id, []).append(person.phone)
        emails.setdefault(person.client_id, []).append(person.email)
    own = custom.searched_many(ids)
    rows = []
    words: set[str] = set()
    for client in clients:
        terms = search_terms(
            client,
            phones=phones.get(client.id, []),
            emails=emails.get(client.id, []),
            people=names.get(client.id, []),
            own=own.get(client.id, []),
        )
        words.update(terms.words)
        rows.append((client.id, order_of(client), " ".join(terms.tokens)))
    spelling.learn(words)
    _write(rows)


def _gathered(statement: Any, given: dict[str, Any]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for client_id, value in db.session.execute(statement, given):
        found.setdefault(client_id, []).append(value)
    return found


def _write(rows: Sequence[tuple[int, str, str]]) -> None:
    if rows:
        ids, keys, words = zip(*rows, strict=True)
        given = {"written_ids": list(ids), "keys": list(keys), "words": list(words)}
        db.session.execute(_writing(), given)


@lru_cache(maxsize=1)
def _writing() -> Any:
    table: Any = Client.__table__
    texts = sa.ARRAY(sa.Text)
    given = (
        sa.func.unnest(
            sa.bindparam("written_ids", type_=sa.ARRAY(sa.BigInteger)),
            sa.bindparam("keys", type_=texts),
            sa.bindparam("words", type_=texts),
        )
        .table_valued(
            sa.column("id", sa.BigInteger),
            sa.column("name_key", sa.Text),
            sa.column("tokens", sa.Text),
        )
        .render_derived()
    )
    tokens = sa.func.array_remove(sa.func.string_to_array(given.c.tokens, " "), "")
    return (
        sa.update(table)
        .where(table.c.id == given.c.id)
        .values(name_key=given.c.name_key, search=sa.func.array_to_tsvector(tokens))
    )
