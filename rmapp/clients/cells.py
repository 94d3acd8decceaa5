"""The cells of a list of clients, drawn as functions: three hundred on each page, see
``core.marks``. A cell that was changed where it stands is drawn anew by the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask_babel import pgettext
from markupsafe import Markup, escape

from ..core import phones
from ..core.formatting import day, moment
from ..core.marks import cell
from ..settings import settings
from .catalogue import Field, FieldType, shown
from .marks import short_tags

SHORT, LONG, LINK = 60, 160, 40  # letters
CODES = ("kind", "lifecycle", "temperature", "vip_tier")
RIGHT = (FieldType.NUMBER, FieldType.MONEY)


def list_cell(row: Any, key: str, fields: Mapping[str, Field], now: dt.datetime) -> Markup:
    """The cell of ``row`` (a ``ListRow``) in the column ``key``; ``fields``: the catalogue."""
    if key == "standing":
        return Markup(f"<td>{short_tags(row)}</td>")
    if key == "manager":
        return _td(row.manager)
    if key == "last_contact_at":
        return _td(day(row.last_contact_at) if row.last_contact_at else None)
    if key == "next_contact_at":
        return _next(row.next_contact_at, now)
    if key == "phone":
        return _phone(row.phone)
    if key in CODES:
        return _td(shown(fields[key], getattr(row, key)))
    return _field(fields[key], row)


def _td(value: Any) -> Markup:
    return Markup(f"<td>{escape(cell(value))}</td>")


def _next(at: dt.datetime | None, now: dt.datetime) -> Markup:
    if at is None:
        said: Any = pgettext("next contact", "none")
    elif at < now:
        said = f"{pgettext('contact', 'overdue')}: {moment(at)}"
    else:
        return _td(moment(at))
    return Markup(f'<td><span class="down">{escape(said)}</span></td>')


def _phone(number: str | None) -> Markup:
    if not number:
        return _td(None)
    said = phones.display(number, "", settings().bank_country)
    return Markup(f'<td><a href="tel:{escape(number)}">{escape(said)}</a></td>')


def _field(field: Field, row: Any) -> Markup:
    said = shown(field, row.values[field.key], currency=row.currency)
    if field.key == "days_to_breach" and (row.values[field.key] or 0) < 0:
        return Markup(f'<td class="num"><span class="down">{escape(said)}</span></td>')
    if field.type in RIGHT:
        return Markup(f'<td class="num">{escape(cell(said))}</td>')
    if field.type is FieldType.LINK and said.startswith(("http://", "https://")):
        rest = f' rel="noopener noreferrer" target="_blank">{escape(_cut(said, LINK))}</a></td>'
        return Markup(f'<td><a href="{escape(said)}"{rest}')
    if len(said) > SHORT:
        return Markup(f'<td class="wrap small">{escape(_cut(said, LONG))}</td>')
    return _td(said)


def _cut(said: str, most: int) -> str:
    return said if len(said) <= most else f"{said[: most - 1].rstrip()}…"
