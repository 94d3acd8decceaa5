"""Tables of rooms."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clients.models import Client
from ..core.clock import sql_now
from ..core.db import Base, Keyed, Line, Name, Versioned, Zone, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..staff.models import Employee


class BookingState(StrEnum):
    """Whether a booking keeps the room."""

    HELD = "held"
    RELEASED = "released"


class Room(Keyed, Versioned, Base):
    """A room where the bank meets its clients. ``opens`` and ``closes`` are local in ``zone``."""

    __tablename__ = "room"
    __table_args__ = (
        sa.CheckConstraint("seats BETWEEN 1 AND 500", name="seats"),
        sa.CheckConstraint("closes > opens", name="hours"),
    )

    name: Mapped[Name]
    branch: Mapped[Name] = mapped_column(default="")
    address: Mapped[Line] = mapped_column(default="")  # how a client finds it
    seats: Mapped[int] = mapped_column(sa.SmallInteger)
    is_confidential: Mapped[bool] = mapped_column(default=False)  # nobody hears or sees in
    for_vip: Mapped[bool] = mapped_column(default=False)
    equipment: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    opens: Mapped[dt.time] = mapped_column(default=dt.time(9))
    closes: Mapped[dt.time] = mapped_column(default=dt.time(18))
    zone: Mapped[Zone]
    is_active: Mapped[bool] = mapped_column(default=True)

    @property
    def place(self) -> str:
        """Where it is, as an invitation says it."""
        return ", ".join(part for part in (self.name, self.branch, self.address) if part)[:500]


class Booking(Keyed, Versioned, Base):
    """A room taken for a stretch of time: for a contact with a client, or closed (no client).

    ``employee_id``: who comes with the client; None: a closure.
    """

    __tablename__ = "booking"
    __table_args__ = (
        ExcludeConstraint(
            (sa.text("int8range(room_id, room_id, '[]')"), "&&"),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            name="booking_no_double_booking",
            using="gist",
            where=sa.text("state = 'held'"),
        ),
        sa.Index("ix_booking_room_id_starts_at", "room_id", "starts_at"),
        sa.Index(
            "ix_booking_employee_id",
            "employee_id",
            postgresql_where=sa.text("state = 'held'"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name="times"),
        sa.CheckConstraint("(client_id IS NULL) = (employee_id IS NULL)", name="for_somebody"),
    )

    room_id: Mapped[int] = owned("room.id", index=False)
    client_id: Mapped[int | None] = owned("client.id")
    employee_id: Mapped[int | None] = owned("employee.id", index=False)
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    state: Mapped[BookingState] = choice(BookingState, default=BookingState.HELD)
    reason: Mapped[Line] = mapped_column(default="")  # of a closure
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int] = owned("employee.id", index=False)

    room: Mapped[Room] = relationship(lazy="raise")
    client: Mapped[Client | None] = relationship(lazy="raise")
    employee: Mapped[Employee | None] = relationship(lazy="raise", foreign_keys=[employee_id])


def _ahead(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.state == BookingState.HELD.value, table.c.ends_at > sql_now())


hangs_on_client("booking.client_id", AtMerge.MOVES, label=_l("Bookings of rooms"))
hangs_on_employee(
    "booking.employee_id",
    AtHandover.MOVES,
    label=_l("Bookings of rooms"),
    client_column="client_id",
    is_open=_ahead,
)
hangs_on_employee("booking.made_by_id", AtHandover.HISTORY)
