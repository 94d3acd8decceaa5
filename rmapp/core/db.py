"""The database as the slices see it: base class, column types, mixins.

PostgreSQL is the only dialect. Money is an integer of minor units beside a currency; times are
timezone-aware UTC; a birthday is a date; an enumeration is a ``StrEnum`` stored by value under a
CHECK. Keys inside are integers, the keys people see (``public_id``) are random.
"""

from __future__ import annotations

import datetime as dt
import enum
import os
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from flask_babel import lazy_gettext as _
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from .errors import Conflict

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

#: The alphabet of public identifiers: no letter that is read as a digit, no vowel but ``a``/``e``.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 16
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))


def new_public_id() -> str:
    """Return 80 random bits as 16 letters: the key of a row in addresses, files and the API."""
    return new_public_ids(1)[0]


def new_public_ids(count: int) -> list[str]:
    """``count`` of them at once."""
    size = PUBLIC_ID_LENGTH
    letters = os.urandom(size * count).translate(_LETTERS).decode()  # five bits of every byte
    return [letters[at : at + size] for at in range(0, size * count, size)]


class UTCDateTime(sa.types.TypeDecorator[dt.datetime]):
    """A moment: refuses a naive value, stores and returns aware UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[dt.datetime]:
        """What a value is in Python; SQLAlchemy's decorator does not pass it on."""
        return dt.datetime

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC)


# What a column may be, by annotation: Mapped[Name], Mapped[Note | None], Mapped[Minor] ...
Key = Annotated[int, mapped_column(sa.BigInteger, primary_key=True)]
Code = Annotated[str, mapped_column(sa.String(64))]
Name = Annotated[str, mapped_column(sa.String(200))]
Line = Annotated[str, mapped_column(sa.String(500))]
Note = Annotated[str, mapped_column(sa.String(20_000))]
Minor = Annotated[int, mapped_column(sa.BigInteger)]  # money, minor units (kopecks, cents)
Currency = Annotated[str, mapped_column(sa.String(3))]
Zone = Annotated[str, mapped_column(sa.String(64))]  # IANA name

TYPES: dict[Any, Any] = {
    dt.datetime: UTCDateTime(),
    dt.date: sa.Date(),
    dt.time: sa.Time(),
    dict[str, Any]: JSONB(none_as_null=True),
    list[Any]: JSONB(none_as_null=True),
    list[str]: sa.ARRAY(sa.String(200)),
    list[int]: sa.ARRAY(sa.BigInteger),
    int: sa.Integer(),
    bytes: sa.LargeBinary(),
}


class Base(DeclarativeBase):
    """The base of every table. ``type_annotation_map`` fails under Flask-SQLAlchemy 3.1.1,
    an explicit registry works."""

    metadata = sa.MetaData(naming_convention=NAMING)
    registry = registry(metadata=metadata, type_annotation_map=TYPES)
    __abstract__ = True

    def __repr__(self) -> str:
        state = sa.inspect(self)
        key = state.identity[0] if state.identity else "new"
        return f"<{type(self).__name__} {key}>"


db = SQLAlchemy(
    model_class=Base,
    session_options={"expire_on_commit": False, "autoflush": True},
    disable_autonaming=True,
)


def any_of(keys: Iterable[int]) -> Any:
    """The right side of a condition: one of ``keys``, which are one parameter, so that the
    statement is the same for any number of them."""
    return sa.any_(sa.literal(list(keys), sa.ARRAY(sa.BigInteger)))


def choice(kind: type[enum.StrEnum], **kwargs: Any) -> Any:
    """A column for a ``StrEnum``: stored by value, guarded by a CHECK of its own name."""
    values = [member.value for member in kind]
    length = max(32, *(len(value) for value in values))
    column_type = sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        length=length,
        name=kind.__name__.lower(),
        validate_strings=True,
    )
    return mapped_column(column_type, **kwargs)


def owned(target: str, *, ondelete: str = "RESTRICT", **kwargs: Any) -> Any:
    """A foreign key column, indexed. ``target`` is ``"table.column"``."""
    kwargs.setdefault("index", True)
    return mapped_column(sa.BigInteger, sa.ForeignKey(target, ondelete=ondelete), **kwargs)


class Keyed:
    """A row with an integer key inside and a random key outside."""

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(
        sa.String(PUBLIC_ID_LENGTH), unique=True, default=new_public_id
    )


class Versioned:
    """A row people edit: a stale save is refused by the database, not by luck."""

    version: Mapped[int] = mapped_column(sa.Integer, nullable=False, default=1, server_default="1")
    __mapper_args__: ClassVar[Any] = {"version_id_col": version}

    def unchanged_since(self, version: int) -> None:
        """Refuse (:class:`Conflict`) a row that somebody changed since ``version`` was read."""
        if self.version != version:
            raise Conflict(_("Somebody changed this meanwhile. Open it anew and compare."))


def escape_like(text: str) -> str:
    """``text`` with the wildcards of LIKE made plain (escape character backslash)."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def is_taken(error: DBAPIError, constraint: str) -> bool:
    """Whether ``error`` says that another row has what the exclusion ``constraint`` keeps for one.

    Of two rows entered at the same moment each waits for the other, and PostgreSQL ends one of the
    two as a deadlock: that one is told so as well.
    """
    if constraint in str(error.orig):
        return True
    told = getattr(getattr(error.orig, "diag", None), "context", None) or ""
    return getattr(error.orig, "sqlstate", "") == "40P01" and "exclusion constraint" in told
