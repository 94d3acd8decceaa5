"""What is kept in the bank's own fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from ...core.db import PUBLIC_ID_LENGTH, any_of, db
from ...core.errors import NotFound
from ...core.placeholders import names
from ..catalogue.own import in_words, own_fields
from ..models import COLUMN_OF, CustomField, CustomType, CustomValue
from .reading import MASK, PREFIX, spoken


def definitions(*, with_retired: bool = False) -> list[CustomField]:
    """The bank's own fields in its order."""
    return own_fields(with_retired=with_retired)


def definition_of(public_id: str) -> CustomField:
    """The own field ``public_id``, retired or not; NotFound for none."""
    row = None
    if len(public_id) == PUBLIC_ID_LENGTH:
        row = db.session.execute(
            sa.select(CustomField).where(CustomField.public_id == public_id)
        ).scalar_one_or_none()
    if row is None:
        raise NotFound(_("There is no such field."))
    return row


def values_of(client_id: int) -> dict[str, Any]:
    """Key → value of one client, retired fields left out. One statement, none without fields."""
    rows = {row.id: row for row in own_fields()}
    if not rows:
        return {}
    kept = db.session.execute(sa.select(CustomValue).where(CustomValue.client_id == client_id))
    found = {value.field_id: value for value in kept.scalars()}
    return {
        row.key: getattr(found[row.id], COLUMN_OF[row.type])
        for row in rows.values()
        if row.id in found
    }


def facts_of(client_id: int, *, sensitive: bool) -> list[tuple[str, str, str, str]]:
    """(key, label, value in words, type) of the own fields in which the client has something.

    ``sensitive``: whether the reader may see sensitive ones; else they show that there is a value.
    """
    kept = values_of(client_id)
    return [
        (
            row.key,
            in_words(row.name_en, row.name_ru),
            MASK if row.is_sensitive and not sensitive else spoken(row, kept[row.key]),
            "text" if row.is_sensitive and not sensitive else row.type.value,
        )
        for row in own_fields()
        if row.key in kept
    ]


def placeholders() -> dict[str, str]:
    """Placeholder of a text (``custom.<code>``) → what it stands for; no sensitive fields."""
    return {
        row.key: in_words(row.name_en, row.name_ru) for row in own_fields() if not row.is_sensitive
    }


def placeholder_values(client_id: int, *, language: str) -> dict[str, str]:
    """Placeholder → words in ``language`` for one client; empty where it has nothing."""
    kept = values_of(client_id)
    with force_locale(language):
        return {
            row.key: spoken(row, kept.get(row.key)) for row in own_fields() if not row.is_sensitive
        }


def fields_of(value_ids: Iterable[int]) -> dict[int, CustomField]:
    """Key of a kept value → the field it is in; what is gone is left out."""
    ids = list(value_ids)
    if not ids:
        return {}
    pairs = db.session.execute(
        sa.select(CustomValue.id, CustomField)
        .join(CustomField, CustomField.id == CustomValue.field_id)
        .where(CustomValue.id.in_(ids))
    )
    return {row[0]: row[1] for row in pairs}


def from_json(row: CustomField, value: Any) -> Any:
    """The value of ``row`` that the journal keeps as JSON."""
    if value is None:
        return None
    if row.type is CustomType.NUMBER:
        return Decimal(str(value))
    return dt.date.fromisoformat(value) if row.type is CustomType.DATE else value


def values_named_in(texts: Iterable[str], client_id: int, *, language: str) -> dict[str, str]:
    """What ``placeholder_values`` holds when one of ``texts`` names an own field; else nothing."""
    if not any(PREFIX in text for text in texts):
        return {}
    return placeholder_values(client_id, language=language)


def values_to_write(texts: Sequence[str], client_id: int, *, language: str) -> dict[str, str]:
    """As ``values_named_in``, for a letter that a person sees before it leaves: where the client
    has nothing, or no text may name the field any more, a place to fill in (``gap_of`` finds it).
    """
    found = values_named_in(texts, client_id, language=language)
    with force_locale(language):
        for key, called in lacking(texts, found).items():
            found[key] = f"[{called}: ____]"
    return found


def lacking(texts: Iterable[str], values: Mapping[str, str]) -> dict[str, str]:
    """Placeholder → name of the own fields that ``texts`` name and ``values`` have nothing for."""
    rows = {row.key: row for row in own_fields(with_retired=True)}
    named = dict.fromkeys(name for text in texts for name in names(text))
    return {
        key: in_words(rows[key].name_en, rows[key].name_ru) if key in rows else key
        for key in named
        if key.startswith(PREFIX) and not values.get(key)
    }


def count_of(row: CustomField) -> int:
    """How many clients have a value in the field."""
    return int(
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(CustomValue)
            .where(CustomValue.field_id == row.id)
        )
        or 0
    )


def searched_many(ids: Sequence[int], *, named: bool = False) -> dict[int, list[str]]:
    """Client → texts of searchable fields; one statement, none when no field is searchable.

    ``named``: for the eye, each value with the name of its field before it.
    """
    rows = {row.id: row for row in own_fields() if row.is_searchable and not row.is_sensitive}
    if not rows or not ids:
        return {}
    kept = db.session.execute(
        sa.select(CustomValue).where(
            CustomValue.client_id == any_of(ids),
            CustomValue.field_id.in_(rows),
        )
    ).scalars()
    found: dict[int, list[str]] = {}
    for value in kept:
        row = rows[value.field_id]
        kept_value = getattr(value, COLUMN_OF[row.type])
        texts = (
            [f"{in_words(row.name_en, row.name_ru)}: {spoken(row, kept_value)}"[:120]]
            if named
            else _searched(row, kept_value)
        )
        found.setdefault(value.client_id, []).extend(texts)
    return found


def _searched(row: CustomField, value: Any) -> list[str]:
    if row.type in (CustomType.CHOICE, CustomType.CHOICES):
        codes = [value] if isinstance(value, str) else value
        names = {one["code"]: one for one in row.options}
        return [names[c][at] for c in codes if c in names for at in ("en", "ru") if names[c][at]]
    if row.type is CustomType.NUMBER:
        return [f"{value.normalize():f}"]
    return [str(value)] if row.type in (CustomType.TEXT, CustomType.LINK) else []


def next_values(row: CustomField, *, after: int, limit: int) -> list[int]:
    """Clients after key ``after`` that have a value in the field, in order of key."""
    return list(
        db.session.scalars(
            sa.select(CustomValue.client_id)
            .where(CustomValue.field_id == row.id, CustomValue.client_id > after)
            .order_by(CustomValue.client_id)
            .limit(limit)
        )
    )


def counts() -> dict[int, int]:
    """Key of a field → how many clients have a value in it. One statement."""
    rows = db.session.execute(
        sa.select(CustomValue.field_id, sa.func.count()).group_by(CustomValue.field_id)
    )
    return {field_id: count for field_id, count in rows}  # noqa: C416 - rows of two
