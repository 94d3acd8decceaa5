"""Clients by the fields a person chose to recognise them by (D13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ...clients.models import Client, ClientEmail, ClientPhone
from ...core.db import db
from ...duplicates.queries import details_of
from ..rules import Facts

_COLUMNS: dict[str, Any] = {
    "record": Client.public_id,
    "external_id": Client.external_id,
    "inn": Client.inn,
    "ogrn": Client.ogrn,
    "edrpou": Client.edrpou,
    "vat": Client.vat,
    "lei": Client.lei,
    "name": Client.name_key,
}
_LISTS: dict[str, Any] = {"phone": ClientPhone.number, "email": ClientEmail.address}


def known_by(
    match_by: Sequence[str], asked: Mapping[int, Facts], *, newer_than: int = 0
) -> dict[int, list[Any]]:
    """Row number → details of the clients that share one of the fields ``match_by`` with it."""
    parts = [
        _sharing(name, numbers, values, newer_than)
        for name in match_by
        if name in _COLUMNS or name in _LISTS
        for numbers, values in [_given(name, asked)]
        if numbers
    ]
    if not parts:
        return {}
    found: dict[int, set[int]] = {}
    for number, client_id in db.session.execute(sa.union(*parts)):
        found.setdefault(number, set()).add(client_id)
    ids = sorted({one for several in found.values() for one in several})
    if not ids:
        return {}
    wanted = sa.select(
        sa.func.unnest(sa.literal(ids, sa.ARRAY(sa.BigInteger))).label("id")
    ).subquery("wanted")
    rows = {row.id: row for row in db.session.execute(details_of(wanted))}
    return {
        number: [rows[one] for one in sorted(several) if one in rows]
        for number, several in found.items()
    }


def _given(name: str, asked: Mapping[int, Facts]) -> tuple[list[int], list[str]]:
    pairs = [(number, value) for number, one in asked.items() for value in one.held.get(name, ())]
    return [number for number, _value in pairs], [value for _number, value in pairs]


def _sharing(name: str, numbers: list[int], values: list[str], newer_than: int) -> Any:
    given = (
        sa.func.unnest(
            sa.literal(numbers, sa.ARRAY(sa.Integer)), sa.literal(values, sa.ARRAY(sa.Text))
        )
        .table_valued(sa.column("number", sa.Integer), sa.column("value", sa.Text))
        .render_derived()
    )
    alive: list[sa.ColumnElement[bool]] = [Client.deleted_at.is_(None)]
    if newer_than:
        alive.append(Client.id > newer_than)
    statement = sa.select(given.c.number, Client.id)
    if name in _LISTS:
        column = _LISTS[name]
        owner = column.class_
        statement = statement.join(owner, column == given.c.value).join(
            Client, Client.id == owner.client_id
        )
    else:
        column = _COLUMNS[name]
        statement = statement.join(Client, sa.and_(column == given.c.value, column != ""))
    return statement.where(*alive)
