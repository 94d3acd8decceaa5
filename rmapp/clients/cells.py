"""The cells of a list of clients, drawn as functions: three hundred on each page, see
``core.marks``. A cell that was changed where it stands is drawn anew by the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from markupsafe import Markup, escape

from ..core import phones
from ..core.formatting import reader
from ..core.marks import cell
from ..policy.enforce import can, current_actor
from ..settings import settings
from .catalogue import Field, FieldType, shown
from .marks import short_tags

SHORT, LONG, LINK = 60, 160, 40  # letters
CODES = ("kind", "lifecycle", "temperature", "vip_tier")
RIGHT = (FieldType.NUMBER, FieldType.MONEY)


Draw = Callable[[Any], str]


def drawn_rows(
    rows: Iterable[Any], keys: Sequence[str], fields: Mapping[str, Field], now: dt.datetime
) -> Iterator[tuple[Any, Markup]]:
    """Each of ``rows`` (of ``ListRow``) with its cells in the columns ``keys``; ``fields``: the
    catalogue. What is the same for all rows is looked up once."""
    draws = [_column(key, fields, now) for key in keys]
    for row in rows:
        yield row, Markup("".join([draw(row) for draw in draws]))


def list_cell(row: Any, key: str, fields: Mapping[str, Field], now: dt.datetime) -> Markup:
    """One cell, as :func:`drawn_rows` draws it."""
    return Markup(_column(key, fields, now)(row))


def _column(key: str, fields: Mapping[str, Field], now: dt.datetime) -> Draw:
    """What draws the cells of a column."""
    if key == "standing":
        return lambda row: f"<td>{short_tags(row)}</td>"
    if key == "manager":
        return lambda row: _td(row.manager)
    if key == "last_contact_at":
        read = reader()
        return lambda row: _td(read.day(row.last_contact_at) if row.last_contact_at else None)
    if key == "next_contact_at":
        return _next(now)
    if key == "phone":
        country = settings().bank_country
        return lambda row: _phone(row.phone, row.extension, country)
    if key in CODES:
        return lambda row: _td(shown(fields[key], getattr(row, key)))
    return lambda row: _field(fields[key], row)


def _td(value: Any) -> str:
    return f"<td>{escape(cell(value))}</td>"


def _next(now: dt.datetime) -> Draw:
    read = reader()
    none = _late(pgettext("next contact", "none"))
    overdue = pgettext("contact", "overdue")
    records = can(current_actor(), "interactions:record")

    def draw(row: Any) -> str:
        at = row.next_contact_at
        if at is None and row.resumes_on:
            form = "d MMM" if row.resumes_on.year == now.year else "medium"
            return _td(_("paused until %(day)s", day=read.day(row.resumes_on, form)))
        if at is None:
            return none
        said = read.moment(at)
        if at >= now:
            return _td(said)
        words = escape(f"{overdue}: {said}")
        if not records:
            return _late(words)
        there = url_for("interactions.outcome_of", public_id=row.public_id)
        return f'<td><a class="down" href="{there}" data-dialog>{words}</a></td>'

    return draw


def _late(said: str) -> str:
    return f'<td><span class="down">{escape(said)}</span></td>'


def _phone(number: str | None, extension: str, country: str) -> str:
    if not number:
        return _td(None)
    said = phones.display(number, extension, country)
    return f'<td><a href="{escape(phones.dialled(number, extension))}">{escape(said)}</a></td>'


def _field(field: Field, row: Any) -> str:
    said = shown(field, row.values[field.key], currency=row.currency)
    if field.key == "days_to_breach" and (row.values[field.key] or 0) < 0:
        return f'<td class="num"><span class="down">{escape(said)}</span></td>'
    if field.type in RIGHT:
        return f'<td class="num">{escape(cell(said))}</td>'
    if field.type is FieldType.LINK and said.startswith(("http://", "https://")):
        rest = f' rel="noopener noreferrer" target="_blank">{escape(_cut(said, LINK))}</a></td>'
        return f'<td><a href="{escape(said)}"{rest}'
    if len(said) > SHORT:
        return f'<td class="wrap small">{escape(_cut(said, LONG))}</td>'
    return _td(said)


def _cut(said: str, most: int) -> str:
    return said if len(said) <= most else f"{said[: most - 1].rstrip()}…"
