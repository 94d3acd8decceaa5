"""Tables of series."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clients.models import Client
from ..core.db import Base, Key, Keyed, Line, Versioned, Zone, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..interactions.models import Interaction
from ..interactions.words import Kind, Purpose
from ..staff.models import Employee
from .rules import DayOff, Every, Rule, Why


class SeriesState(StrEnum):
    """Whether a series makes contacts."""

    RUNNING = "running"
    ENDED = "ended"


class Series(Keyed, Versioned, Base):
    """A rule by which contacts with one client repeat. ``at`` is local in ``zone``."""

    __tablename__ = "series"
    __table_args__ = (
        sa.CheckConstraint("interval BETWEEN 1 AND 12", name="interval"),
        sa.CheckConstraint("times BETWEEN 1 AND 520", name="times"),
        sa.CheckConstraint("minutes BETWEEN 5 AND 720", name="minutes"),
        sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended"),
        sa.Index("ix_series_laid_to", "laid_to", postgresql_where=sa.text("state = 'running'")),
    )

    client_id: Mapped[int] = owned("client.id")
    manager_id: Mapped[int] = owned("employee.id")
    contact_person_id: Mapped[int | None] = owned("contact_person.id")
    room_id: Mapped[int | None] = owned("room.id")
    kind: Mapped[Kind] = choice(Kind)
    purpose: Mapped[Purpose] = choice(Purpose)
    purpose_text: Mapped[Line] = mapped_column(default="")
    minutes: Mapped[int] = mapped_column(sa.SmallInteger)
    every: Mapped[Every] = choice(Every)
    interval: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    starts_on: Mapped[dt.date]
    until: Mapped[dt.date | None]
    times: Mapped[int | None]
    at: Mapped[dt.time]
    zone: Mapped[Zone]
    on_day_off: Mapped[DayOff] = choice(DayOff, default=DayOff.AFTER)
    state: Mapped[SeriesState] = choice(SeriesState, default=SeriesState.RUNNING)
    laid_to: Mapped[dt.date]  # contacts are planned up to this day
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id", index=False)
    ended_at: Mapped[dt.datetime | None]
    end_reason: Mapped[Line] = mapped_column(default="")

    client: Mapped[Client] = relationship(lazy="raise")
    manager: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[manager_id])
    contacts: Mapped[list[SeriesContact]] = relationship(
        lazy="raise", order_by="SeriesContact.falls_on", cascade="all, delete-orphan"
    )

    @property
    def rule(self) -> Rule:
        """When it falls."""
        return Rule(self.every, self.interval, self.starts_on, self.until, self.times)


class SeriesContact(Base):
    """One contact of a series, or a day left out (no contact), with the reason."""

    __tablename__ = "series_contact"
    __table_args__ = (
        sa.UniqueConstraint("series_id", "falls_on"),
        sa.Index(
            "uq_series_contact_interaction_id",
            "interaction_id",
            unique=True,
            postgresql_where=sa.text("interaction_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    series_id: Mapped[int] = owned("series.id", ondelete="CASCADE", index=False)
    interaction_id: Mapped[int | None] = owned("interaction.id", index=False)
    falls_on: Mapped[dt.date]
    why: Mapped[Why] = choice(Why)

    series: Mapped[Series] = relationship(lazy="raise", back_populates="contacts")
    interaction: Mapped[Interaction | None] = relationship(lazy="raise")


def _running(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.state == SeriesState.RUNNING.value


hangs_on_client("series.client_id", AtMerge.MOVES, label=_l("Repeating contacts"))
hangs_on_employee(
    "series.manager_id",
    AtHandover.MOVES,
    label=_l("Repeating contacts"),
    client_column="client_id",
    is_open=_running,
)
hangs_on_employee("series.created_by_id", AtHandover.HISTORY)
