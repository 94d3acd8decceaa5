"""The tables of work and of the timetable."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from sqlalchemy.orm import Mapped, mapped_column

from ..core.db import Base, Code, Keyed, Line, Name, Versioned, choice, owned
from ..core.registry import AtHandover, hangs_on_employee


class WorkState(enum.StrEnum):
    """Where an item stands."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


class Wish(enum.StrEnum):
    """What a person asked of an item that is running."""

    PAUSE = "pause"
    STOP = "stop"


UNDERWAY = (WorkState.CLAIMED, WorkState.RUNNING)
OPEN = (WorkState.QUEUED, *UNDERWAY, WorkState.PAUSED)
RESUMABLE = (WorkState.PAUSED, WorkState.STOPPED, WorkState.FAILED)
STATE_LABELS = {
    WorkState.QUEUED: _lp("work", "waiting"),
    WorkState.CLAIMED: _lp("work", "starting"),
    WorkState.RUNNING: _lp("work", "running"),
    WorkState.PAUSED: _lp("work", "paused"),
    WorkState.STOPPED: _lp("work", "stopped"),
    WorkState.DONE: _lp("work", "finished"),
    WorkState.FAILED: _lp("work", "failed"),
}


class WorkItem(Keyed, Versioned, Base):
    """One piece of work with its progress and its result."""

    __tablename__ = "work_item"
    __table_args__ = (sa.Index("ix_work_item_state_next_at", "state", "next_at"),)

    kind: Mapped[Code]
    queue: Mapped[Code]
    label: Mapped[Line | None]  # what people call it: the name of the file, the segment
    dedup_key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    created_by_id: Mapped[int | None] = owned("employee.id", nullable=True)
    params: Mapped[dict[str, Any]] = mapped_column(nullable=False)
    resume: Mapped[dict[str, Any]] = mapped_column(nullable=False)
    result: Mapped[dict[str, Any] | None]
    error: Mapped[Line | None]

    state: Mapped[WorkState] = choice(WorkState, nullable=False, default=WorkState.QUEUED)
    wish: Mapped[Wish | None] = choice(Wish, nullable=True)
    done: Mapped[int] = mapped_column(sa.BigInteger, nullable=False, default=0)
    total: Mapped[int | None] = mapped_column(sa.BigInteger)
    rate: Mapped[float | None]  # units per second, over the present run
    failures: Mapped[int] = mapped_column(nullable=False, default=0)  # in a row, without progress

    next_at: Mapped[dt.datetime] = mapped_column(nullable=False)
    dispatched_at: Mapped[dt.datetime | None]
    lease_owner: Mapped[Name | None]
    lease_token: Mapped[int] = mapped_column(nullable=False, default=0)
    lease_until: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(nullable=False)
    started_at: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]

    @property
    def share(self) -> float | None:
        """How much is done, 0–1; None while the whole is not known."""
        if self.state is WorkState.DONE:
            return 1.0
        return min(1.0, self.done / self.total) if self.total else None

    @property
    def seconds_left(self) -> float | None:
        """How long it will take at the present rate; None when that cannot be said."""
        if self.state not in UNDERWAY or not self.rate or self.total is None:
            return None
        return max(0.0, (self.total - self.done) / self.rate)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in (WorkState.STOPPED, WorkState.DONE, WorkState.FAILED)


class TimetableRun(Base):
    """When a periodic job is due next, and how its last run went."""

    __tablename__ = "timetable_run"

    name: Mapped[Name] = mapped_column(primary_key=True)
    next_at: Mapped[dt.datetime] = mapped_column(nullable=False)
    last_at: Mapped[dt.datetime | None]
    last_error: Mapped[Line | None]
    failures: Mapped[int] = mapped_column(nullable=False, default=0)


hangs_on_employee(
    "work_item.created_by_id", AtHandover.PERSONAL, label=_l("Work in the background"),
    is_open=lambda table: table.c.state.in_(OPEN),
)  # fmt: skip
