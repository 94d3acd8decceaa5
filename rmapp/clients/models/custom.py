"""Fields that the bank defines itself (D9): their definitions and their values.

The serving role of the database changes no tables, so a value is a row with one typed column
filled. A field marked filterable has ``is_indexed`` on its values: partial indexes hold those and
no others, so that a list over them costs what a list over a built-in column costs.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Code, Key, Keyed, Line, Name, Versioned, choice, owned
from ...core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee


class CustomType(StrEnum):
    """What a field of the bank's own holds; it never changes once the field is there."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    FLAG = "flag"
    LINK = "link"


#: Type → the column of :class:`CustomValue` that holds the value.
COLUMN_OF = {
    CustomType.TEXT: "text",
    CustomType.LINK: "text",
    CustomType.CHOICE: "text",
    CustomType.NUMBER: "number",
    CustomType.MONEY: "minor",
    CustomType.DATE: "day",
    CustomType.CHOICES: "codes",
    CustomType.FLAG: "flag",
}


class CustomField(Keyed, Versioned, Base):
    """A field of the bank's own. It is retired, never deleted: its values stay."""

    __tablename__ = "custom_field"

    code: Mapped[Code] = mapped_column(unique=True)  # its name in the API and in texts
    name_en: Mapped[Name]
    name_ru: Mapped[Name]
    hint_en: Mapped[Line] = mapped_column(default="")
    hint_ru: Mapped[Line] = mapped_column(default="")
    type: Mapped[CustomType] = choice(CustomType)
    kinds: Mapped[list[str]]  # kinds of client that have it
    options: Mapped[list[Any]] = mapped_column(default=list)  # {code, en, ru, is_retired}
    currency: Mapped[str] = mapped_column(sa.String(3), default="")  # of money
    is_required: Mapped[bool] = mapped_column(default=False)
    is_filterable: Mapped[bool] = mapped_column(default=False)
    is_searchable: Mapped[bool] = mapped_column(default=False)
    is_sensitive: Mapped[bool] = mapped_column(default=False)  # seen like the level of income
    is_asked: Mapped[bool] = mapped_column(default=False)  # part of completeness, asked (D8)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id", index=False)
    retired_at: Mapped[dt.datetime | None]
    indexed_at: Mapped[dt.datetime | None]  # since when all its values are in the indexes

    @property
    def key(self) -> str:
        """The field's key in the catalogue."""
        return f"custom.{self.code}"


class CustomValue(Base):
    """What one client has in one field; no row where it has nothing."""

    __tablename__ = "custom_value"
    __table_args__ = (
        sa.UniqueConstraint("client_id", "field_id"),
        *[
            sa.Index(
                f"ix_custom_value_{name}",
                "field_id",
                sa.text("lower(left(text, 100))") if name == "text" else name,
                "client_id",
                postgresql_where=sa.text(f"is_indexed AND {name} IS NOT NULL"),
            )
            for name in ("text", "number", "minor", "day", "flag")
        ],
        sa.Index(
            "ix_custom_value_codes",
            "codes",
            postgresql_using="gin",
            postgresql_where=sa.text("is_indexed AND codes IS NOT NULL"),
        ),
        sa.CheckConstraint("num_nonnulls(text, number, minor, day, codes, flag) = 1", name="one"),
    )

    id: Mapped[Key]
    client_id: Mapped[int] = owned("client.id", index=False)
    field_id: Mapped[int] = owned("custom_field.id")
    text: Mapped[str | None] = mapped_column(sa.String(2_000))  # text, link, code of a choice
    number: Mapped[Decimal | None] = mapped_column(sa.Numeric(20, 4))
    minor: Mapped[int | None] = mapped_column(sa.BigInteger)  # money, minor units
    day: Mapped[dt.date | None]
    codes: Mapped[list[str] | None] = mapped_column(sa.ARRAY(sa.String(64)))
    flag: Mapped[bool | None]
    is_indexed: Mapped[bool] = mapped_column(default=False)


hangs_on_employee("custom_field.created_by_id", AtHandover.HISTORY)
hangs_on_client("custom_value.client_id", AtMerge.MOVES_UNLESS_TWIN)
