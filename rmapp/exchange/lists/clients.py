"""The list of clients as a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...clients import catalogue, queries
from ...clients.arrangements import asked, misread, names_for, unarranged
from ...clients.catalogue import Field, FieldType, chosen, plain
from ...clients.catalogue.sentences import sentences
from ...core.formatting import number
from ...core.pagination import Page
from ...policy.enforce import Actor
from ..queries import client_values
from .base import Address, Column, ExportList, Row

#: What the list draws as one column of tags stands in a file one by one.
STANDING = ("kind", "lifecycle", "temperature", "vip_tier")
#: So many public ids an address holds.
MOST_CHOSEN = 400
RECORD = "public_id"
_CANARY = {
    "display_name": "name", "short_name": "name", "full_name": "name", "phone": "phone",
    "email": "email", "inn": "number", RECORD: "record",
}  # fmt: skip


def _fields(actor: Actor, address: Address) -> list[Field]:
    """The fields shown, in their order; last the number of the record, by which a file that was
    corrected finds its clients when it is brought back (D13)."""
    keys: list[str] = []
    for key in ("display_name", *asked(address, actor).columns):
        keys += STANDING if key == "standing" else (key,)
    return chosen([*keys, *(() if RECORD in keys else (RECORD,))], actor)


def _columns(actor: Actor, address: Address) -> list[Column]:
    fields = _fields(actor, address)
    columns = [Column(one.key, _label(one), _CANARY.get(one.key, "")) for one in fields]
    return [*columns, Column("currency", _l("Currency"))] if _has_money(fields) else columns


def _label(field: Field) -> Any:
    """Money in a currency of its own says which: the column of currencies is the client's."""
    return f"{field.label}, {field.currency}" if field.currency else field.label


def _chosen(address: Address) -> tuple[str, ...]:
    """The clients that were ticked in the list; none of them: all of the list."""
    return tuple(one for one in address.get("ids", "").split(",") if one)[:MOST_CHOSEN]


def _has_money(fields: Sequence[Field]) -> bool:
    return any(one.type is FieldType.MONEY and not one.currency for one in fields)


def _rows(
    actor: Actor, address: Address, cursor: str | None, limit: int, count_to: int
) -> Page[Any]:
    wanted = dataclasses.replace(asked(address, actor).filter, columns=(), ids=_chosen(address))
    page: Page[Any] = queries.listed(actor, wanted, cursor=cursor, limit=limit, count_to=count_to)
    fields = _fields(actor, address)
    values = client_values([row.id for row in page.rows], fields, actor=actor)
    zone = ZoneInfo(actor.zone)
    page.rows = [_row(fields, values[row.id], zone) for row in page.rows if row.id in values]
    return page


def _row(fields: Sequence[Field], values: Sequence[Any], zone: ZoneInfo) -> Row:
    currency, *rest = values
    cells: list[Any] = []
    for field, value in zip(fields, rest, strict=True):
        cell = plain(field, value, currency=currency, zone=zone)
        cells.append(catalogue.shown(field, value) if isinstance(cell, bool) else cell)
    return (*cells, currency) if _has_money(fields) else tuple(cells)


def _words(actor: Actor, address: Address) -> list[str]:
    wanted = asked(address, actor)
    found = sentences(wanted.where, names_for(wanted, actor))
    if wanted.filter.text:
        found = [str(_("Found by: %(value)s", value=wanted.filter.text)), *found]
    if chosen_rows := _chosen(address):
        found = [str(_("Chosen rows: %(num)s", num=number(len(chosen_rows)))), *found]
    return found


def _wrong(actor: Actor, address: Address) -> list[str]:
    said = {name: value for name, value in address.items() if name != "ids"}
    return [*misread(said, actor), *unarranged(said, actor)]


CLIENTS = ExportList(
    name="clients",
    label=_l("Clients"),
    permission="clients:read",
    page="clients.listing",
    arguments=(
        "q", "where", "columns", "sort", "ids",
        "lifecycle", "kind", "temperature", "manager", "no_step", "silent", "vip",
    ),
    columns=_columns,
    rows=_rows,
    words=_words,
    wrong=_wrong,
)  # fmt: skip
