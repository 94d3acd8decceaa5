"""Tables of the contact schedule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..clients.models import Client
from ..core.db import Base, Code, Key, Keyed, Line, Name, Note, Versioned, choice, owned
from ..core.registry import AtHandover, AtMerge, hangs_on_client, hangs_on_employee
from ..interactions.models import Interaction
from ..interactions.words import Fits, Kind, Purpose, Rank
from ..staff.models import Employee
from .rules.steps import Anchor
from .words import ScheduleState, StepState, Whom

#: The number of the version that is still being written.
DRAFT = 0


class ScheduleTemplate(Keyed, Versioned, Base):
    """A series of contacts the bank keeps. ``number``: of the version in force, 0 before any."""

    __tablename__ = "schedule_template"

    code: Mapped[Code] = mapped_column(default="", index=True)  # of a shipped one, else ""
    fits: Mapped[Fits] = choice(Fits, default=Fits.ANY)
    is_active: Mapped[bool] = mapped_column(default=True)
    number: Mapped[int] = mapped_column(default=DRAFT)


class TemplateVersion(Base):
    """One wording of a template. Published, it never changes: running schedules name it."""

    __tablename__ = "schedule_template_version"
    __table_args__ = (
        sa.UniqueConstraint("template_id", "number"),
        sa.CheckConstraint("(number = 0) = (published_at IS NULL)", name="draft"),
    )

    id: Mapped[Key]
    template_id: Mapped[int] = owned("schedule_template.id", index=False)
    number: Mapped[int]
    title_en: Mapped[Name]
    title_ru: Mapped[Name]
    note_en: Mapped[Line] = mapped_column(default="")  # when it is used
    note_ru: Mapped[Line] = mapped_column(default="")
    published_at: Mapped[dt.datetime | None]
    published_by_id: Mapped[int | None] = owned("employee.id", index=False)

    template: Mapped[ScheduleTemplate] = relationship(lazy="raise")
    steps: Mapped[list[TemplateStep]] = relationship(
        lazy="raise", order_by="TemplateStep.position", cascade="all, delete-orphan"
    )

    @property
    def is_draft(self) -> bool:
        """Whether it is still being written."""
        return self.number == DRAFT

    def title(self, language: str) -> str:
        """The title in ``language`` (``ru``, else English)."""
        return self.title_ru if language == "ru" else self.title_en

    def note(self, language: str) -> str:
        """When it is used, in ``language``."""
        return self.note_ru if language == "ru" else self.note_en


class TemplateStep(Keyed, Base):
    """One step of a version: what kind of contact, what for, when, with whom, with what."""

    __tablename__ = "schedule_template_step"
    __table_args__ = (
        sa.CheckConstraint("offset_days BETWEEN 0 AND 250", name="offset"),
        sa.CheckConstraint("minutes BETWEEN 5 AND 720", name="minutes"),
    )

    version_id: Mapped[int] = owned("schedule_template_version.id", ondelete="CASCADE")
    position: Mapped[int] = mapped_column(sa.SmallInteger)
    kind: Mapped[Kind] = choice(Kind)
    purpose: Mapped[Purpose] = choice(Purpose, default=Purpose.OTHER)
    goal_en: Mapped[Line] = mapped_column(default="")  # what is to be achieved
    goal_ru: Mapped[Line] = mapped_column(default="")
    offset_days: Mapped[int] = mapped_column(sa.SmallInteger)  # working days
    anchor: Mapped[Anchor] = choice(Anchor, default=Anchor.PREVIOUS)
    at_time: Mapped[dt.time | None]  # of the owner's day; None: the usual
    minutes: Mapped[int] = mapped_column(sa.SmallInteger)
    whom: Mapped[Whom] = choice(Whom, default=Whom.CLIENT)
    rank: Mapped[Rank | None] = choice(Rank, nullable=True)  # of the colleague taken along
    scenario_id: Mapped[int | None] = owned("scenario.id")
    materials_en: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    materials_ru: Mapped[list[str]] = mapped_column(default=list, server_default="{}")
    # keys of the nomenclature, whose items are withdrawn and never deleted
    material_ids: Mapped[list[int]] = mapped_column(default=list, server_default="{}")
    subject_en: Mapped[Line] = mapped_column(default="")
    subject_ru: Mapped[Line] = mapped_column(default="")
    message_en: Mapped[Note] = mapped_column(default="")
    message_ru: Mapped[Note] = mapped_column(default="")

    def goal(self, language: str) -> str:
        """What is to be achieved, in ``language``."""
        return self.goal_ru if language == "ru" else self.goal_en

    def materials(self, language: str) -> list[str]:
        """What else is handed over, in ``language``."""
        return list(self.materials_ru if language == "ru" else self.materials_en)

    def subject(self, language: str) -> str:
        """The subject of a letter, in ``language``."""
        return self.subject_ru if language == "ru" else self.subject_en

    def message(self, language: str) -> str:
        """The text of a letter, in ``language``."""
        return self.message_ru if language == "ru" else self.message_en


class Schedule(Keyed, Versioned, Base):
    """A version of a template running with one client."""

    __tablename__ = "schedule"
    __table_args__ = (
        sa.Index(
            "ix_schedule_live",
            "owner_id",
            postgresql_where=sa.text("state IN ('running', 'paused')"),
        ),
        sa.CheckConstraint(
            "(state IN ('stopped', 'finished')) = (ended_at IS NOT NULL)", name="ended"
        ),
        sa.CheckConstraint("paused_until IS NULL OR state = 'paused'", name="paused"),
    )

    client_id: Mapped[int] = owned("client.id")
    template_version_id: Mapped[int] = owned("schedule_template_version.id")
    owner_id: Mapped[int] = owned("employee.id", index=False)
    state: Mapped[ScheduleState] = choice(ScheduleState, default=ScheduleState.RUNNING)
    starts_on: Mapped[dt.date]
    paused_until: Mapped[dt.date | None]
    reason: Mapped[Line] = mapped_column(default="")  # why it is paused or ended
    created_at: Mapped[dt.datetime]
    started_by_id: Mapped[int | None] = owned("employee.id", index=False)
    ended_at: Mapped[dt.datetime | None]

    client: Mapped[Client] = relationship(lazy="raise")
    owner: Mapped[Employee] = relationship(lazy="raise", foreign_keys=[owner_id])
    template_version: Mapped[TemplateVersion] = relationship(lazy="raise")
    steps: Mapped[list[ScheduleStep]] = relationship(
        lazy="raise", order_by="ScheduleStep.position", cascade="all, delete-orphan"
    )

    @property
    def is_live(self) -> bool:
        """Whether it runs, or will again."""
        return self.state in (ScheduleState.RUNNING, ScheduleState.PAUSED)


class ScheduleStep(Keyed, Base):
    """One step of a running schedule. ``why``: the reasons of its date, see ``rules.steps``."""

    __tablename__ = "schedule_step"
    __table_args__ = (
        sa.UniqueConstraint("schedule_id", "position"),
        sa.Index(
            "uq_schedule_step_interaction_id",
            "interaction_id",
            unique=True,
            postgresql_where=sa.text("interaction_id IS NOT NULL"),
        ),
        sa.CheckConstraint(
            "(state IN ('planned', 'done')) <= (interaction_id IS NOT NULL)", name="contact"
        ),
    )

    schedule_id: Mapped[int] = owned("schedule.id", ondelete="CASCADE", index=False)
    template_step_id: Mapped[int] = owned("schedule_template_step.id")
    position: Mapped[int] = mapped_column(sa.SmallInteger)
    state: Mapped[StepState] = choice(StepState, default=StepState.WAITING)
    interaction_id: Mapped[int | None] = owned("interaction.id", index=False)
    delay_days: Mapped[int] = mapped_column(sa.SmallInteger, default=0)  # shifted by
    is_pinned: Mapped[bool] = mapped_column(default=False)  # a person chose its time
    done_on: Mapped[dt.date | None]
    drop_reason: Mapped[Line] = mapped_column(default="")
    why: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")

    schedule: Mapped[Schedule] = relationship(lazy="raise", back_populates="steps")
    template_step: Mapped[TemplateStep] = relationship(lazy="raise")
    interaction: Mapped[Interaction | None] = relationship(lazy="raise")

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.state in (StepState.WAITING, StepState.PLANNED)


def _live(table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.state.in_([ScheduleState.RUNNING.value, ScheduleState.PAUSED.value])


hangs_on_employee("schedule_template_version.published_by_id", AtHandover.HISTORY)
hangs_on_employee(
    "schedule.owner_id",
    AtHandover.MOVES,
    label=_l("Running contact schedules"),
    client_column="client_id",
    is_open=_live,
)
hangs_on_employee("schedule.started_by_id", AtHandover.HISTORY)
hangs_on_client("schedule.client_id", AtMerge.MOVES, label=_l("Contact schedules"))
