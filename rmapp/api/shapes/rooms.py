"""Meeting rooms and who has them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from .base import (
    At,
    Clock,
    ClockShown,
    Given,
    Line,
    Moment,
    Named,
    PageQuery,
    PublicId,
    Shown,
    Version,
    text_of,
)

Name: Any = text_of(200, least=1)
Branch: Any = text_of(200)
Equipment: Any = text_of(200, least=1)
Seats = Annotated[int, Field(ge=1, le=500)]
People = Annotated[int, Field(ge=1, le=500)]


class RoomQuery(Given):
    """Which rooms: with ``since`` and ``until`` those that are free for the whole of it."""

    since: Moment | None = None
    until: Moment | None = None
    people: Annotated[int, Field(ge=1, le=500)] = 2
    for_vip: bool = False
    with_withdrawn: bool = False


class RoomGiven(Given):
    """A room. Hours are local in ``zone`` (IANA)."""

    name: Name
    seats: Seats
    branch: Branch = ""
    address: Line = ""
    is_confidential: bool = False
    for_vip: bool = False
    equipment: Annotated[list[Equipment], Field(max_length=20)] = []
    opens: Clock
    closes: Clock
    zone: Annotated[str, Field(max_length=64)] | None = None


class RoomChange(RoomGiven):
    """The room as it is from now on."""

    version: Version


class RoomShown(Shown):
    """A room."""

    id: PublicId = Field(validation_alias="public_id")
    version: int
    name: str
    branch: str
    address: str
    seats: int
    is_confidential: bool
    for_vip: bool
    equipment: list[str]
    opens: ClockShown
    closes: ClockShown
    zone: str
    is_active: bool


class BookingQuery(PageQuery):
    """Which bookings, of clients within reach."""

    room: PublicId | None = None
    since: Moment | None = None
    until: Moment | None = None


class BookingGiven(Given):
    """A room for a planned meeting or visit, for the time of it."""

    contact: PublicId
    room: PublicId
    version: Version  # of the contact


class BookingShown(Shown):
    """A room taken for a contact with a client."""

    id: PublicId
    room: Named
    client: Named
    employee: Named
    starts_at: At
    ends_at: At
    is_held: bool
