"""The bank's own fields as fields of the catalogue."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ...core.db import db
from ...core.i18n import reader_language
from ...core.text import sort_key
from ...core.transaction import memo
from ..models import COLUMN_OF, Client, ClientKind, CustomField, CustomType, CustomValue
from .fields import Field, FieldType

_MEMO = "catalogue.own"
_ALL = sa.select(CustomField).order_by(CustomField.position, CustomField.id)


def own_fields(*, with_retired: bool = False) -> list[CustomField]:
    """The bank's own fields in its order; read once a transaction."""
    known = memo().get(_MEMO)
    if known is None:
        known = list(db.session.scalars(_ALL))
        memo()[_MEMO] = known
    rows: list[CustomField] = known  # type: ignore[assignment]
    return [row for row in rows if with_retired or row.retired_at is None]


def forget() -> None:
    """After a change of the fields: read them anew."""
    memo().pop(_MEMO, None)


def in_words(english: str, russian: str) -> str:
    """The wording in the language of the page, the other where it lacks."""
    return (russian or english) if reader_language() == "ru" else (english or russian)


def options(row: CustomField, *, with_retired: bool = True) -> dict[str, str]:
    """Code → name of the choices of ``row``."""
    return {
        one["code"]: in_words(one["en"], one["ru"])
        for one in row.options
        if with_retired or not one.get("is_retired")
    }


def as_field(row: CustomField) -> Field:
    """``row`` as the catalogue has it."""
    value: Any = getattr(CustomValue, COLUMN_OF[row.type])
    mine = (CustomValue.client_id == Client.id, CustomValue.field_id == row.id)
    indexed = (*mine, CustomValue.is_indexed) if row.indexed_at else mine
    up, down = _orders(row, value, mine)
    return Field(
        key=row.key,
        label=in_words(row.name_en, row.name_ru),
        type=FieldType(row.type.value),
        group="own",
        column=sa.select(value).where(*mine).scalar_subquery().correlate(Client),
        tested=value,
        related=lambda test: sa.exists().where(*indexed, test).correlate(Client),
        sort=up,
        sort_down=down,
        kinds=frozenset(ClientKind(kind) for kind in row.kinds),
        permission="clients:read-sensitive" if row.is_sensitive else "",
        choices=options(row) if row.type in (CustomType.CHOICE, CustomType.CHOICES) else {},
        currency=row.currency if row.type is CustomType.MONEY else "",
        custom_id=row.id,
        is_filterable=row.is_filterable,
        hint=in_words(row.hint_en, row.hint_ru),
    )


#: What stands for no value: after all others upwards, and downwards.
_NONE: dict[CustomType, tuple[Any, Any]] = {
    kind: (sa.literal_column(up, of), sa.literal_column(down, of))
    for kind, up, down, of in (
        (CustomType.NUMBER, "1e15::numeric", "-1e15::numeric", sa.Numeric(20, 4)),
        (CustomType.MONEY, "9000000000000000::bigint", "-9000000000000000::bigint",
         sa.BigInteger()),
        (CustomType.DATE, "DATE '9999-12-31'", "DATE '1000-01-01'", sa.Date()),
        (CustomType.FLAG, "2", "-1", sa.Integer()),
        (CustomType.CHOICE, "1000000", "-1", sa.Integer()),
    )
}  # fmt: skip
#: The greatest character in the order of code points.
_NO_TEXT = sa.literal_column("chr(1114111)", sa.Text()), sa.literal_column("''", sa.Text())


def _rank(code: Any, names: dict[str, str]) -> Any:
    """The place of ``code`` among ``names`` (code → name) in the order of the alphabet of whoever
    reads: nobody sees the codes."""
    ordered = sorted(names, key=lambda one: (sort_key(names[one]), one))
    ranks = {one: number for number, one in enumerate(ordered)}
    return sa.case(ranks, value=code, else_=len(ranks))


def by_name(name: Any) -> tuple[Any, Any]:
    """Orders upwards and downwards by a text that may be absent; without it last either way."""
    cut = sa.func.lower(sa.func.left(name, 100), type_=sa.Text())
    up, down = (sa.func.coalesce(cut, none, type_=sa.Text()) for none in _NO_TEXT)
    return sa.collate(up, "C"), down


def _orders(row: CustomField, value: Any, mine: tuple[Any, ...]) -> tuple[Any, Any]:
    """What a list orders by, upwards and downwards: the value, with clients that have none after
    all others either way."""
    if row.type is CustomType.CHOICES or not row.is_filterable:
        return None, None
    if row.type is CustomType.CHOICE and not row.options:
        return None, None
    if row.type is CustomType.FLAG:
        value = sa.cast(value, sa.Integer)
    elif row.type is CustomType.CHOICE:
        value = _rank(value, options(row))
    elif row.type not in _NONE:
        value = sa.func.lower(sa.func.left(value, 100), type_=sa.Text())
    found = sa.select(value).where(*mine).scalar_subquery().correlate(Client)
    up, down = (
        sa.func.coalesce(found, none, type_=value.type) for none in _NONE.get(row.type, _NO_TEXT)
    )
    return (up if row.type in _NONE else sa.collate(up, "C")), down
