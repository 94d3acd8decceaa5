"""Contacts and who takes part in them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from itertools import zip_longest
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from ...clients.models import Client, ContactPerson, Temperature
from ...core.db import Base, Key, Keyed, Line, Note, Versioned, choice, owned
from ...core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ...rooms.models import Booking
from ...staff.models import Employee
from ..words import Kind, NoNextReason, Purpose, Rank, Result
from .enclosures import Enclosure
from .handings import Handing
from .promises import Promise
from .scenarios import Scenario
from .spoken import read_as


class InteractionState(StrEnum):
    """Where a contact stands."""

    PLANNED = "planned"
    DONE = "done"  # has an outcome
    CANCELLED = "cancelled"


class Interaction(Keyed, Versioned, Base):
    """One contact with one client, planned or past (C3, C5).

    ``diary_id`` is the employee in whose diary the time is taken: the manager, until the contact
    is handed over. Then it stays with the leaver, so an inherited visit never collides with the
    receiver's own; moving or confirming it takes the time in the receiver's diary.
    """

    __tablename__ = "interaction"
    __table_args__ = (
        ExcludeConstraint(
            (sa.text("int8range(diary_id, diary_id, '[]')"), "&&"),
            (sa.text("tstzrange(planned_at, ends_at)"), "&&"),
            name="interaction_no_double_booking",
            using="gist",
            where=sa.text("state = 'planned' AND kind IN ('visit', 'meeting')"),
        ),
        sa.Index(
            "ix_interaction_planned",
            "manager_id",
            "planned_at",
            postgresql_where=sa.text("state = 'planned'"),
        ),
        sa.Index(
            "ix_interaction_done",
            "manager_id",
            "outcome_at",
            postgresql_include=["kind"],
            postgresql_where=sa.text("state = 'done'"),
        ),
        sa.Index(
            "ix_interaction_remind",
            "planned_at",
            postgresql_where=sa.text("state = 'planned' AND remind_minutes IS NOT NULL"),
        ),
        sa.Index("ix_interaction_of_client", "client_id", "state", "planned_at", "id"),
        sa.Index(
            "ix_interaction_history",
            "client_id",
            "outcome_at",
            "id",
            postgresql_where=sa.text("state = 'done'"),
        ),
        sa.Index("ix_interaction_next", "next_id", postgresql_where=sa.text("next_id IS NOT NULL")),
        sa.Index(
            "ix_interaction_person",
            "contact_person_id",
            postgresql_where=sa.text("contact_person_id IS NOT NULL"),
        ),
        sa.Index(
            "ix_interaction_awaits",
            "manager_id",
            "answer_by",
            postgresql_where=sa.text("answer_by IS NOT NULL AND answered_at IS NULL"),
        ),
        sa.Index(
            "uq_interaction_booking_id",
            "booking_id",
            unique=True,
            postgresql_where=sa.text("booking_id IS NOT NULL"),
        ),
        sa.CheckConstraint("ends_at > planned_at", name="times"),
        sa.CheckConstraint("minutes BETWEEN 5 AND 720", name="minutes"),
        sa.CheckConstraint(
            "(state = 'done') = (outcome_at IS NOT NULL AND result IS NOT NULL)", name="outcome"
        ),
    )

    client_id: Mapped[int] = owned("client.id", index=False)
    contact_person_id: Mapped[int | None] = owned("contact_person.id", index=False)
    manager_id: Mapped[int] = owned("employee.id", index=False)
    diary_id: Mapped[int] = owned("employee.id", index=False)
    kind: Mapped[Kind] = choice(Kind)
    state: Mapped[InteractionState] = choice(InteractionState, default=InteractionState.PLANNED)
    planned_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]  # planned_at + minutes, stored for the constraint
    minutes: Mapped[int] = mapped_column(sa.SmallInteger, default=30)
    planned_for: Mapped[dt.datetime | None]  # of what took place before its hour

    purpose: Mapped[Purpose] = choice(Purpose, default=Purpose.OTHER)
    purpose_text: Mapped[Line] = mapped_column(default="")
    structure: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    ticked: Mapped[list[int]] = mapped_column(default=list, server_default="{}")  # of structure
    scenario_id: Mapped[int | None] = owned("scenario.id", index=False)
    scenario_number: Mapped[int | None]
    strategies: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    motives: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    need: Mapped[Line] = mapped_column(default="")  # the need that was found
    wants_opportunity: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    place: Mapped[Line] = mapped_column(default="")
    booking_id: Mapped[int | None] = owned("booking.id", index=False)  # of a room of the bank
    note: Mapped[Note] = mapped_column(default="")
    # of purpose_text, note and each point of the structure: both languages, see ``spoken``
    spoken: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    remind_minutes: Mapped[int | None] = mapped_column(sa.Integer)  # before planned_at

    # a letter, an e-mail
    subject: Mapped[Line] = mapped_column(default="")
    body: Mapped[Note] = mapped_column(default="")
    addressee: Mapped[Line] = mapped_column(default="")
    dispatched_on: Mapped[dt.date | None]
    answer_by: Mapped[dt.date | None]  # an answer is awaited until
    answered_at: Mapped[dt.datetime | None]

    # what came of it
    result: Mapped[Result | None] = choice(Result, nullable=True)
    outcome_at: Mapped[dt.datetime | None]
    outcome_note: Mapped[Note] = mapped_column(default="")
    temperature_after: Mapped[Temperature | None] = mapped_column(
        sa.Enum(
            Temperature,
            native_enum=False,
            create_constraint=True,
            values_callable=lambda members: [member.value for member in members],
            length=32,
            name="temperature_after",
        )
    )
    next_id: Mapped[int | None] = owned("interaction.id", index=False)
    no_next_reason: Mapped[NoNextReason | None] = choice(NoNextReason, nullable=True)
    contact_number: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    planned_before: Mapped[int | None] = query_expression()  # read with ``WITH_ORDER`` alone
    limit_said: Mapped[dict[str, Any] | None] = query_expression()  # read ``with_limit`` alone
    papers: Mapped[list[Any] | None] = query_expression()  # read ``with_papers`` alone

    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int | None] = owned("employee.id", index=False)
    cancelled_at: Mapped[dt.datetime | None]
    cancel_reason: Mapped[Line] = mapped_column(default="")

    client: Mapped[Client] = relationship(lazy="raise")
    contact_person: Mapped[ContactPerson | None] = relationship(lazy="raise")
    manager: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[manager_id])
    scenario: Mapped[Scenario | None] = relationship(lazy="raise")
    booking: Mapped[Booking | None] = relationship(lazy="raise")
    participants: Mapped[list[Participant]] = relationship(
        lazy="raise", order_by="Participant.id", cascade="all, delete-orphan"
    )
    enclosures: Mapped[list[Enclosure]] = relationship(lazy="raise", order_by="Enclosure.id")
    handings: Mapped[list[Handing]] = relationship(lazy="raise", order_by="Handing.id")
    promises: Mapped[list[Promise]] = relationship(lazy="raise", order_by="Promise.id")

    @property
    def goal(self) -> str:
        """What is to be achieved, in the reader's language where the bank keeps it in both."""
        return read_as(self.purpose_text, self.spoken.get("purpose_text"))

    @property
    def told(self) -> str:
        """The note, likewise."""
        return read_as(self.note, self.spoken.get("note"))

    @property
    def points(self) -> list[str]:
        """The points of the structure, likewise."""
        return [read_as(point, pair) for point, pair in self.points_kept]

    @property
    def points_kept(self) -> list[tuple[str, dict[str, str] | None]]:
        """The points as they were written, each with both languages where the bank keeps them."""
        pairs = self.spoken.get("structure") or []
        return list(zip_longest(self.structure, pairs[: len(self.structure)]))

    @property
    def is_inherited(self) -> bool:
        """Whether the time is not yet taken in the manager's own diary (after a handover)."""
        return self.diary_id != self.manager_id

    @property
    def awaits_answer(self) -> bool:
        """Whether an answer to the letter is still awaited."""
        return self.answer_by is not None and self.answered_at is None


class Participant(Base):
    """Somebody who takes part: a colleague with a rank, or a contact person of the client."""

    __tablename__ = "participant"
    __table_args__ = (
        sa.CheckConstraint("(employee_id IS NULL) <> (contact_person_id IS NULL)", name="one_side"),
    )

    id: Mapped[Key]
    interaction_id: Mapped[int] = owned("interaction.id", ondelete="CASCADE")
    employee_id: Mapped[int | None] = owned("employee.id")
    rank: Mapped[Rank | None] = choice(Rank, nullable=True)  # of the bank's side
    contact_person_id: Mapped[int | None] = owned("contact_person.id")

    employee: Mapped[Employee | None] = relationship(lazy="raise")
    contact_person: Mapped[ContactPerson | None] = relationship(lazy="raise")


def _planned(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.state == InteractionState.PLANNED.value


def _of_planned(table: sa.Table) -> sa.ColumnElement[bool]:
    interaction: Any = Interaction.__table__
    return table.c.interaction_id.in_(sa.select(interaction.c.id).where(_planned(interaction)))


hangs_on_employee(
    "interaction.manager_id",
    AtHandover.MOVES,
    label=_l("Planned contacts"),
    client_column="client_id",
    is_open=_planned,
)
hangs_on_employee("interaction.diary_id", AtHandover.HISTORY)  # see Interaction
hangs_on_employee("interaction.created_by_id", AtHandover.HISTORY)
hangs_on_employee(
    "participant.employee_id",
    AtHandover.SUCCESSOR,
    label=_l("Meetings of colleagues they take part in"),
    is_open=_of_planned,
)
hangs_on_client("interaction.client_id", AtMerge.MOVES, label=_l("Contacts"))
