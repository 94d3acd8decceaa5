"""The lists of ways to a client, column by column: which they are, and how they are said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ...clients.models import Client, ClientAddress, ClientEmail, ClientMessenger, ClientPhone
from ...clients.words import (
    ADDRESS_KINDS,
    EMAIL_KINDS,
    MESSENGER_KINDS,
    PHONE_KINDS,
    PURPOSES,
    Words,
    words,
)
from ...core import phones
from ...core.db import db
from ...settings import settings

_FLAGS = ("is_preferred", "is_invalid", "is_opted_out")


@dataclass(frozen=True)
class Way:
    """A list: ``name`` of its field, ``key`` the column without which a row is none."""

    name: str
    model: Any
    key: str
    columns: tuple[str, ...]
    kinds: Words

    def spoken(self, column: str, value: Any) -> str:
        """A value of a column for the eye; empty for none."""
        if column in _FLAGS:
            return str(_("yes") if value else _("no"))
        if not value:
            return ""
        if column == "kind":
            return str(words(self.kinds, value))
        if column == "purpose":
            return str(words(PURPOSES, value))
        if column == "number":
            return phones.display(str(value), "", settings().bank_country)
        return str(value)

    @property
    def table(self) -> str:
        """The name of its table."""
        return str(self.model.__tablename__)

    @staticmethod
    def typed(value: Any) -> str:
        """A value of a column as its input sends it."""
        if isinstance(value, bool):
            return "y" if value else ""
        return str(value or "")


WAYS = (
    Way("phones", ClientPhone, "number",
        ("number", "extension", "kind", "purpose", "note", *_FLAGS), PHONE_KINDS),
    Way("emails", ClientEmail, "address",
        ("address", "kind", "purpose", "note", *_FLAGS), EMAIL_KINDS),
    Way("messengers", ClientMessenger, "handle",
        ("handle", "kind", "purpose", "note", *_FLAGS), MESSENGER_KINDS),
    Way("addresses", ClientAddress, "text",
        ("text", "kind", "postcode", "region", "city", "street", "purpose", *_FLAGS),
        ADDRESS_KINDS),
)  # fmt: skip


def stale_rows(
    client: Client, before: Mapping[str, Any], given: Mapping[str, Sequence[Any]]
) -> Iterator[tuple[str, str, str]]:
    """(list, what it is now, what is wanted) of lists that changed meanwhile (``before``) and in
    which an entry of ``given`` names a row that it would change."""
    for way in WAYS:
        named = {one.public_id: one for one in given.get(way.name, ()) if one.public_id}
        if way.name not in before or not named:
            continue
        rows = list(
            db.session.scalars(
                sa.select(way.model).where(way.model.client_id == client.id).order_by(way.model.id)
            )
        )
        here = {row.public_id: row for row in rows}
        if any(_differs(way, here.get(key), entry) for key, entry in named.items()):
            now = ", ".join(way.spoken(way.key, getattr(row, way.key)) for row in rows)
            mine = [getattr(entry, way.key) for entry in given[way.name]]
            yield way.name, now, ", ".join(way.spoken(way.key, one) for one in mine if one)


def _differs(way: Way, row: Any, entry: Any) -> bool:
    return row is None or any(getattr(row, c) != getattr(entry, c) for c in way.columns)
