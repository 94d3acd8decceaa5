"""The pieces all shapes are made of: safe text, bounded numbers, money, moments, pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from ...core import pagination
from ...core.amounts import LARGEST
from ...core.db import PUBLIC_ID_LENGTH
from ...core.forms import FORBIDDEN, LONGEST_LINE, LONGEST_TEXT

FIRST_YEAR, LAST_YEAR = 1850, 2200
LARGEST_PAGE = 200
Item = TypeVar("Item")


def _plain(value: str) -> str:
    if FORBIDDEN.search(value):
        raise PydanticCustomError("forbidden_characters", "characters that cannot be kept")
    return value


def _near(value: Any) -> Any:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise PydanticCustomError("far_year", "the year must be between 1850 and 2200")
    return value


def _as_utc(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def text_of(longest: int, *, least: int = 0) -> Any:
    """The type of a text of ``least`` to ``longest`` characters that a database can hold."""
    return Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=least, max_length=longest),
        AfterValidator(_plain),
    ]


Line = text_of(LONGEST_LINE)
Note = text_of(LONGEST_TEXT)
PublicId = Annotated[
    str,
    StringConstraints(
        min_length=PUBLIC_ID_LENGTH,
        max_length=PUBLIC_ID_LENGTH,
        pattern=rf"^[0-9a-z]{{{PUBLIC_ID_LENGTH}}}$",
    ),
]
Version = Annotated[int, Field(ge=1, lt=2**31, description="The version that was read")]
Minor = Annotated[int, Field(ge=0, le=LARGEST)]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Day = Annotated[dt.date, AfterValidator(_near)]
Moment = Annotated[AwareDatetime, AfterValidator(_near)]
At = Annotated[dt.datetime, PlainSerializer(_as_utc, return_type=str), Field(
    json_schema_extra={"format": "date-time"}
)]  # fmt: skip
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
Clock = Annotated[str, StringConstraints(pattern=CLOCK), AfterValidator(dt.time.fromisoformat)]
ClockShown = Annotated[
    dt.time,
    PlainSerializer(lambda time: time.strftime("%H:%M"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": CLOCK}),
]
Quantity = Annotated[
    Decimal, Field(gt=0, le=10**9, max_digits=14, decimal_places=3, examples=["1", "2.5"])
]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]


class Given(BaseModel):
    """What somebody hands in: unknown fields are refused, types are not bent."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class OnlyVersion(Given):
    """The version that was read."""

    version: Version


class Shown(BaseModel):
    """What is answered."""

    model_config = ConfigDict(
        extra="forbid", from_attributes=True, json_schema_serialization_defaults_required=True
    )


class Money(Shown):
    """An amount in minor units (kopecks, cents) of a currency (ISO 4217)."""

    amount: Annotated[int, Field(ge=-LARGEST * 100, le=LARGEST * 100)]
    currency: CurrencyCode

    @classmethod
    def of(cls, amount: int | None, currency: str) -> Money | None:
        """``amount`` in ``currency``, or None."""
        return None if amount is None else cls(amount=amount, currency=currency)


class MoneyGiven(Given):
    """An amount in minor units (kopecks, cents) of a currency (ISO 4217)."""

    amount: Minor
    currency: CurrencyCode


class Named(Shown):
    """A reference to another resource: its id and what it is called."""

    id: PublicId
    name: str


class CursorQuery(Given):
    """Which page of a list: where the last one ended."""

    cursor: Annotated[str, Field(max_length=2_000, pattern=r"^[A-Za-z0-9_-]*$")] | None = Field(
        None, description="`next` or `previous` of the page before"
    )


class PageQuery(CursorQuery):
    """Which page of a list, and how long it may be."""

    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = 50


class PageOf(Shown, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(description="The cursor of the next page; null at the end")
    previous: str | None = Field(description="The cursor of the page before; null at the start")


def page_of(
    page: pagination.Page[Any], printed: Callable[[Any], Item], *, shape: type[PageOf[Item]]
) -> PageOf[Item]:
    """``page`` with every row ``printed``."""
    return shape(items=[printed(row) for row in page.rows], next=page.next, previous=page.previous)


def named(row: Any, name: str | None = None) -> Named:
    """A reference to ``row``."""
    return Named(id=row.public_id, name=name if name is not None else row.name)
